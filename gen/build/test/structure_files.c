#include "build/test/structure_files.h"

#include <inttypes.h>
#include <string.h>

#include "build/state/interrupt.h"
#include "build/test/declared_env.h"
#include "build/test/evidence.h"
#include "build/test/root_table.h"
#include "build/test/structure_test.h"
#include "build/test/structure_values.h"
#include "document/node.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* The mode as Go's FileMode.String writes it, which is not what ls writes. */
static const char *
mode_text(struct arena *arena, const struct root_entry *entry)
{
	static const char permissions[] = "rwxrwxrwx";
	char mode[9 + 1] = "---------";

	for (int i = 0; i < 9; i++)
		if (entry->mode & (0400U >> i))
			mode[i] = permissions[i];
	const char *kind = arena_format(arena, "%s%s%s%s%s", entry->type == TAR_FOLDER ? "d" : "",
		entry->type == TAR_SYMBOLIC_LINK ? "L" : "", entry->mode & 04000 ? "u" : "",
		entry->mode & 02000 ? "g" : "", entry->mode & 01000 ? "t" : "");

	return arena_join(arena, *kind ? kind : "-", mode, NULL);
}

/* What is at a path itself: the last part of it is not followed if it is a symbolic link. */
static const struct root_entry *
find_itself(const struct root_table *table, struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	while (length && path[length - 1] == '/')
		length--;
	const char *trimmed = arena_copy(arena, path, length), *slash = strrchr(trimmed, '/'),
		   *name = slash ? slash + 1 : trimmed;

	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return root_table_find(table, trimmed);
	const struct root_entry *folder =
		root_table_find(table, arena_copy(arena, trimmed, (size_t)(name - trimmed)));

	if (!folder || folder->type != TAR_FOLDER)
		return NULL;
	const char *place = *folder->path ? arena_join(arena, folder->path, "/", name, NULL) : name;

	return map_get(&table->entries, place, strlen(place));
}

static void
compare_id(struct text *faults, const struct node *test, const char *key, uint64_t found)
{
	const struct node *expected = node_get(test, key);
	int64_t id;

	if (!expected || (node_integer(expected, &id) && (uint64_t)id == found))
		return;
	structure_fault(faults);
	text_format(faults, "its %s is %" PRIu64, key, found);
}

static void
compare_executable(struct text *faults, const struct node *test, const struct root_entry *entry)
{
	static const struct {
		const char *by;
		unsigned bits;
	} all[] = {{"owner", 0100}, {"group", 0010}, {"other", 0001}, {"any", 0111}};
	const struct node *by = node_get(test, "isExecutableBy");

	for (size_t i = 0; by && i < sizeof(all) / sizeof(*all); i++) {
		if (!node_is(by, all[i].by) || entry->mode & all[i].bits)
			continue;
		structure_fault(faults);
		text_format(faults, "it is not executable by %s", by->text);
	}
}

static void
compare_entry(struct text *faults, struct arena *arena, const struct node *test,
	const struct root_entry *entry)
{
	const struct node *permissions = node_get(test, "permissions");

	if (permissions && !node_is(permissions, mode_text(arena, entry)))
		text_format(faults, "its mode is %s", mode_text(arena, entry));
	compare_id(faults, test, "uid", entry->uid);
	compare_id(faults, test, "gid", entry->gid);
	compare_executable(faults, test, entry);
}

static void
judge(struct evidence *evidence, struct text *faults, struct check_result *result)
{
	result->state = faults->length ? CHECK_FAILED : CHECK_PASSED;
	result->message = arena_copy(evidence->arena, faults->bytes, faults->length);
	text_free(faults);
}

bool
structure_existence_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *test = ((const struct structure_test *)check->data)->node,
			  *wanted = node_get(test, "shouldExist");
	const struct engine_configuration *found = evidence_configuration(evidence);
	const struct root_table *table = found ? evidence_files(evidence) : NULL;
	struct text faults = TEXT_EMPTY;

	if (!table)
		return false;
	const struct map variables = declared_env_of_config(evidence->arena, found->config);
	const char *path =
		structure_expand(evidence->arena, node_get(test, "path")->text, &variables);
	const struct root_entry *entry = find_itself(table, evidence->arena, path);
	const bool should_exist = !wanted || node_is_true(wanted);

	if (!entry && should_exist)
		text_format(&faults, "%s is not there", path);
	else if (entry && !should_exist)
		text_format(&faults, "%s is there", path);
	if (entry)
		compare_entry(&faults, evidence->arena, test, entry);
	judge(evidence, &faults, result);
	return true;
}

/*
 * The bytes of a file that were not kept, as a link with another name leads to it: all files are
 * read once more. NULL after a message if the engine fails.
 */
static const char *
read_again(struct evidence *evidence, const struct root_entry *entry)
{
	struct root_table table = {.arena = evidence->arena};
	struct text why = TEXT_EMPTY;
	const char *slash = strrchr(entry->path, '/'), *name = slash ? slash + 1 : entry->path;

	map_set(&table.wanted, evidence->arena, name, strlen(name), evidence);
	const bool read = root_table_read(
		&table, evidence->engine, evidence->image_id, interrupt_flag(), &why);
	const struct root_entry *again = read ? root_table_find(&table, entry->path) : NULL;

	if (!again && !interrupt_came())
		evidence->outcome = failure("%s: the files of the image cannot be read: %s",
			evidence->target, why.bytes);
	text_free(&why);
	return again ? again->bytes : NULL;
}

bool
structure_content_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *test = ((const struct structure_test *)check->data)->node,
			  *path = node_get(test, "path");
	const struct root_table *table = evidence_files(evidence);
	struct text faults = TEXT_EMPTY;

	if (!table)
		return false;
	const struct root_entry *entry = root_table_find(table, path->text);

	if (!entry || entry->type != TAR_FILE) {
		text_format(&faults, "%s is %s", path->text, entry ? "no file" : "not there");
	} else {
		const char *bytes = entry->bytes ? entry->bytes : read_again(evidence, entry);

		if (!bytes)
			return false;
		structure_search(&faults, node_get(test, "expectedContents"), true, path->text,
			bytes, (size_t)entry->size);
		structure_search(&faults, node_get(test, "excludedContents"), false, path->text,
			bytes, (size_t)entry->size);
	}
	judge(evidence, &faults, result);
	return true;
}
