#include "output/write.h"

#include <errno.h>
#include <string.h>

#include "output/folder.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

static void
add_change(struct tree *tree, struct changes *changes, struct change change)
{
	*ARENA_ADD(tree->arena, changes->items, changes->count) = change;
}

static bool
add_manifest(struct tree *tree, bool marked)
{
	const struct tree_file **files = tree_sorted(tree);
	struct text list = TEXT_EMPTY;

	if (marked) {
		const struct stock_mark mark = stock_mark_of_program();

		stock_mark_append(&list, &mark);
	}
	for (size_t i = 0; i < tree->files.count; i++)
		text_format(&list, "%s\n", files[i]->path);
	const bool added = tree_add(tree, WRITE_MANIFEST,
		arena_copy(tree->arena, list.bytes, list.length), list.length, false);

	text_free(&list);
	return added;
}

/* What is being compared, and a buffer for what is on disk. */
struct folder_comparison {
	struct tree *tree;
	struct changes *changes;
	struct text disk;
};

/* Adds a change of a file that is on disk, whose bytes are in the buffer. */
static void
add_change_of_disk(struct folder_comparison *comparison, enum change_kind kind, const char *path)
{
	const struct text *disk = &comparison->disk;

	add_change(comparison->tree, comparison->changes,
		(struct change){kind, path,
			arena_copy(comparison->tree->arena, disk->bytes, disk->length),
			disk->length});
}

static enum outcome
compare_file(struct folder_comparison *comparison, const struct tree_file *file)
{
	struct text *disk = &comparison->disk;
	bool executable = false;

	switch (folder_read(&comparison->changes->folder, file->path, disk, &executable)) {
	case FOLDER_FILE:
		if (executable != file->executable ||
			!text_equal(file->bytes, file->length, disk->bytes, disk->length))
			add_change_of_disk(comparison, CHANGE_REPLACE, file->path);
		return OUTCOME_DONE;
	case FOLDER_OTHER:
		add_change(comparison->tree, comparison->changes,
			(struct change){CHANGE_REPLACE, file->path, NULL, 0});
		return OUTCOME_DONE;
	case FOLDER_NOTHING:
		add_change(comparison->tree, comparison->changes,
			(struct change){CHANGE_ADD, file->path, NULL, 0});
		return OUTCOME_DONE;
	case FOLDER_FAILED:
	default:
		return failure_of_file(file->path);
	}
}

/* Whether a line of a manifest is a relative path that does not lead out of the folder. */
static bool
is_inside(const char *path, size_t length)
{
	for (size_t i = 0; i <= length;) {
		size_t part = 0;

		while (i + part < length && path[i + part] != '/')
			part++;
		if (part == 0 || (part == 1 && path[i] == '.') ||
			(part == 2 && path[i] == '.' && path[i + 1] == '.'))
			return false;
		i += part + 1;
	}
	return memchr(path, '\0', length) == NULL;
}

/*
 * Adds a path without a file. Its folders may exist, if a run was killed before it wrote the file.
 */
static void
add_gone(struct folder_comparison *comparison, const char *path)
{
	struct changes *changes = comparison->changes;

	*ARENA_ADD(comparison->tree->arena, changes->gone, changes->gone_count) = path;
}

static enum outcome
compare_removed(struct folder_comparison *comparison, const char *path)
{
	bool executable;

	switch (folder_read(&comparison->changes->folder, path, &comparison->disk, &executable)) {
	case FOLDER_FILE:
		add_change_of_disk(comparison, CHANGE_REMOVE, path);
		return OUTCOME_DONE;
	case FOLDER_FAILED:
		return errno == ENAMETOOLONG ? OUTCOME_DONE : failure_of_file(path);
	case FOLDER_NOTHING:
		add_gone(comparison, path);
		return OUTCOME_DONE;
	case FOLDER_OTHER:
	default:
		return OUTCOME_DONE;
	}
}

/* Reads the old manifest into `*lines`, which is empty if there is none. */
static enum outcome
read_manifest(struct folder_comparison *comparison, const char **lines)
{
	bool executable;

	*lines = "";
	switch (folder_read(
		&comparison->changes->folder, WRITE_MANIFEST, &comparison->disk, &executable)) {
	case FOLDER_FILE:
		*lines = arena_copy(
			comparison->tree->arena, comparison->disk.bytes, comparison->disk.length);
		return OUTCOME_DONE;
	case FOLDER_FAILED:
		return failure_of_file(WRITE_MANIFEST);
	case FOLDER_NOTHING:
	case FOLDER_OTHER:
	default:
		return OUTCOME_DONE;
	}
}

/* The paths of a manifest, without those that lead out of the folder, as keys of a map. */
static struct map
believe(struct arena *arena, const char *lines)
{
	struct map paths = {0};
	size_t length;

	for (const char *line = lines; *line; line += length + (line[length] == '\n')) {
		length = strcspn(line, "\n");
		if (is_inside(line, length))
			map_set(&paths, arena, arena_copy(arena, line, length), length, arena);
	}
	return paths;
}

/* Adds the removal of what the old manifest names and the tree does not have. */
static enum outcome
compare_named(struct folder_comparison *comparison, const struct map *named)
{
	const struct tree *tree = comparison->tree;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < named->count && outcome == OUTCOME_DONE; i++) {
		const struct map_entry *entry = &named->entries[i];

		if (!map_get(&tree->files, entry->key, entry->length) &&
			!map_get(&tree->folders, entry->key, entry->length))
			outcome = compare_removed(comparison, entry->key);
	}
	return outcome;
}

