#include "build/test/place_checks.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/accounts.h"
#include "build/evidence/copied_bytes.h"
#include "build/evidence/copy_source.h"
#include "build/evidence/evidence.h"
#include "build/test/image_check.h"
#include "document/node.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/path_last.h"
#include "support/text.h"
#include "support/banned.h"

enum { TOLD_MOST = 3 }; /* places that the message of a check names */

struct expected_place {
	struct place_expectation expected;
	size_t number;       /* in the order of building */
	uint64_t size;       /* of expected.file */
	struct object_id id; /* of its bytes */
	bool is_replaced;
};

struct expected_places {
	struct map by_path;             /* struct expected_place: the last one at that path */
	struct expected_place **copies; /* those of `copy` */
	size_t count, copy_count;
};

struct place_group {
	struct place_item item;
	const struct expected_places *all; /* those of all groups */
	struct expected_place **places;
	size_t count, left; /* how many there are, and how many of these are not replaced */
};

/* Whether what is there has the owner; says in `text` what is wrong. */
static void
check_owner(const struct root_table *files, const struct root_entry *entry, const char *owner,
	struct text *text)
{
	struct login login;
	bool has_group;

	if (!accounts_read_owner(files, owner, &login, &has_group))
		text_format(
			text, ", has no owner %s, who is not in /etc/passwd or /etc/group", owner);
	else if (entry->uid != login.uid || (has_group && entry->gid != login.gid))
		text_format(text, ", belongs to %llu:%llu, not %s", (unsigned long long)entry->uid,
			(unsigned long long)entry->gid, owner);
}

static void
check_mode(
	const struct root_entry *entry, const struct place_expectation *expected, struct text *text)
{
	const bool executable = entry->mode & 0111;

	if (expected->mode && entry->mode != strtoul(expected->mode, NULL, 8))
		text_format(text, ", has the mode %04o, not %s", entry->mode, expected->mode);
	else if (!expected->mode && expected->file && expected->file->executable != executable)
		text_append_string(text,
			executable ? ", is executable, and should not be" : ", is not executable");
}

static void
check_bytes(const struct root_entry *entry, const struct expected_place *place, struct text *text)
{
	if (entry->type != TAR_FILE)
		text_append_string(text, ", is not a file");
	else if (entry->size != place->size ||
		 memcmp(entry->id.bytes, place->id.bytes, SHA1_BYTES) != 0)
		text_append_string(text, ", has other bytes than that in the build context");
}

/* Appends ", FAULT" for all that is wrong with the place. */
static void
check_place(const struct root_table *files, const struct expected_place *place, struct text *text)
{
	const struct place_expectation *expected = &place->expected;
	const struct root_entry *entry = root_table_find(files, expected->path);

	if (!entry) {
		/* A container that is started makes the working directory, as root's. */
		if (expected->file || expected->owner)
			text_append_string(text, ", is missing");
		return;
	}
	if (expected->file) {
		check_bytes(entry, place, text);
		check_mode(entry, expected, text);
	}
	if (expected->owner)
		check_owner(files, entry, expected->owner, text);
	if (!expected->file && entry->type != TAR_FOLDER)
		text_append_string(text, ", is not a folder");
}

/* Checks the places; `text` gets the faults of the first ones. Returns how many have one. */
static size_t
check_places(const struct root_table *files, const struct place_group *group, struct text *text)
{
	struct text faults = TEXT_EMPTY;
	size_t wrong = 0;

	for (size_t i = 0; i < group->count; i++) {
		const struct expected_place *place = group->places[i];

		text_clear(&faults);
		if (!place->is_replaced)
			check_place(files, place, &faults);
		if (!faults.length || ++wrong > TOLD_MOST)
			continue;
		if (group->left > 1)
			text_format(text, "%s%s ", wrong > 1 ? "; " : "", place->expected.path);
		text_append_string(text, faults.bytes + strlen(", "));
	}
	text_free(&faults);
	return wrong;
}

