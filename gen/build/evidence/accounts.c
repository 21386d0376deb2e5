#include "build/evidence/accounts.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/root_table.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
file_at(const struct root_table *files, const char *path)
{
	const struct root_entry *entry = root_table_find(files, path);

	return entry && entry->bytes ? entry->bytes : "";
}

/* The field with this number of a line of fields with colons between them, from 0 on. */
static const char *
field_of(const char *line, int number, size_t *length)
{
	const char *end = line + strcspn(line, "\n");

	while (number-- > 0 && line < end) {
		line += strcspn(line, ":\n");
		line += *line == ':';
	}
	*length = strcspn(line, ":\n");
	return line;
}

/* The line whose field has this text; NULL if there is none. */
static const char *
find_line(const char *text, int number, const char *wanted)
{
	while (*text) {
		size_t length;
		const char *field = field_of(text, number, &length);

		if (text_equal(field, length, wanted, strlen(wanted)))
			return text;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return NULL;
}

static uint64_t
number_of(const char *line, int number)
{
	size_t length;

	return strtoull(field_of(line, number, &length), NULL, 10);
}

bool
accounts_find_user(const struct root_table *files, const char *name, struct login *login)
{
	const char *line = find_line(file_at(files, "/etc/passwd"), 0, name);

	if (line)
		*login = (struct login){number_of(line, 2), number_of(line, 3)};
	return line != NULL;
}

bool
accounts_have_group(const struct root_table *files, uint64_t gid)
{
	struct text number = TEXT_EMPTY;

	text_format(&number, "%llu", (unsigned long long)gid);
	const bool found = find_line(file_at(files, "/etc/group"), 2, number.bytes);

	text_free(&number);
	return found;
}

static bool
is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

bool
accounts_read_owner(
	const struct root_table *files, const char *owner, struct login *login, bool *has_group)
{
	struct text user = TEXT_EMPTY;
	const char *colon = strchr(owner, ':'), *group = colon ? colon + 1 : NULL;
	bool known = true;

	text_append(&user, owner, colon ? (size_t)(colon - owner) : strlen(owner));
	*login = (struct login){0};
	*has_group = group && *group;
	if (is_number(user.bytes))
		login->uid = strtoull(user.bytes, NULL, 10);
	else
		known = accounts_find_user(files, user.bytes, login);
	text_free(&user);
	if (!*has_group)
		return known;
	const char *line =
		is_number(group) ? NULL : find_line(file_at(files, "/etc/group"), 0, group);

	if (is_number(group))
		login->gid = strtoull(group, NULL, 10);
	else if (line)
		login->gid = number_of(line, 2);
	return known && (line || is_number(group));
}

bool
accounts_can_run(const struct root_table *files, const char *user)
{
	enum { ID_LARGEST = INT32_MAX };
	const size_t length = strcspn(user, ":");
	struct login login;
	bool has_group;

	/* Without a user, and without /etc/passwd, the one of the system is meant. */
	if (length == 0 || strcmp(user, "root") == 0)
		return true;
	return accounts_read_owner(files, user, &login, &has_group) && login.uid <= ID_LARGEST &&
	       login.gid <= ID_LARGEST;
}