/* Whether the old manifest names all files of the tree. */
static bool
names_all(const struct map *named, const struct tree *tree)
{
	for (size_t i = 0; i < tree->files.count; i++) {
		const struct map_entry *file = &tree->files.entries[i];

		if (!map_get(named, file->key, file->length) &&
			strcmp(file->key, WRITE_MANIFEST) != 0)
			return false;
	}
	return true;
}

/* Sets what the manifest must list before a file is written: the old files and the new ones. */
static void
promise(struct tree *tree, const struct map *named, struct changes *changes)
{
	const struct tree_file *manifest = tree_find(tree, WRITE_MANIFEST);
	struct text lines = TEXT_EMPTY;

	if (names_all(named, tree))
		return;
	text_append(&lines, manifest->bytes, manifest->length);
	for (size_t i = 0; i < named->count; i++)
		if (!map_get(&tree->files, named->entries[i].key, named->entries[i].length))
			text_format(&lines, "%s\n", named->entries[i].key);
	changes->promise = arena_copy(tree->arena, lines.bytes, lines.length);
	text_free(&lines);
}

/* Moves the changes of the manifest and of `last` to the end, in this order. */
static void
put_last(struct changes *changes, const char *path)
{
	for (size_t i = 0; i + 1 < changes->count; i++) {
		const struct change change = changes->items[i];

		if (strcmp(change.path, path) != 0)
			continue;
		memmove(&changes->items[i], &changes->items[i + 1],
			(changes->count - i - 1) * sizeof(change));
		changes->items[changes->count - 1] = change;
		return;
	}
}

static enum outcome
compare_all(struct folder_comparison *comparison)
{
	const struct tree_file **files = tree_sorted(comparison->tree);
	const char *lines;
	enum outcome outcome = read_manifest(comparison, &lines);
	const struct map named = believe(comparison->tree->arena, lines);

	if (outcome == OUTCOME_DONE)
		outcome = compare_named(comparison, &named);
	if (outcome == OUTCOME_DONE)
		outcome = compare_removed(comparison, FOLDER_UNFINISHED);
	comparison->changes->before = stock_mark_read(lines);
	promise(comparison->tree, &named, comparison->changes);
	for (size_t i = 0; i < comparison->tree->files.count && outcome == OUTCOME_DONE; i++)
		outcome = compare_file(comparison, files[i]);
	return outcome;
}

static void
all_are_new(struct tree *tree, struct changes *changes)
{
	const struct tree_file **files = tree_sorted(tree);
	const struct map none = {0};

	for (size_t i = 0; i < tree->files.count; i++)
		add_change(tree, changes, (struct change){CHANGE_ADD, files[i]->path, NULL, 0});
	promise(tree, &none, changes);
}

static enum outcome
failure_of_folder(const char *directory)
{
	if (errno != ELOOP && errno != ENOTDIR)
		return failure_of_file(directory);
	return failure(
		"%s: expected a folder, found a file or a link; nothing is written through a link",
		directory);
}

enum outcome
write_compare(struct tree *tree, const char *directory, const char *last, bool marked,
	struct changes *changes)
{
	struct folder_comparison comparison = {
		.tree = tree, .changes = changes, .disk = TEXT_EMPTY};
	enum outcome outcome = OUTCOME_DONE;

	if (!add_manifest(tree, marked))
		return failure("%s: a template generates a file of this name, which basegen needs "
			       "itself: rename it",
			WRITE_MANIFEST);
	changes->locked = folder_open(&changes->folder, directory, false);
	if (changes->locked)
		outcome = compare_all(&comparison);
	else if (errno == ENOENT)
		all_are_new(tree, changes);
	else
		outcome = failure_of_folder(directory);
	text_free(&comparison.disk);
	put_last(changes, WRITE_MANIFEST);
	put_last(changes, last);
	return outcome;
}

static bool
make_change(const struct tree *tree, struct folder *folder, const struct change *change)
{
	const struct tree_file *file = tree_find(tree, change->path);

	if (change->kind == CHANGE_REMOVE)
		return folder_remove(folder, change->path);
	return folder_write(folder, file->path, file->bytes, file->length, file->executable);
}

/*
 * Writes the manifest that promises the changes, then makes them. Also removes the folders of files
 * that an earlier run promised and did not write.
 */
static enum outcome
make_changes(const struct tree *tree, const char *directory, struct changes *changes)
{
	struct folder *folder = &changes->folder;
	const char *path = WRITE_MANIFEST;
	bool made = !changes->promise ||
		    folder_write(folder, path, changes->promise, strlen(changes->promise), false);

	for (size_t i = 0; i < changes->gone_count && made; i++)
		made = folder_remove(folder, path = changes->gone[i]);
	for (size_t i = 0; i < changes->count && made; i++) {
		path = changes->items[i].path;
		made = make_change(tree, folder, &changes->items[i]);
	}
	return made ? OUTCOME_DONE : failure("%s/%s: %s", directory, path, strerror(errno));
}

enum outcome
write_changes(const struct tree *tree, const char *directory, struct changes *changes)
{
	if (!changes->count)
		return OUTCOME_DONE;
	if (stock_mark_is_newer(&changes->before))
		return failure_mistake(directory,
			"written with version %u of the stock templates, and this program has "
			"version %d: install a newer basegen; to go back, remove the first line of "
			"%s/%s",
			changes->before.version, STOCK_VERSION, directory, WRITE_MANIFEST);
	if (!changes->locked)
		changes->locked = folder_open(&changes->folder, directory, true);
	if (!changes->locked)
		return failure_of_folder(directory);
	return make_changes(tree, directory, changes);
}

void
write_close(struct changes *changes)
{
	if (changes->locked)
		folder_close(&changes->folder);
	changes->locked = false;
}
