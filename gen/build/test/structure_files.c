#include "build/test/structure_files.h"

#include <inttypes.h>
#include <string.h>

#include "build/evidence/declared_env.h"
#include "build/evidence/evidence.h"
#include "build/evidence/root_table.h"
#include "build/state/interrupt.h"
#include "build/test/structure_test.h"
#include "build/test/structure_values.h"
#include "document/node.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/path_last.h"
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
	const char *trimmed = arena_copy(arena, path, length), *name = path_last(trimmed);

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

bool
structure_existence_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct structure_test *structure = check->data;
	const struct node *test = structure->node, *wanted = node_get(test, "shouldExist");
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
	structure_judge(evidence->arena, &faults, result);
	return true;
}

/*
 * The bytes of a file that were not kept, because it is large or a link with another name leads to
 * it: all files are read once more, into an arena of their own. NULL after a message if the engine
 * fails, and after a signal.
 */
static const char *
read_again(struct evidence *evidence, const struct root_entry *entry, struct arena *arena)
{
	struct root_table table = {.arena = arena, .larger = entry->path};
	struct text why = TEXT_EMPTY;
	const bool read = root_table_read(
		&table, evidence->engine, evidence->image_id, interrupt_flag(), &why);
	const struct root_entry *again =
		read ? map_get(&table.entries, entry->path, strlen(entry->path)) : NULL;
	const char *bytes = again && again->size == entry->size ? again->bytes : NULL;

	if (!bytes && !why.length)
		text_append_string(&why, "the engine gives another one now");
	if (!bytes)
		evidence_note_unread(evidence, &table,
			arena_format(evidence->arena, "/%s in the image", entry->path), &why);
	text_free(&why);
	return bytes;
}

/* Looks for what the test expects in a file. False if its bytes cannot be read. */
static bool
search_file(struct evidence *evidence, const struct node *test, const struct root_entry *entry,
	struct text *faults)
{
	const struct node *path = node_get(test, "path");
	struct arena arena = {0};
	const char *bytes = entry->bytes ? entry->bytes : read_again(evidence, entry, &arena);

	if (bytes) {
		structure_search(faults, node_get(test, "expectedContents"), true, path->text,
			bytes, (size_t)entry->size);
		structure_search(faults, node_get(test, "excludedContents"), false, path->text,
			bytes, (size_t)entry->size);
	}
	arena_free(&arena);
	return bytes != NULL;
}

bool
structure_content_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct structure_test *structure = check->data;
	const struct node *test = structure->node, *path = node_get(test, "path");
	const struct root_table *table = evidence_files(evidence);
	struct text faults = TEXT_EMPTY;

	if (!table)
		return false;
	const struct root_entry *entry = root_table_find(table, path->text);

	if (!entry || entry->type != TAR_FILE) {
		text_format(&faults, "%s is %s", path->text, entry ? "no file" : "not there");
	} else if (entry->size > ROOT_FILE_LARGEST) {
		text_format(&faults, "%s is too large to look into: it has %" PRIu64 " bytes",
			path->text, entry->size);
	} else if (!search_file(evidence, test, entry, &faults)) {
		text_free(&faults);
		return false;
	}
	structure_judge(evidence->arena, &faults, result);
	return true;
}
