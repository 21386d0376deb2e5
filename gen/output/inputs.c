#include "output/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "output/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/store.h"
#include "support/banned.h"

enum { FILE_LARGEST = 64 << 20 };

void
inputs_open(struct inputs *inputs, const struct store *store, const char *directory,
	struct arena *arena, struct diagnostics *diagnostics)
{
	*inputs = (struct inputs){.arena = arena,
		.diagnostics = diagnostics,
		.store = store,
		.directory = directory,
		.folders = {directory, NULL},
		.finder = {.arena = arena,
			.store = store,
			.folders = inputs->folders,
			.inside = true}};
}

static bool
is_template(const char *name)
{
	const size_t length = strlen(name);

	return name[0] != '.' && length > 3 && strcmp(name + length - 3, ".j2") == 0;
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The templates in `folder`, sorted; false, with errno, if it cannot be read. */
static bool
list_templates(struct inputs *inputs, const char *folder, const char ***names, size_t *count)
{
	const char *path = arena_format(inputs->arena, "%s/%s", inputs->directory, folder);
	size_t kept = 0, all = 0;

	if (!inputs->store->list(inputs->store, inputs->arena, path, names, &all))
		return false;
	for (size_t i = 0; i < all; i++)
		if (is_template((*names)[i]))
			(*names)[kept++] = (*names)[i];
	if (kept)
		qsort(*names, kept, sizeof(**names), compare_names);
	*count = kept;
	return true;
}

/* The nearest name of a template of images, or NULL. */
static const char *
nearest_template(struct inputs *inputs, const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	if (!inputs->listed)
		list_templates(inputs, "image", &inputs->images, &inputs->image_count);
	inputs->listed = true;
	for (size_t i = 0; i < inputs->image_count; i++)
		nearest_try(&nearest, inputs->images[i], strlen(inputs->images[i]));
	return nearest.found;
}

static void
report_missing_template(struct inputs *inputs, const char *name, struct place place)
{
	const char *nearest = nearest_template(inputs, name);

	if (nearest)
		diagnostic_error(inputs->diagnostics, place, MISTAKE_MISSING_TEMPLATE_NEAR, name,
			inputs->directory, nearest);
	else
		diagnostic_error(inputs->diagnostics, place, MISTAKE_MISSING_TEMPLATE, name,
			inputs->directory);
}

bool
inputs_has_template(struct inputs *inputs, const char *name, struct place place)
{
	const char *path = arena_format(inputs->arena, "image/%s", name);

	if (finder_find(&inputs->finder, path, strlen(path)))
		return true;
	report_missing_template(inputs, name, place);
	return false;
}

static void
report_unread_file(struct inputs *inputs, const struct node *name, enum source_failure failure)
{
	if (failure == SOURCE_IRREGULAR)
		diagnostic_error(inputs->diagnostics, name->place, MISTAKE_NO_REGULAR_FILE,
			name->text, inputs->directory);
	else if (failure == SOURCE_OUTSIDE)
		diagnostic_error(inputs->diagnostics, name->place, MISTAKE_LINK_OUT, name->text,
			inputs->directory);
	else if (failure == SOURCE_TOO_LARGE)
		diagnostic_error(inputs->diagnostics, name->place, MISTAKE_FILE_TOO_LARGE,
			name->text, inputs->directory, FILE_LARGEST);
	else
		diagnostic_error(inputs->diagnostics, name->place, MISTAKE_MISSING_FILE, name->text,
			inputs->directory);
}

const struct source *
inputs_file(struct inputs *inputs, const struct node *name)
{
	struct source *source = map_get(&inputs->files, name->text, name->length);
	enum source_failure failure;

	if (source)
		return source;
	const char *folder = arena_format(inputs->arena, "%s/files", inputs->directory);
	const char *path = arena_format(inputs->arena, "%s/%s", folder, name->text);

	source = finder_read(inputs->store, inputs->arena, folder, path, FILE_LARGEST, &failure);
	if (source)
		map_set(&inputs->files, inputs->arena, name->text, name->length, source);
	else
		report_unread_file(inputs, name, failure);
	return source;
}

enum outcome
inputs_list(struct inputs *inputs, const char *folder, const char ***names, size_t *count)
{
	return list_templates(inputs, folder, names, count)
		       ? OUTCOME_DONE
		       : failure_of_file(
				 arena_format(inputs->arena, "%s/%s", inputs->directory, folder));
}
