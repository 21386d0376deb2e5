#include "output/variant_files.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "output/loader.h"
#include "output/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/path_last.h"
#include "support/banned.h"

enum {
	RENAMED_MOST = 8,  /* files with new names that have a COPY each */
	COPIES_MOST = 100, /* docker's overlays end at 127 layers */
	SOURCES_MOST = 16, /* of one COPY; BuildKit 0.8 fails at 140, after seconds */
};

/* Where files that get new names stand in a context, below the path that they will have. */
#define RENAMED_FOLDER "renamed"

/* An item of `files`. */
struct item {
	const struct node *from, *to, *mode, *owner;
	bool render;
	const struct input_files *inputs;
};

/* What finds the files of a variant. */
struct placing {
	struct variant_files *files;
	struct loader *loader;
	struct diagnostics *diagnostics;
	struct map groups;  /* "MODE OWNER FOLDER/" → number of the copy + 1 */
	struct map targets; /* the files that the groups hold, by their place in the image */
	bool gathers; /* there are many new names, so files stand under these in the context */
};

static const char *
text_of(const struct node *scalar)
{
	return scalar ? scalar->text : NULL;
}

static bool
ends_with(const char *text, const char *end)
{
	const size_t length = strlen(text), end_length = strlen(end);

	return length > end_length && strcmp(text + length - end_length, end) == 0;
}

/* A template in files/ loses its .j2 when it is rendered. */
static const char *
name_in_context(struct arena *arena, const char *name, bool rendered)
{
	return rendered && ends_with(name, ".j2") ? arena_copy(arena, name, strlen(name) - 3)
						  : name;
}

/* Whether a file of an item is rendered: in a folder, only those that end in .j2. */
static bool
is_rendered(const struct item *item, const struct input_file *file)
{
	return item->render && (item->inputs->kind != INPUT_FOLDER || ends_with(file->name, ".j2"));
}

static void
add_file(struct placing *placing, const char *path, const struct input_file *input, bool rendered,
	const struct item *item)
{
	struct variant_files *files = placing->files;

	*ARENA_ADD(files->arena, files->items, files->count) =
		(struct variant_file){path, *input, rendered, true, item->from, item->to};
}

static struct file_copy *
add_copy(struct placing *placing, const struct item *item, const char *to)
{
	struct variant_files *files = placing->files;
	struct file_copy *copy = ARENA_ADD(files->arena, files->copies, files->copy_count);

	*copy = (struct file_copy){
		.to = to, .mode = text_of(item->mode), .owner = text_of(item->owner)};
	return copy;
}

/* Adds the last `count` of the files, of which `source` is the one, or the folder. */
static void
add_source(struct placing *placing, struct file_copy *copy, const char *source, size_t count)
{
	struct arena *arena = placing->files->arena;

	for (size_t i = count; i > 0; i--)
		*ARENA_ADD(arena, copy->items, copy->item_count) = placing->files->count - i;
	*ARENA_ADD(arena, copy->sources, copy->count) = source;
}

/* Moves the files of a COPY with many sources into a folder that has no others. */
static void
gather_sources(struct variant_files *files, struct file_copy *copy, const char *folder)
{
	for (size_t i = 0; i < copy->count; i++)
		files->items[copy->items[i]].path =
			arena_join(files->arena, folder, "/", path_last(copy->sources[i]), NULL);
	copy->sources[0] = arena_join(files->arena, folder, "/*", NULL);
	copy->count = 1;
}

static void
gather_many(struct variant_files *files)
{
	size_t number = 0;

	for (size_t i = 0; i < files->copy_count; i++)
		if (files->copies[i].count > SOURCES_MOST)
			gather_sources(files, &files->copies[i],
				arena_format(files->arena, "files-%zu", ++number));
}

/* What comes now is copied behind all that came before. */
static void
close_groups(struct placing *placing)
{
	placing->groups = (struct map){0};
	placing->targets = (struct map){0};
}

