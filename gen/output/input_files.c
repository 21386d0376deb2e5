#include "output/input_files.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "document/node.h"
#include "family/schema/scalar.h"
#include "family/structure/structure.h"
#include "output/loader.h"
#include "output/mistakes.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/path_last.h"
#include "support/store.h"
#include "support/text.h"
#include "support/banned.h"

enum { DEEPEST = 64 }; /* folders in folders */

/* What is looked for. It ends at the first mistake. */
struct search {
	struct loader *loader;
	const struct node *name; /* for messages */
	struct diagnostics *diagnostics;
	struct input_files *found;
	bool is_refused;
};

bool
input_files_is_special(const char *name)
{
	return name[strcspn(name, "$'\"\\*?[]")];
}

/* The family's folder of templates. */
static const char *
directory_of(const struct search *search)
{
	return search->loader->layers[0].directory;
}

static const char *
path_of(const struct search *search, const char *name)
{
	return arena_join(search->loader->arena, directory_of(search), "/files", *name ? "/" : "",
		name, NULL);
}

static enum store_kind
kind_of(const struct search *search, const char *name)
{
	const struct store *store = search->loader->layers[0].store;

	return store->kind(store, search->loader->arena, path_of(search, name));
}

static void
report_unread(struct search *search, const char *name, enum source_failure failure)
{
	struct diagnostics *diagnostics = search->diagnostics;
	const struct place place = search->name->place;
	const char *directory = directory_of(search);

	if (failure == SOURCE_IRREGULAR)
		diagnostic_error(diagnostics, place, MISTAKE_NO_REGULAR_FILE, name, directory);
	else if (failure == SOURCE_OUTSIDE)
		diagnostic_error(diagnostics, place, MISTAKE_LINK_OUT, name, directory);
	else if (failure == SOURCE_TOO_LARGE)
		diagnostic_error(
			diagnostics, place, MISTAKE_FILE_TOO_LARGE, name, directory, FILE_LARGEST);
	else
		diagnostic_error(diagnostics, place, MISTAKE_MISSING_FILE, name, directory);
	search->is_refused = true;
}

/* Whether a list and git can name the file; reports it if not. */
static bool
check_name(struct search *search, const char *name)
{
	const char *last = path_last(name);
	struct text shown = TEXT_EMPTY;

	text_append_visible(&shown, name, strlen(name));
	const bool visible = text_equal(shown.bytes, shown.length, name, strlen(name));

	text_free(&shown);
	if (!visible)
		diagnostic_error(search->diagnostics, search->name->place, MISTAKE_FILE_HIDDEN,
			name, directory_of(search));
	else if (strcasecmp(last, ".git") == 0)
		diagnostic_error(search->diagnostics, search->name->place, MISTAKE_FILE_OF_GIT,
			name, directory_of(search));
	else
		return true;
	search->is_refused = true;
	return false;
}

static void
add_file(struct search *search, const char *name)
{
	enum source_failure failure;
	const struct source *source = loader_file(search->loader, name, &failure);
	struct input_files *found = search->found;

	if (source)
		*ARENA_ADD(search->loader->arena, found->items, found->count) =
			(struct input_file){name, source};
	else
		report_unread(search, name, failure);
}

/* What a folder of files/ holds. */
struct member {
	const char *path; /* in files/ */
	const char *name; /* the last part of it */
	enum store_kind kind;
};

/* Sorted by name; without . and .. . */
struct members {
	struct member *items;
	size_t count;
};

/* What looking at a name costs, and taking one up, in steps of the budget. */
enum { COST_LOOK = 1, COST_FILE = 50 };