/* The part of `path` below where the copy comes to; NULL: it is elsewhere. */
static const char *
path_below(const struct place_copy *copy, const char *path)
{
	const char *to = node_get(copy->item, "to")->text;
	size_t length = strlen(to);

	while (length && to[length - 1] == '/')
		length--;
	return strncmp(path, to, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* What a copy brings, by the path below where it comes to. False after a message. */
static bool
find_brought(struct evidence *evidence, const struct place_copy *copy, struct copy_source *files,
	struct map *brought)
{
	const char *name = path_last(node_get(copy->item, "from")->text);

	if (!copy_source_find(evidence, copy->variant, copy->item, files))
		return false;
	for (size_t i = 0; i < files->count; i++) {
		const char *path = files->is_folder ? files->items[i].path : name;

		map_set(brought, evidence->arena, path, strlen(path), &files->items[i]);
	}
	return true;
}

/*
 * Notes which files of the group the copy replaced; all that it can have replaced, if the engine
 * does not have what it is from. False after a message.
 */
static bool
note_replaced(struct evidence *evidence, const struct place_group *group,
	const struct expected_place *copied)
{
	const struct place_copy *copy = copied->expected.copy;
	struct copy_source files;
	struct map brought = {0};
	bool is_known = false;

	for (size_t i = 0; i < group->count; i++) {
		struct expected_place *place = group->places[i];
		const char *path = path_below(copy, place->expected.path);

		if (!path || !place->expected.file || place->number > copied->number)
			continue;
		if (!is_known && !find_brought(evidence, copy, &files, &brought))
			return false;
		is_known = true;
		if (files.unknown || map_get(&brought, path, strlen(path)))
			place->is_replaced = true;
	}
	return true;
}

static bool
note_all_replaced(struct evidence *evidence, const struct place_group *group)
{
	for (size_t i = 0; i < group->all->copy_count; i++)
		if (!note_replaced(evidence, group, group->all->copies[i]))
			return false;
	return true;
}

static bool
make_places(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct place_group *group = check->data;
	const struct root_table *files = evidence_files(evidence);
	struct text text = TEXT_EMPTY;

	if (!files || !note_all_replaced(evidence, group))
		return false;
	const size_t wrong = check_places(files, group, &text);

	if (wrong > TOLD_MOST)
		text_format(&text, "; and %zu more", wrong - TOLD_MOST);
	if (wrong) {
		result->state = CHECK_FAILED;
		result->message = group->left > 1 ? arena_format(evidence->arena,
							    "%zu of %zu files differ: %s", wrong,
							    group->left, text.bytes)
						  : arena_string(evidence->arena, text.bytes);
	}
	text_free(&text);
	return true;
}

/*
 * What was copied: a folder comes to `to` itself, a file to the path, or into a folder that was
 * there. NULL if it is missing.
 */
static const struct root_entry *
find_copied(struct evidence *evidence, const struct root_table *table,
	const struct place_expectation *expected, const struct copy_source *files)
{
	const struct node *from = node_get(expected->copy->item, "from");
	const char *to = node_get(expected->copy->item, "to")->text;
	const struct root_entry *entry = root_table_find(table, expected->path), *inside;

	if (files->is_folder || (files->unknown && !entry))
		return root_table_find(table, to);
	if (!entry || entry->type != TAR_FOLDER)
		return entry;
	inside = root_table_find(table,
		arena_join(evidence->arena, expected->path, "/", path_last(from->text), NULL));
	return inside || !files->unknown ? inside : entry;
}

/* Whether the bytes of what was copied can be expected to be those of the other image. */
static bool
has_its_bytes(const struct place_copy *copy, const struct copy_source *files)
{
	return !files->unknown && !copy->is_changed && !(files->is_folder && copy->is_added_to);
}

/* The paths at which something comes later than the place. */
static struct map
find_later(struct arena *arena, const struct place_group *group)
{
	struct map later = {0};

	for (size_t i = 0; i < group->all->by_path.count; i++) {
		const struct map_entry *entry = &group->all->by_path.entries[i];
		struct expected_place *place = entry->value;

		if (place->number > group->places[0]->number)
			map_set(&later, arena, entry->key, entry->length, place);
	}
	return later;
}

/* Appends ", FAULT" for all that is wrong with what was copied. */
static void
check_copied(struct evidence *evidence, const struct root_table *table,
	const struct place_group *group, const struct copy_source *files, struct text *text)
{
	const struct place_expectation *expected = &group->places[0]->expected;
	const struct node *item = expected->copy->item;
	const struct map later = find_later(evidence->arena, group);
	const struct copied_place place = {
		.entry = find_copied(evidence, table, expected, files),
		.from = node_get(item, "from")->text,
		.image = node_get(item, "image")->text,
		.has_mode = expected->mode,
		.later = &later,
	};

	if (!place.entry) {
		text_append_string(text, ", is missing");
		return;
	}
	if (has_its_bytes(expected->copy, files))
		copied_bytes_check(evidence, table, &place, files, text);
	if (place.entry->type == TAR_FILE)
		check_mode(place.entry, expected, text);
	if (expected->owner)
		check_owner(table, place.entry, expected->owner, text);
}

static bool
make_copied(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct place_group *group = check->data;
	const struct place_expectation *expected = &group->places[0]->expected;
	const struct root_table *table = evidence_files(evidence);
	struct copy_source files = {0};
	struct text text = TEXT_EMPTY;

	if (!table ||
		!copy_source_find(evidence, expected->copy->variant, expected->copy->item, &files))
		return false;
	check_copied(evidence, table, group, &files, &text);
	if (text.length) {
		result->state = CHECK_FAILED;
		result->message = arena_string(evidence->arena, text.bytes + strlen(", "));
	} else if (files.unknown && !expected->copy->is_changed) {
		result->state = CHECK_NOT_RUN;
		result->message = files.unknown;
	}
	text_free(&text);
	return true;
}

/* Appends what is expected of a place, for people and for the hash of the checks. */
static void
append_expectation(struct text *text, const struct expected_place *place)
{
	const struct place_expectation *expected = &place->expected;

	text_append_string(text, expected->file || expected->copy ? "is there"
				 : expected->owner                ? "is a folder"
						   : "is a folder, or is not there yet");
	if (expected->file)
		text_format(text, " with the bytes %s", object_id_hex(&place->id).digits);
	if (expected->copy && !expected->copy->is_changed)
		text_format(text, " with the bytes of %s in %s",
			node_get(expected->copy->item, "from")->text,
			node_get(expected->copy->item, "image")->text);
	if (expected->mode)
		text_format(text, ", mode %s", expected->mode);
	else if (expected->file)
		text_append_string(
			text, expected->file->executable ? ", executable" : ", not executable");
	if (expected->owner)
		text_format(text, ", owner %s", expected->owner);
}

/* The same of all places of an item: many are named by a hash of what is expected. */
static const char *
expectation_of(struct arena *arena, const struct place_group *group)
{
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < group->count; i++) {
		if (group->places[i]->is_replaced)
			continue;
		if (group->left > 1)
			text_format(&text, "%s ", group->places[i]->expected.path);
		append_expectation(&text, group->places[i]);
		if (group->left > 1)
			text_append_character(&text, '\n');
	}
	const struct object_id id = object_id_of_blob(text.bytes, text.length);
	const char *expected =
		group->left > 1 ? arena_format(arena,
					  "%zu files are there, with bytes, modes and owners of %s",
					  group->left, object_id_hex(&id).digits)
				: arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return expected;
}

static const char *
name_of(struct arena *arena, const struct place_group *group)
{
	const struct place_item *item = &group->item;
	size_t first = 0;

	if (group->left > 1)
		return arena_format(arena, "files of %s in %s", item->from->text, item->to->text);
	while (group->places[first]->is_replaced)
		first++;
	return arena_format(arena, "%s %s", item->what, group->places[first]->expected.path);
}

static struct place_group *
group_of(struct place_checks *places, const struct place_item *item)
{
	struct arena *arena = places->arena;
	const struct node **address = arena_allocate(arena, sizeof(*address));

	*address = item->from;
	struct place_group *group =
		map_get(&places->by_item, (const char *)address, sizeof(*address));

	if (!group) {
		group = arena_allocate(arena, sizeof(*group));
		*group = (struct place_group){.item = *item, .all = places->all};
		map_set(&places->by_item, arena, (const char *)address, sizeof(*address), group);
		*ARENA_ADD(arena, places->groups, places->count) = group;
	}
	return group;
}

static void
count_left(struct place_checks *places)
{
	for (size_t i = 0; i < places->count; i++) {
		struct place_group *group = places->groups[i];

		group->left = 0;
		for (size_t j = 0; j < group->count; j++)
			group->left += !group->places[j]->is_replaced;
	}
}

void
places_expect(struct place_checks *places, const struct place_item *item,
	struct place_expectation expected)
{
	struct arena *arena = places->arena;

	if (!places->all)
		places->all = arena_allocate(arena, sizeof(*places->all));
	struct place_group *group = group_of(places, item);
	struct expected_place *place = arena_allocate(arena, sizeof(*place));

	*place = (struct expected_place){.expected = expected, .number = places->all->count++};
	if (expected.file) {
		place->size = expected.file->length;
		place->id = object_id_of_blob(expected.file->bytes, expected.file->length);
		evidence_compare(places->evidence, &place->size);
	}
	if (expected.copy) {
		*ARENA_ADD(arena, places->all->copies, places->all->copy_count) = place;
		if (!expected.copy->is_changed)
			evidence_compare_all(places->evidence);
	}
	*ARENA_ADD(arena, group->places, group->count) = place;
	struct expected_place *before =
		map_set(&places->all->by_path, arena, expected.path, strlen(expected.path), place);

	if (before)
		before->is_replaced = true;
}

void
places_add_checks(struct place_checks *places, struct checklist *list)
{
	count_left(places);
	for (size_t i = 0; i < places->count; i++) {
		const struct place_group *group = places->groups[i];

		if (group->left)
			*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
				.key = group->item.key,
				.name = name_of(list->arena, group),
				.expected = expectation_of(list->arena, group),
				.make = group->places[0]->expected.copy ? make_copied : make_places,
				.data = group,
			};
	}
}