/* Copies a file of the context into a folder of the image, together with others where it can be. */
static void
copy_into(struct placing *placing, const struct item *item, const char *path, const char *folder,
	const char *to)
{
	struct arena *arena = placing->files->arena;
	const char *key = arena_join(arena, item->mode ? item->mode->text : "", " ",
		item->owner ? item->owner->text : "", " ", folder, NULL);
	const char *target = arena_join(arena, folder, path_last(path), NULL);

	if (map_get(&placing->targets, target, strlen(target)))
		close_groups(placing);
	map_set(&placing->targets, arena, target, strlen(target), placing);
	const size_t number = (size_t)(uintptr_t)map_get(&placing->groups, key, strlen(key));

	if (number) {
		placing->files->copies[number - 1].to = folder;
		add_source(placing, &placing->files->copies[number - 1], path, 1);
		return;
	}
	add_source(placing, add_copy(placing, item, to), path, 1);
	map_set(&placing->groups, arena, key, strlen(key),
		(void *)(uintptr_t)placing->files->copy_count);
}

/* `to`, with a / at its end. */
static const char *
as_folder(struct arena *arena, const char *to)
{
	return ends_with(to, "/") || strcmp(to, "/") == 0 ? to : arena_join(arena, to, "/", NULL);
}

/* The name that a file has in the image: the end of `to`, or its own if that is a folder. */
static const char *
name_in_image(const struct item *item, const char *name)
{
	const char *last = path_last(item->to->text);

	return *last ? last : path_last(name);
}

/* Whether an item gives its file a new name. */
static bool
is_renamed(struct arena *arena, const struct item *item)
{
	const char *name = name_in_context(arena, item->inputs->items->name, item->render);

	return item->inputs->kind == INPUT_FILE &&
	       strcmp(name_in_image(item, name), path_last(name)) != 0;
}

static void
place_file(struct placing *placing, const struct item *item)
{
	struct arena *arena = placing->files->arena;
	const struct input_file *file = item->inputs->items;
	const char *to = item->to->text, *name = name_in_context(arena, file->name, item->render),
		   *folder = arena_copy(arena, to, (size_t)(path_last(to) - to));
	const bool renamed = is_renamed(arena, item);

	if (renamed && placing->gathers)
		name = arena_join(arena, RENAMED_FOLDER, to, NULL);
	add_file(placing, name, file, item->render, item);
	if (renamed && !placing->gathers) {
		close_groups(placing);
		add_source(placing, add_copy(placing, item, to), name, 1);
	} else {
		copy_into(placing, item, name, folder, to);
	}
}

/* Whether COPY would take the path of a file as it is; reports it if not. */
static bool
check_path(struct placing *placing, const struct item *item, const char *name)
{
	if (!input_files_is_special(name))
		return true;
	diagnostic_error(placing->diagnostics, item->from->place, MISTAKE_FILE_SPECIAL, name,
		placing->loader->layers[0].directory);
	return false;
}

static void
place_pattern(struct placing *placing, const struct item *item)
{
	struct arena *arena = placing->files->arena;
	const char *to = item->to->text;
	struct map names = {0};

	if (*path_last(to)) {
		diagnostic_error(placing->diagnostics, item->to->place, MISTAKE_FOLDER_NEEDED, to);
		return;
	}
	for (size_t i = 0; i < item->inputs->count; i++) {
		const struct input_file *file = &item->inputs->items[i];
		const char *name = name_in_context(arena, file->name, item->render),
			   *last = path_last(name);
		const char *other =
			map_set(&names, arena, last, strlen(last), (void *)(uintptr_t)file->name);

		if (!check_path(placing, item, name))
			return;
		if (other) {
			diagnostic_error(placing->diagnostics, item->from->place,
				MISTAKE_SAME_PLACE, other, file->name,
				arena_join(arena, to, last, NULL));
			return;
		}
		add_file(placing, name, file, item->render, item);
		copy_into(placing, item, name, to, arena_join(arena, to, last, NULL));
	}
}

/* Copies each folder in a folder by itself: the mode is that of files alone. */
static void
copy_each_folder(struct placing *placing, const struct item *item, const char *path)
{
	struct arena *arena = placing->files->arena;
	const char *below = path + strlen(item->inputs->name) + 1,
		   *to = as_folder(arena, item->to->text),
		   *folder = arena_join(arena, to,
			   arena_copy(arena, below, (size_t)(path_last(below) - below)), NULL);

	if (check_path(placing, item, path))
		copy_into(placing, item, path, folder, arena_join(arena, to, below, NULL));
}

