#include "output/loader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output/mistakes.h"
#include "output/stock.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/store.h"
#include "support/string_list.h"
#include "support/banned.h"

/* The family's folder of templates, for messages. */
static const char *
directory_of(const struct loader *loader)
{
	return loader->layers[0].directory;
}

/* Whether the folders that templates/ has by name stay in it; says which one does not. */
static enum outcome
check_folders(const struct loader *loader)
{
	static const char *const names[] = {"image", "family", "lib", "files"};
	const struct store *store = loader->layers[0].store;
	const char *directory = directory_of(loader);

	if (!store->stays(store, loader->arena, NULL, directory))
		return failure_mistake(directory,
			"a link that leads out of the checkout is not followed: "
			"name the folder itself with --templates");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = arena_join(loader->arena, directory, "/", names[i], NULL);

		if (!store->stays(store, loader->arena, directory, path))
			return failure_mistake(path,
				"a link that leads out of %s is not followed: expected a folder in "
				"it",
				directory);
	}
	return OUTCOME_DONE;
}

enum outcome
loader_open(struct loader *loader, const struct store *store, const char *directory,
	struct arena *arena, struct budget *budget)
{
	struct loader_layer *layers = arena_allocate_array(arena, 2, sizeof(*layers));

	layers[0] = (struct loader_layer){store, directory, true};
	layers[1] = (struct loader_layer){&stock_store.store, STOCK_FOLDER, true};
	*loader = (struct loader){
		.arena = arena, .layers = layers, .layer_count = 2, .budget = budget};
	return check_folders(loader);
}

/* Whether no part of the name is empty, . or .. */
static bool
is_harmless(const char *name)
{
	while (*name) {
		const size_t length = strcspn(name, "/");

		if (length == 0 || (length <= 2 && strspn(name, ".") >= length))
			return false;
		name += length;
		if (*name && !*++name)
			return false;
	}
	return true;
}

/*
 * Reads the file `path` of a layer, which must not lead out of `folder` unless that is NULL. NULL,
 * and why in `*failure`, if there is none that can be an input. A file that is there but cannot be
 * read ends the program with a message.
 */
static struct source *
read_file(struct loader *loader, const struct loader_layer *layer, const char *folder,
	const char *path, uint32_t limit, enum source_failure *failure)
{
	struct source *source =
		layer->store->read(layer->store, loader->arena, folder, path, limit, failure);

	/* No system has a file with a name that is too long for it. */
	if (!source && *failure == SOURCE_UNREADABLE && errno == ENAMETOOLONG)
		*failure = SOURCE_MISSING;
	if (!source && *failure == SOURCE_UNREADABLE)
		exit((int)failure_of_file(path));
	loader->uses_stock |= source && layer->store == &stock_store.store;
	return source;
}

static struct source *
read_template(struct loader *loader, const struct loader_layer *layer, const char *name)
{
	const char *path = arena_format(loader->arena, "%s/%s", layer->directory, name);
	const char *folder = layer->inside ? layer->directory : NULL;
	enum source_failure failure;
	struct source *source = read_file(loader, layer, folder, path, TEMPLATE_LARGEST, &failure);

	/* To go on without it, as for one that is missing, would render something else. */
	if (!source && failure == SOURCE_OUTSIDE)
		exit((int)failure_mistake(path,
			"a link that leads out of %s is not followed: expected a file in it",
			folder ? folder : "the checkout"));
	return source;
}

/* The layer of the stock templates; NULL outside a family. */
static const struct loader_layer *
stock_layer(const struct loader *loader)
{
	for (size_t i = 0; i < loader->layer_count; i++)
		if (loader->layers[i].store == &stock_store.store)
			return &loader->layers[i];
	return NULL;
}

/* Reads the template from the first layer that has it, or stock/NAME from the program. */
static struct source *
find_template(struct loader *loader, const char *name)
{
	static const char prefix[] = STOCK_FOLDER "/";
	const struct loader_layer *stock = stock_layer(loader);
	struct source *source = NULL;

	if (stock && strncmp(name, prefix, strlen(prefix)) == 0)
		return read_template(loader, stock, name + strlen(prefix));
	for (size_t i = 0; i < loader->layer_count && !source; i++)
		source = read_template(loader, &loader->layers[i], name);
	return source;
}

const struct source *
loader_find(void *data, const char *name, size_t length)
{
	struct loader *loader = data;
	struct source *source = map_get(&loader->templates, name, length);

	if (source || !length || memchr(name, '\0', length))
		return source;
	const char *copy = arena_copy(loader->arena, name, length);

	if (is_harmless(copy))
		source = find_template(loader, copy);
	if (!source)
		return NULL;
	if (loader->budget)
		budget_grow(loader->budget, source->length);
	map_set(&loader->templates, loader->arena, copy, length, source);
	return source;
}

