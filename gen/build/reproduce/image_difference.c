#include "build/reproduce/image_difference.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document/node.h"
#include "engine/answer.h"
#include "engine/inside/image_archive.h"
#include "engine/inside/tar.h"
#include "support/arena.h"
#include "support/hash/sha1.h"
#include "support/text.h"
#include "support/banned.h"

/* The images that are compared. */
struct comparison {
	struct image_difference *difference;
	struct arena *arena;
	struct image_archive images[2];
	/*
	 * Of each image the folders in the layers under the one that is compared; empty until asked
	 * for.
	 */
	struct map *folders;
	const volatile sig_atomic_t *stop; /* of struct tar */
	struct text *why;
};

/* A file of the first image's layer. */
struct file {
	struct tar_entry entry;
	unsigned char hash[SHA1_BYTES]; /* of its bytes */
	bool seen;                      /* the second image has it, too */
};

/* Files */

static void
hash_content(struct tar *tar, struct file *file)
{
	struct sha1 sha1;
	char bytes[65536];

	sha1_start(&sha1);
	for (size_t got; (got = tar_read(tar, bytes, sizeof(bytes)));)
		sha1_add(&sha1, bytes, got);
	sha1_end(&sha1, file->hash);
}

static unsigned
compare_files(const struct file *one, const struct file *two)
{
	const struct tar_entry *a = &one->entry, *b = &two->entry;
	unsigned what = 0;

	if (a->type != b->type)
		what |= DIFFERS_KIND;
	if (a->size != b->size || strcmp(a->link, b->link) != 0 ||
		memcmp(one->hash, two->hash, sizeof(one->hash)) != 0)
		what |= DIFFERS_CONTENT;
	if (a->mode != b->mode)
		what |= DIFFERS_MODE;
	if (a->uid != b->uid || a->gid != b->gid)
		what |= DIFFERS_OWNER;
	if (a->others != b->others)
		what |= DIFFERS_ATTRIBUTES;
	if (a->seconds != b->seconds || a->nanoseconds != b->nanoseconds)
		what |= DIFFERS_TIME;
	return what;
}

static void
add_difference(const struct comparison *comparison, struct layer_difference *layer,
	const char *path, unsigned what)
{
	if (what == DIFFERS_TIME)
		layer->times++;
	else if (what)
		*ARENA_ADD(comparison->arena, layer->files, layer->file_count) =
			(struct file_difference){
				arena_join(comparison->arena, "/", path, NULL), what};
}

/* Layers */

/* Reads the files of a layer, and calls `take` with each, which lives until the next one. */
static void
read_layer(const struct comparison *comparison, size_t image, size_t number,
	void (*take)(const struct comparison *comparison, struct map *files,
		struct layer_difference *layer, const struct file *file),
	struct map *files, struct layer_difference *layer)
{
	const int archive = image_archive_layer(
		&comparison->images[image], comparison->arena, number - 1, comparison->why);
	struct tar tar = tar_open(archive, comparison->stop);
	struct file file = {0};

	while (archive >= 0 && tar_next(&tar, &file.entry)) {
		hash_content(&tar, &file);
		take(comparison, files, layer, &file);
	}
	if (tar.mistake)
		text_format(comparison->why, "layer %zu: %s", number, tar.mistake);
	if (archive >= 0)
		close(archive);
	tar_free(&tar);
}

/* Notes a file of the first image. */
static void
take_first(const struct comparison *comparison, struct map *files, struct layer_difference *layer,
	const struct file *file)
{
	struct file *copy = arena_allocate(comparison->arena, sizeof(*copy));

	(void)layer;
	*copy = *file;
	copy->entry.path = arena_string(comparison->arena, file->entry.path);
	copy->entry.link = arena_string(comparison->arena, file->entry.link);
	map_set(files, comparison->arena, copy->entry.path, strlen(copy->entry.path), copy);
}

static void
take_folder(const struct comparison *comparison, struct map *folders,
	struct layer_difference *layer, const struct file *file)
{
	if (file->entry.type == TAR_FOLDER)
		take_first(comparison, folders, layer, file);
}

/*
 * What the layer says of a file that the other image's layer does not have. A folder that is there
 * again, as it is in a layer below, only got another time: overlay2 writes it if something came
 * into it and went, as what BuildKit mounts in /etc does.
 */
static unsigned
find_alone(const struct comparison *comparison, size_t image, struct layer_difference *layer,
	const struct file *file)
{
	struct map *folders = &comparison->folders[image];

	if (file->entry.type != TAR_FOLDER)
		return image ? DIFFERS_SECOND : DIFFERS_FIRST;
	if (!folders->count)
		for (size_t i = 1; i < layer->number; i++)
			read_layer(comparison, image, i, take_folder, folders, layer);
	const struct file *below = map_get(folders, file->entry.path, strlen(file->entry.path));

	if (below && (compare_files(below, file) & ~(unsigned)DIFFERS_TIME) == 0)
		return DIFFERS_TIME;
	return image ? DIFFERS_SECOND : DIFFERS_FIRST;
}

/* Compares a file of the second image with that of the first. */
static void
take_second(const struct comparison *comparison, struct map *files, struct layer_difference *layer,
	const struct file *file)
{
	struct file *first = map_get(files, file->entry.path, strlen(file->entry.path));

	if (first)
		first->seen = true;
	add_difference(comparison, layer, file->entry.path,
		first ? compare_files(first, file) : find_alone(comparison, 1, layer, file));
}