static void
place_folder(struct placing *placing, const struct item *item)
{
	struct arena *arena = placing->files->arena;
	const bool whole = !item->mode || strtol(item->mode->text, NULL, 8) == 0755;
	size_t rendered = 0;

	for (size_t i = 0; i < item->inputs->count; i++) {
		const struct input_file *file = &item->inputs->items[i];
		const bool renders = is_rendered(item, file);
		const char *path = name_in_context(arena, file->name, renders);

		rendered += renders;
		add_file(placing, path, file, renders, item);
		if (!whole)
			copy_each_folder(placing, item, path);
	}
	if (item->render && !rendered)
		diagnostic_error(placing->diagnostics, item->from->place, MISTAKE_NOTHING_RENDERED,
			item->from->text);
	close_groups(placing);
	if (whole)
		add_source(placing, add_copy(placing, item, as_folder(arena, item->to->text)),
			arena_join(arena, item->inputs->name, "/", NULL), item->inputs->count);
}

/* The items of `files` whose files are there. */
static struct item *
find_items(struct placing *placing, const struct node *list, size_t *count)
{
	struct arena *arena = placing->files->arena;
	struct item *items = arena_allocate_array(arena, list->count, sizeof(*items));

	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *record = list->items[i], *render = node_get(record, "render");
		struct item item = {node_get(record, "from"), node_get(record, "to"),
			node_get(record, "mode"), node_get(record, "owner"),
			render && node_is_true(render), NULL};

		item.inputs = input_files_find(placing->loader, item.from, placing->diagnostics);
		if (item.inputs)
			items[(*count)++] = item;
	}
	return items;
}

static void
place_items(struct placing *placing, const struct item *items, size_t count)
{
	size_t renamed = 0;

	for (size_t i = 0; i < count; i++)
		renamed += is_renamed(placing->files->arena, &items[i]);
	placing->gathers = renamed > RENAMED_MOST;
	for (size_t i = 0; i < count; i++) {
		if (items[i].inputs->kind == INPUT_FILE)
			place_file(placing, &items[i]);
		else if (items[i].inputs->kind == INPUT_PATTERN)
			place_pattern(placing, &items[i]);
		else
			place_folder(placing, &items[i]);
	}
}

/* Adds the files of the folder that is the whole context. */
static void
place_context(struct placing *placing, const struct node *context)
{
	struct variant_files *files = placing->files;
	const struct input_files *inputs =
		input_files_find(placing->loader, context, placing->diagnostics);

	if (!inputs)
		return;
	if (inputs->kind != INPUT_FOLDER) {
		diagnostic_error(placing->diagnostics, context->place, MISTAKE_CONTEXT_FILE,
			placing->loader->layers[0].directory, context->text);
		return;
	}
	for (size_t i = 0; i < inputs->count; i++)
		*ARENA_ADD(files->arena, files->items, files->count) = (struct variant_file){
			.path = inputs->items[i].name + strlen(inputs->name) + 1,
			.input = inputs->items[i],
			.named = context};
}

void
variant_files_find(struct variant_files *files, struct loader *loader,
	const struct variant *variant, struct arena *arena, struct diagnostics *diagnostics)
{
	struct placing placing = {.files = files, .loader = loader, .diagnostics = diagnostics};
	const struct node *context = node_get(variant->resolved, "context"),
			  *list = node_get(variant->resolved, "files");
	size_t count;

	*files = (struct variant_files){.arena = arena};
	if (context)
		place_context(&placing, context);
	if (!list || !list->count)
		return;
	const struct item *items = find_items(&placing, list, &count);

	place_items(&placing, items, count);
	gather_many(files);
	if (files->copy_count > COPIES_MOST)
		diagnostic_error(diagnostics, list->place, MISTAKE_MANY_COPIES, files->copy_count);
}

static struct value
value_of_text(const char *text)
{
	return text ? value_text(text) : value_none();
}

struct value
variant_files_value(const struct variant_files *files)
{
	struct arena *arena = files->arena;
	struct value list = value_list(arena);

	for (size_t i = 0; i < files->copy_count; i++) {
		const struct file_copy *copy = &files->copies[i];
		struct value entry = value_dict_for(arena, 4), sources = value_list(arena);

		for (size_t j = 0; j < copy->count; j++)
			value_list_append(arena, sources, value_text(copy->sources[j]));
		value_dict_set(arena, entry, "sources", sources);
		value_dict_set(arena, entry, "to", value_text(copy->to));
		value_dict_set(arena, entry, "mode", value_of_text(copy->mode));
		value_dict_set(arena, entry, "owner", value_of_text(copy->owner));
		value_list_append(arena, list, entry);
	}
	return list;
}