bool
loader_is_template(const char *name)
{
	const size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".j2") == 0;
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/*
 * Whether a file of this name is one of those that editors and others leave beside the files of
 * people. In a hidden folder all are but templates.
 */
static bool
is_ignored(const char *prefix, const char *name)
{
	const bool is_hidden = *name == '.' || *prefix == '.' || strstr(prefix, "/.");

	return (is_hidden && !loader_is_template(name)) || strncmp(name, ".#", 2) == 0 ||
	       name[strlen(name) - 1] == '~';
}

/* Sorts the names, and leaves out those that occur again. */
static size_t
sort_names(const char **names, size_t count)
{
	size_t unique = 0;

	if (count)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; i < count; i++)
		if (!unique || strcmp(names[unique - 1], names[i]) != 0)
			names[unique++] = names[i];
	return unique;
}

enum { DEEPEST = 32 }; /* folders in folders; those below are no templates of anybody */

/* Adds what is in a folder of a layer and in those below; the names begin with `prefix`. */
static bool
list_below(struct loader *loader, const struct loader_layer *layer, const char *folder,
	const char *prefix, int depth, struct string_list *found)
{
	const char **names = NULL;
	size_t count = 0;
	bool done = layer->store->list(layer->store, loader->arena, folder, &names, &count) ||
		    errno == ENOENT;

	for (size_t i = 0; i < count && done; i++) {
		const char *path = arena_join(loader->arena, folder, "/", names[i], NULL),
			   *name = arena_join(loader->arena, prefix, names[i], NULL);

		if (strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0)
			continue;
		if (depth < DEEPEST &&
			layer->store->kind(layer->store, loader->arena, path) == STORE_FOLDER)
			done = list_below(loader, layer, path,
				arena_join(loader->arena, name, "/", NULL), depth + 1, found);
		else if (!is_ignored(prefix, names[i]))
			string_list_add(found, name);
	}
	return done;
}

enum outcome
loader_list(struct loader *loader, const char *folder, const char ***names, size_t *count)
{
	struct string_list found = {.arena = loader->arena};

	for (size_t i = 0; i < loader->layer_count; i++) {
		const struct loader_layer *layer = &loader->layers[i];
		const char *path = arena_format(loader->arena, "%s/%s", layer->directory, folder);

		if (!list_below(loader, layer, path, "", 0, &found))
			return failure_of_file(path);
	}
	*names = found.items;
	*count = sort_names(found.items, found.count);
	return OUTCOME_DONE;
}

/* The nearest name of a template of images, or NULL. */
static const char *
nearest_image(struct loader *loader, const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	if (!loader->is_listed)
		(void)loader_list(loader, "image", &loader->images, &loader->image_count);
	loader->is_listed = true;
	for (size_t i = 0; i < loader->image_count; i++)
		if (loader_is_template(loader->images[i]))
			nearest_try(&nearest, loader->images[i], strlen(loader->images[i]));
	return nearest.found;
}

bool
loader_has_image(struct loader *loader, const char *name, struct place place,
	struct diagnostics *diagnostics)
{
	const char *path = arena_format(loader->arena, "image/%s", name);

	if (loader_find(loader, path, strlen(path)))
		return true;
	const char *nearest = nearest_image(loader, name);

	if (nearest)
		diagnostic_error(diagnostics, place, MISTAKE_MISSING_TEMPLATE_NEAR, name,
			directory_of(loader), nearest);
	else
		diagnostic_error(
			diagnostics, place, MISTAKE_MISSING_TEMPLATE, name, directory_of(loader));
	return false;
}

const struct source *
loader_file(struct loader *loader, const char *name, enum source_failure *failure)
{
	struct source *source = map_get(&loader->files, name, strlen(name));

	*failure = SOURCE_MISSING;
	for (size_t i = 0; i < loader->layer_count && *failure == SOURCE_MISSING && !source; i++) {
		const struct loader_layer *layer = &loader->layers[i];
		const char *folder = arena_format(loader->arena, "%s/files", layer->directory);
		const char *path = arena_format(loader->arena, "%s/%s", folder, name);

		source = read_file(loader, layer, folder, path, FILE_LARGEST, failure);
		if (!source)
			continue;
		if (loader->budget)
			budget_grow(loader->budget, source->length + strlen(name));
		map_set(&loader->files, loader->arena, arena_string(loader->arena, name),
			strlen(name), source);
	}
	return source;
}