/* Adds the files of the first image that the second does not have. */
static void
add_missing(const struct comparison *comparison, const struct map *files,
	struct layer_difference *layer)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct file *first = files->entries[i].value;

		if (!first->seen)
			add_difference(comparison, layer, first->entry.path,
				find_alone(comparison, 0, layer, first));
	}
}

static int
compare_paths(const void *left, const void *right)
{
	const struct file_difference *a = left, *b = right;

	return strcmp(a->path, b->path);
}

/* The instruction that made a layer: entries of the history that made none are passed over. */
static const char *
find_step(const struct comparison *comparison, size_t number)
{
	static const char *const path[] = {"history", NULL}, *const by[] = {"created_by", NULL};
	const struct node *history = answer_find(comparison->images[1].configuration, path);
	size_t layer = 0;

	for (size_t i = 0; history && history->kind == NODE_LIST && i < history->count; i++) {
		const struct node *entry = history->items[i];
		const struct node *empty =
			entry->kind == NODE_MAP ? node_get(entry, "empty_layer") : NULL;

		if (empty && empty->kind == NODE_SCALAR && node_is(empty, "true"))
			continue;
		if (++layer == number)
			return answer_find_text(entry, by);
	}
	return "";
}

static void
compare_layer(const struct comparison *comparison, size_t number)
{
	struct image_difference *difference = comparison->difference;
	struct layer_difference layer = {.number = number, .step = find_step(comparison, number)};
	struct map files = {0};

	comparison->folders[0] = comparison->folders[1] = (struct map){0};
	read_layer(comparison, 0, number, take_first, &files, &layer);
	if (!comparison->why->length)
		read_layer(comparison, 1, number, take_second, &files, &layer);
	add_missing(comparison, &files, &layer);
	if (layer.file_count)
		qsort(layer.files, layer.file_count, sizeof(*layer.files), compare_paths);
	*ARENA_ADD(comparison->arena, difference->layers, difference->layer_count) = layer;
}

static const struct node *
diff_ids(const struct comparison *comparison, size_t image)
{
	static const char *const path[] = {"rootfs", "diff_ids", NULL};
	const struct node *ids = answer_find(comparison->images[image].configuration, path);

	return ids && ids->kind == NODE_LIST ? ids : NULL;
}

static bool
is_same_text(const struct node *a, const struct node *b)
{
	return text_equal(a->text, a->length, b->text, b->length);
}

static void
compare_layers(const struct comparison *comparison)
{
	const struct node *first = diff_ids(comparison, 0), *second = diff_ids(comparison, 1);

	if (!first || !second) {
		text_append_string(comparison->why, "its configuration has no list of layers");
		return;
	}
	comparison->difference->layer_counts[0] = first->count;
	comparison->difference->layer_counts[1] = second->count;
	for (size_t i = 0; i < first->count && i < second->count && !comparison->why->length; i++)
		if (!is_same_text(first->items[i], second->items[i]))
			compare_layer(comparison, i + 1);
}

/* The configuration */

static bool
compare_nodes(const struct comparison *comparison, const char *path, const struct node *a,
	const struct node *b);

static bool
compare_maps(const struct comparison *comparison, const char *path, const struct node *a,
	const struct node *b)
{
	const struct node *const maps[2] = {a, b};
	bool same = true;

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < maps[i]->entry_count; j++) {
			const char *key = maps[i]->entries[j].key->text;
			const struct node *other = node_get(maps[!i], key);
			const char *name =
				*path ? arena_join(comparison->arena, path, ".", key, NULL) : key;

			/* What both have is compared once. */
			if ((other && i == 1) || strcmp(name, "rootfs") == 0)
				continue;
			if (!compare_nodes(comparison, name, maps[i]->entries[j].value, other))
				same = false;
		}
	return same;
}

static bool
compare_lists(const struct comparison *comparison, const char *path, const struct node *a,
	const struct node *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!compare_nodes(comparison, path, a->items[i], b->items[i]))
			same = false;
	return same;
}

static void
note_member(const struct comparison *comparison, const char *path)
{
	map_set(&comparison->difference->configuration, comparison->arena, path, strlen(path),
		(void *)(uintptr_t)path);
}

/* Compares the values at `path`, and notes the innermost members that differ. `b` may be NULL. */
static bool
compare_nodes(const struct comparison *comparison, const char *path, const struct node *a,
	const struct node *b)
{
	bool same = false;

	if (b && a->kind == b->kind && a->kind == NODE_MAP)
		return compare_maps(comparison, path, a, b);
	if (b && a->kind == b->kind && a->kind == NODE_LIST && a->count == b->count)
		return compare_lists(comparison, path, a, b);
	if (b && a->kind == b->kind && a->kind == NODE_SCALAR)
		same = is_same_text(a, b);
	if (!same)
		note_member(comparison, path);
	return same;
}

/* The whole */

bool
image_difference_find(struct image_difference *difference, struct arena *arena,
	const char *const paths[2], const volatile sig_atomic_t *stop, struct text *why)
{
	struct map folders[2];
	struct comparison comparison = {.difference = difference,
		.arena = arena,
		.folders = folders,
		.stop = stop,
		.why = why};

	*difference = (struct image_difference){0};
	for (size_t i = 0; i < 2; i++)
		if (!image_archive_read(&comparison.images[i], arena, paths[i], stop, why))
			return false;
	(void)compare_nodes(&comparison, "", comparison.images[0].configuration,
		comparison.images[1].configuration);
	compare_layers(&comparison);
	return !why->length;
}
