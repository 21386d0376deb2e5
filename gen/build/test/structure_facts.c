#include "build/test/structure_facts.h"

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
	const struct node *test = ((const struct structure_test *)check->data)->node,
			  *path = node_get(test, "path");
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
	judge(evidence, &faults, result);
	return true;
}

/* What is compared: the test, and the configuration of the image. */
struct comparing {
	const struct node *test, *config;
	struct text *faults;
};

/* A list or map of the configuration; NULL if it has none, which engines write as null, too. */
static const struct node *
member(const struct comparing *comparing, const char *name, enum node_kind kind)
{
	const struct node *found = node_get(comparing->config, name);

	return found && found->kind == kind ? found : NULL;
}

static void
compare_pairs(const struct comparing *comparing, const char *key, const char *noun,
	const struct map *values)
{
	const struct node *pairs = node_get(comparing->test, key);

	for (size_t i = 0; pairs && i < pairs->count; i++) {
		const struct node *name = node_get(pairs->items[i], "key");
		const char *found = map_get(values, name->text, name->length);

		if (found && structure_pair_is(pairs->items[i], found))
			continue;
		structure_fault(comparing->faults);
		if (found)
			text_format(
				comparing->faults, "the %s %s is '%s'", noun, name->text, found);
		else
			text_format(comparing->faults, "the %s %s is missing", noun, name->text);
	}
}

static void
check_unbound(const struct comparing *comparing, const struct map *values)
{
	const struct node *pairs = node_get(comparing->test, "unboundEnvVars");

	for (size_t i = 0; pairs && i < pairs->count; i++) {
		const struct node *name = node_get(pairs->items[i], "key");

		if (!map_get(values, name->text, name->length))
			continue;
		structure_fault(comparing->faults);
		text_format(comparing->faults, "the variable %s is set", name->text);
	}
}

static struct map
labels_of(const struct comparing *comparing, struct arena *arena)
{
	const struct node *labels = member(comparing, "Labels", NODE_MAP);
	struct map values = {0};

	for (size_t i = 0; labels && i < labels->entry_count; i++) {
		const struct node *name = labels->entries[i].key;

		map_set(&values, arena, name->text, name->length,
			arena_copy(arena, labels->entries[i].value->text,
				labels->entries[i].value->length));
	}
	return values;
}

static void
compare_words(const struct comparing *comparing, const char *key, const char *name)
{
	const struct node *expected = node_get(comparing->test, key),
			  *found = member(comparing, name, NODE_LIST);
	const size_t count = found ? found->count : 0;
	bool same = expected && expected->count == count;

	for (size_t i = 0; same && i < count; i++)
		same = strcmp(expected->items[i]->text, found->items[i]->text) == 0;
	if (!expected || same)
		return;
	structure_fault(comparing->faults);
	text_format(comparing->faults, "%s is [", key);
	for (size_t i = 0; i < count; i++)
		text_format(comparing->faults, "%s%s", i ? ", " : "", found->items[i]->text);
	text_append_character(comparing->faults, ']');
}

static void
compare_text(const struct comparing *comparing, const char *key, const char *name)
{
	const struct node *expected = node_get(comparing->test, key),
			  *found = member(comparing, name, NODE_SCALAR);
	const char *text = found && !node_is_null(found) ? found->text : "";

	/* An empty text stands for no test. */
	if (!expected || !expected->length || strcmp(expected->text, text) == 0)
		return;
	structure_fault(comparing->faults);
	text_format(comparing->faults, "%s is '%s'", key, text);
}

/* Whether a map has the name; of a port, the number is compared. */
static bool
has(const struct node *map, const char *name, bool ports)
{
	for (size_t i = 0; map && i < map->entry_count; i++) {
		const char *key = map->entries[i].key->text;
		const size_t length = ports ? strcspn(key, "/") : strlen(key);

		if (text_equal(key, length, name, strlen(name)))
			return true;
	}
	return false;
}

static void
check_entries(const struct comparing *comparing, const char *key, const char *name, bool wanted)
{
	const struct node *names = node_get(comparing->test, key),
			  *map = member(comparing, name, NODE_MAP);
	const bool ports = strcmp(name, "ExposedPorts") == 0;

	for (size_t i = 0; names && i < names->count; i++) {
		if (has(map, names->items[i]->text, ports) == wanted)
			continue;
		structure_fault(comparing->faults);
		text_format(comparing->faults, "the %s %s is %s", ports ? "port" : "volume",
			names->items[i]->text, wanted ? "missing" : "there");
	}
}

bool
structure_metadata_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct structure_test *test = check->data;
	const struct engine_configuration *found = evidence_configuration(evidence);
	struct text faults = TEXT_EMPTY;

	if (!found)
		return false;
	const struct comparing comparing = {test->node, found->config, &faults};
	const struct map variables = declared_env_of_config(evidence->arena, found->config),
			 labels = labels_of(&comparing, evidence->arena);

	compare_pairs(&comparing, "envVars", "variable", &variables);
	check_unbound(&comparing, &variables);
	compare_pairs(&comparing, "labels", "label", &labels);
	compare_words(&comparing, "entrypoint", "Entrypoint");
	compare_words(&comparing, "cmd", "Cmd");
	check_entries(&comparing, "exposedPorts", "ExposedPorts", true);
	check_entries(&comparing, "unexposedPorts", "ExposedPorts", false);
	check_entries(&comparing, "volumes", "Volumes", true);
	check_entries(&comparing, "unmountedVolumes", "Volumes", false);
	compare_text(&comparing, "workdir", "WorkingDir");
	compare_text(&comparing, "user", "User");
	result->state = faults.length ? CHECK_FAILED : CHECK_PASSED;
	result->message = arena_copy(evidence->arena, faults.bytes, faults.length);
	text_free(&faults);
	return true;
}
