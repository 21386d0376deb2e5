/* build/evidence: paths in the table of files, accounts, and numbers with units. */
#include "build/evidence/accounts.h"
#include "build/evidence/durations.h"
#include "build/evidence/root_table.h"
#include "engine/inside/image_size.h"
#include "support/arena.h"

#include "unit.h"

static struct arena arena;

static struct root_entry *
add(struct root_table *table, const char *path, enum tar_type type, const char *text)
{
	struct root_entry *entry = arena_allocate(&arena, sizeof(*entry));

	*entry = (struct root_entry){.path = path, .type = type};
	if (type == TAR_SYMBOLIC_LINK)
		entry->link = text;
	else
		entry->bytes = text;
	map_set(&table->entries, &arena, path, strlen(path), entry);
	return entry;
}

static const char *
found_at(const struct root_table *table, const char *path)
{
	const struct root_entry *entry = root_table_find(table, path);

	return entry ? entry->path : NULL;
}

static void
follows_links(void **state)
{
	struct root_table table = {.arena = &arena};

	(void)state;
	add(&table, "usr", TAR_FOLDER, NULL);
	add(&table, "usr/bin", TAR_FOLDER, NULL);
	add(&table, "usr/bin/tool", TAR_FILE, NULL);
	add(&table, "bin", TAR_SYMBOLIC_LINK, "usr/bin");
	add(&table, "usr/sbin", TAR_SYMBOLIC_LINK, "../bin");
	add(&table, "usr/bin/other", TAR_SYMBOLIC_LINK, "/bin/tool");
	add(&table, "usr/up", TAR_SYMBOLIC_LINK, "../../../usr/bin/tool");
	add(&table, "round", TAR_SYMBOLIC_LINK, "about");
	add(&table, "about", TAR_SYMBOLIC_LINK, "/round");
	add(&table, "dangling", TAR_SYMBOLIC_LINK, "nowhere");
	assert_string_equal(found_at(&table, "/usr/bin/tool"), "usr/bin/tool");
	assert_string_equal(found_at(&table, "/bin/tool"), "usr/bin/tool");
	assert_string_equal(found_at(&table, "/usr/sbin/tool"), "usr/bin/tool");
	assert_string_equal(found_at(&table, "/usr/bin/other"), "usr/bin/tool");
	assert_string_equal(found_at(&table, "/usr/up"), "usr/bin/tool");
	assert_string_equal(found_at(&table, "/usr//./bin/../bin/"), "usr/bin");
	assert_string_equal(found_at(&table, "/"), "");
	assert_null(found_at(&table, "/round"));
	assert_null(found_at(&table, "/dangling"));
	assert_null(found_at(&table, "/usr/bin/tool/below"));
	arena_free(&arena);
}

static void
reads_accounts(void **state)
{
	struct root_table table = {.arena = &arena};
	struct login login;
	bool has_group;

	(void)state;
	add(&table, "etc", TAR_FOLDER, NULL);
	add(&table, "etc/passwd", TAR_FILE,
		"root:x:0:0:root:/root:/bin/sh\napp:x:1000:2000::/home/app:/bin/false\n");
	add(&table, "etc/group", TAR_FILE, "root:x:0:\nstaff:x:2000:app\n");
	assert_true(accounts_find_user(&table, "app", &login));
	assert_int_equal(login.uid, 1000);
	assert_int_equal(login.gid, 2000);
	assert_false(accounts_find_user(&table, "ap", &login));
	assert_true(accounts_have_group(&table, 2000));
	assert_false(accounts_have_group(&table, 20));
	assert_true(accounts_read_owner(&table, "app:staff", &login, &has_group));
	assert_true(has_group && login.uid == 1000 && login.gid == 2000);
	assert_true(accounts_read_owner(&table, "7:8", &login, &has_group));
	assert_true(has_group && login.uid == 7 && login.gid == 8);
	assert_true(accounts_read_owner(&table, "app", &login, &has_group));
	assert_true(!has_group && login.uid == 1000);
	assert_false(accounts_read_owner(&table, "nobody", &login, &has_group));
	assert_false(accounts_read_owner(&table, "app:nobody", &login, &has_group));
	arena_free(&arena);
}

static void
reads_units(void **state)
{
	(void)state;
	assert_true(durations_read("30s") == 3e10);
	assert_true(durations_read("1m30s") == 9e10);
	assert_true(durations_read("1.5h") == 5.4e12);
	assert_true(durations_read("250ms10us") == 250010000);
	assert_true(image_size_read("400MB") == 4e8);
	assert_true(image_size_read("1.5GB") == 1.5e9);
	assert_true(image_size_read("2.79 KB\n") == 2790);
	assert_true(image_size_read("394000001\n") == 394000001);
	assert_true(image_size_read("12 parsecs") < 0);
	assert_true(image_size_read("") < 0);
}

UNIT_MAIN(cmocka_unit_test(follows_links), cmocka_unit_test(reads_accounts),
	cmocka_unit_test(reads_units))