static int
compare_members(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static const struct members *
read_members(struct search *search, const char *folder)
{
	struct arena *arena = search->loader->arena;
	const struct store *store = search->loader->layers[0].store;
	struct members *members = arena_allocate(arena, sizeof(*members));
	const char **names = NULL, *path = path_of(search, folder);
	size_t count = 0;

	if (!store->list(store, arena, path, &names, &count) && errno != ENOENT)
		exit((int)failure_of_file(path));
	for (size_t i = 0; i < count; i++) {
		const char *in_files =
			*folder ? arena_join(arena, folder, "/", names[i], NULL) : names[i];

		if (strcmp(names[i], ".") != 0 && strcmp(names[i], "..") != 0)
			*ARENA_ADD(arena, members->items, members->count) =
				(struct member){in_files, names[i], kind_of(search, in_files)};
	}
	if (members->count)
		qsort(members->items, members->count, sizeof(*members->items), compare_members);
	return members;
}

/* Takes `steps` from the budget of the run. If that is too much, the search ends. */
static bool
take_steps(struct search *search, size_t steps)
{
	struct loader *loader = search->loader;

	if (budget_take(&loader->budget->steps, steps))
		return true;
	if (!loader->is_spent)
		diagnostic_error(search->diagnostics, search->name->place, MISTAKE_TOO_MANY_NAMES);
	loader->is_spent = search->is_refused = true;
	return false;
}

/* What is in a folder of files/, for each to be looked at. Nothing after a mistake. */
static const struct members *
members_of(struct search *search, const char *folder)
{
	static const struct members none = {0};
	struct loader *loader = search->loader;
	const struct members *members = map_get(&loader->listed, folder, strlen(folder));

	if (!members) {
		members = read_members(search, folder);
		map_set(&loader->listed, loader->arena, folder, strlen(folder),
			(void *)(uintptr_t)members);
	}
	return take_steps(search, COST_LOOK * members->count) ? members : &none;
}

static void
walk(struct search *search, const char *folder, int depth);

/* Adds a file, or all that is in a folder. */
static void
add_member(struct search *search, const struct member *member, int depth)
{
	if (!check_name(search, member->path))
		return;
	switch (member->kind) {
	case STORE_FILE:
		if (take_steps(search, COST_FILE))
			add_file(search, member->path);
		return;
	case STORE_FOLDER:
		walk(search, member->path, depth + 1);
		return;
	case STORE_LINK:
		diagnostic_error(search->diagnostics, search->name->place, MISTAKE_LINK_IN_FOLDER,
			member->path, directory_of(search));
		search->is_refused = true;
		return;
	case STORE_OTHER:
		report_unread(search, member->path, SOURCE_IRREGULAR);
		return;
	case STORE_NOTHING:
	default:
		return;
	}
}

/* Adds all that is in a folder. */
static void
walk(struct search *search, const char *folder, int depth)
{
	const struct members *members = members_of(search, folder);

	if (depth > DEEPEST) {
		diagnostic_error(search->diagnostics, search->name->place, MISTAKE_FOLDERS_DEEP,
			search->name->text, directory_of(search), DEEPEST);
		search->is_refused = true;
	}
	for (size_t i = 0; i < members->count && !search->is_refused; i++)
		add_member(search, &members->items[i], depth);
}

/*
 * Whether the class at `pattern`, which starts with [, has the character; `*end` is set to what
 * stands behind it. Its grammar (GRAMMAR_FILES) allows ranges and single characters.
 */
static bool
is_in_class(const char *pattern, char character, const char **end)
{
	const bool negated = pattern[1] == '^';
	const char *at = pattern + (negated ? 2 : 1);
	bool found = false;

	while (*at != ']') {
		const bool range = at[1] == '-';

		found |= at[0] <= character && character <= at[range ? 2 : 0];
		at += range ? 3 : 1;
	}
	*end = at + 1;
	return found != negated;
}

/*
 * Whether what is at `pattern`, which is no *, takes the first character of the name. Sets `*next`
 * to what is behind it.
 */
static bool
takes(const char *pattern, char character, const char **next)
{
	*next = pattern + 1;
	return *pattern == '['   ? is_in_class(pattern, character, next)
	       : *pattern == '?' ? true
				 : *pattern == character;
}

/* What is behind the first character of a name, which may have several bytes if `any` takes it. */
static const char *
behind_character(const char *name, bool any)
{
	name++;
	while (any && ((unsigned char)*name & 0xC0) == 0x80)
		name++;
	return name;
}

/*
 * Whether a part of a pattern, up to `end`, matches a name. After a mismatch the last * takes a
 * byte more, so the time is at most the product of both lengths.
 */
static bool
matches(const char *pattern, const char *end, const char *name)
{
	const char *behind_star = NULL, *retry = NULL, *next;

	while (*name || pattern < end) {
		if (pattern < end && *pattern == '*') {
			behind_star = ++pattern;
			retry = name;
		} else if (pattern < end && *name && takes(pattern, *name, &next)) {
			name = behind_character(name, *pattern == '?' || *pattern == '[');
			pattern = next;
		} else if (behind_star && *retry) {
			pattern = behind_star;
			name = ++retry;
		} else {
			return false;
		}
	}
	return true;
}

/* Adds the files in `folder` that the pattern matches. */
static void
match(struct search *search, const char *folder, const char *pattern)
{
	const char *end = pattern + strcspn(pattern, "/");
	const struct members *members = members_of(search, folder);

	for (size_t i = 0; i < members->count && !search->is_refused; i++) {
		const struct member *member = &members->items[i];
		const bool folder_is_due = *end, is_folder = member->kind == STORE_FOLDER;

		if (!matches(pattern, end, member->name))
			continue;
		if (folder_is_due && is_folder)
			match(search, member->path, end + 1);
		else if (folder_is_due ? member->kind != STORE_FILE : !is_folder)
			add_member(search, member, 0);
	}
}

/* Finds what a name stands for that is no pattern. */
static void
find_named(struct search *search)
{
	const char *name = search->found->name;
	const bool folder = strlen(name) < search->name->length;
	enum source_failure failure;
	const struct source *source = loader_file(search->loader, name, &failure);
	const struct member member = {name, name, kind_of(search, name)};

	if (source && !folder) {
		add_file(search, name);
	} else if (failure == SOURCE_IRREGULAR || member.kind == STORE_FOLDER) {
		search->found->kind = INPUT_FOLDER;
		add_member(search, &member, 0);
	} else {
		report_unread(search, name, failure);
	}
}

const struct input_files *
input_files_find(struct loader *loader, const struct node *name, struct diagnostics *diagnostics)
{
	struct input_files *found = map_get(&loader->named, name->text, name->length);
	struct search search = {.loader = loader, .name = name, .diagnostics = diagnostics};

	if (found)
		return found;
	found = search.found = arena_allocate(loader->arena, sizeof(*found));
	found->name = arena_copy(
		loader->arena, name->text, name->length - (name->text[name->length - 1] == '/'));
	if (input_files_is_special(name->text)) {
		found->kind = INPUT_PATTERN;
		match(&search, "", found->name);
	} else {
		find_named(&search);
	}
	if (!search.is_refused && !found->count)
		diagnostic_error(diagnostics, name->place,
			found->kind == INPUT_PATTERN ? MISTAKE_NO_MATCH : MISTAKE_FOLDER_EMPTY,
			name->text, directory_of(&search));
	if (search.is_refused || !found->count)
		return NULL;
	map_set(&loader->named, loader->arena, name->text, name->length, found);
	return found;
}

const struct node *
input_files_structure(
	struct loader *loader, const struct input_file *file, struct diagnostics *diagnostics)
{
	const size_t length = strlen(file->name);
	struct node *structure = map_get(&loader->structures, file->name, length);

	if (structure)
		return structure;
	structure = structure_read(file->source, loader->arena, diagnostics);
	if (structure)
		map_set(&loader->structures, loader->arena, file->name, length, structure);
	return structure;
}

void
input_files_check_tests(
	struct loader *loader, const struct node *tests, struct diagnostics *diagnostics)
{
	for (size_t i = 0; tests && i < tests->count; i++) {
		const struct node *name = tests->items[i];
		const struct input_files *files =
			name->kind == NODE_SCALAR && !scalar_has_placeholder(name)
				? input_files_find(loader, name, diagnostics)
				: NULL;

		for (size_t j = 0; files && j < files->count; j++)
			(void)input_files_structure(loader, &files->items[j], diagnostics);
	}
}
