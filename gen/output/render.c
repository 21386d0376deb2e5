#include "output/render.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "border/document.h"
#include "family/family.h"
#include "family/key.h"
#include "output/finder.h"
#include "output/mistakes.h"
#include "output/tree.h"
#include "output/view.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "template/template.h"
#include "support/banned.h"

enum { FILE_LARGEST = 64 << 20 };

struct renderer {
	struct family *family;
	const char *templates;
	struct tree *tree;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct finder finder;
	struct environment *environment;
	struct view_of_family *view;
	struct text text; /* what is being rendered */
	struct map files; /* of templates/files: name → struct source */
};

static void
add_file(struct renderer *renderer, const char *path, const char *bytes, size_t length,
	struct place place)
{
	const bool executable = length > 2 && memcmp(bytes, "#!", 2) == 0;

	if (!tree_add(renderer->tree, path, bytes, length, executable))
		diagnostic_error(renderer->diagnostics, place, MISTAKE_OUTPUT_TAKEN, path);
}

/* Adds what was rendered last as the file `path`. */
static void
add_rendered(struct renderer *renderer, const char *path, struct place place)
{
	const size_t length = renderer->text.length;

	add_file(renderer, path,
		arena_copy(renderer->arena, length ? renderer->text.bytes : "", length), length,
		place);
}

static const struct source *
read_copied(struct renderer *renderer, const struct node *name)
{
	struct source *source = map_get(&renderer->files, name->text, name->length);
	enum source_failure failure;

	if (source)
		return source;
	const char *path =
		arena_format(renderer->arena, "%s/files/%s", renderer->templates, name->text);

	if (!source_is_inside(
		    arena_format(renderer->arena, "%s/files", renderer->templates), path)) {
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_LINK_OUT, name->text,
			renderer->templates);
		return NULL;
	}
	source = source_read(renderer->arena, path, path, FILE_LARGEST, &failure);
	if (source)
		map_set(&renderer->files, renderer->arena, name->text, name->length, source);
	else if (failure == SOURCE_IRREGULAR)
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_NO_REGULAR_FILE,
			name->text, renderer->templates);
	else if (failure == SOURCE_TOO_LARGE)
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_FILE_TOO_LARGE,
			name->text, renderer->templates, FILE_LARGEST);
	else
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_MISSING_FILE,
			name->text, renderer->templates);
	return source;
}

/* The files that an image copies, each once, beside its Dockerfile. */
static void
add_copied(struct renderer *renderer, const struct image *image)
{
	const struct node *files = node_get(image->resolved, "files");

	for (size_t i = 0; files && i < files->count; i++) {
		const struct node *name = node_get(files->items[i], "from");
		const struct source *source = read_copied(renderer, name);
		const char *path = arena_format(renderer->arena, "%s/%s", image->name, name->text);
		const struct tree_file *before = tree_find(renderer->tree, path);

		if (source && !(before && before->bytes == source->bytes))
			add_file(renderer, path, source->bytes, source->length, name->place);
	}
}

static const struct node *
template_node(const struct image *image)
{
	const struct node *node = node_get(image->resolved, "template");

	return node ? node : image->key;
}

static void
render_image(struct renderer *renderer, const struct image *image)
{
	const char *template = arena_format(renderer->arena, "image/%s", image->template);
	const struct value context =
		view_context(renderer->arena, renderer->view, image->number - 1);

	text_clear(&renderer->text);
	if (!finder_find(&renderer->finder, template, strlen(template)))
		diagnostic_error(renderer->diagnostics, template_node(image)->place,
			MISTAKE_MISSING_TEMPLATE, image->template, renderer->templates);
	else if (environment_render(renderer->environment, template, context,
			 arena_format(renderer->arena, "image %s", image->name), &renderer->text,
			 renderer->diagnostics))
		add_rendered(renderer, arena_format(renderer->arena, "%s/Dockerfile", image->name),
			image->key->place);
	add_copied(renderer, image);
}

static void
render_images(struct renderer *renderer)
{
	for (size_t i = 0; i < renderer->family->images.count; i++) {
		struct image *image = renderer->family->order[i];

		render_image(renderer, image);
		key_set(image, renderer->arena, tree_hash(renderer->tree, image->name));
		view_set_key(renderer->arena, renderer->view, i, image->content_key);
	}
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

/* The names of the templates in `folder`, sorted; OUTCOME_MACHINE if it cannot be read. */
static enum outcome
list_templates(struct arena *arena, const char *folder, const char ***names, size_t *count)
{
	DIR *directory = opendir(folder);

	if (!directory)
		return failure_of_file(folder);
	errno = 0;
	for (const struct dirent *entry; (entry = readdir(directory));) {
		if (!is_template(entry->d_name))
			continue;
		*(const char **)arena_grow(arena, (void **)names, *count, sizeof(**names)) =
			arena_string(arena, entry->d_name);
		++*count;
	}
	const int failed = errno;

	closedir(directory);
	errno = failed;
	if (failed)
		return failure_of_file(folder);
	if (*count)
		qsort(*names, *count, sizeof(**names), compare_names);
	return OUTCOME_DONE;
}

static enum outcome
render_catalogue(struct renderer *renderer)
{
	const char **names = NULL;
	size_t count = 0;
	struct value context = value_dict(renderer->arena);
	const enum outcome outcome = list_templates(renderer->arena,
		arena_format(renderer->arena, "%s/family", renderer->templates), &names, &count);

	value_dict_set(renderer->arena, context, "family", renderer->view->family);
	for (size_t i = 0; i < count; i++) {
		const char *template = arena_format(renderer->arena, "family/%s", names[i]);
		const char *path = arena_copy(renderer->arena, names[i], strlen(names[i]) - 3);
		const struct image *rival = map_get(&renderer->family->images, path, strlen(path));

		text_clear(&renderer->text);
		if (environment_render(renderer->environment, template, context, NULL,
			    &renderer->text, renderer->diagnostics))
			add_rendered(renderer, path, rival ? rival->key->place : (struct place){0});
	}
	return outcome;
}

enum outcome
render_family(struct family *family, const char *templates, struct tree *tree,
	struct diagnostics *diagnostics)
{
	const char *const folders[] = {templates, NULL};
	struct renderer renderer = {
		.family = family,
		.templates = templates,
		.tree = tree,
		.arena = tree->arena,
		.diagnostics = diagnostics,
		.finder = {.arena = tree->arena, .folders = folders, .inside = true},
		.view = view_new(tree->arena, family),
	};
	const struct environment_options options = {true, true, true, true};

	renderer.environment = environment_new(options, finder_find, &renderer.finder);
	render_images(&renderer);
	const enum outcome outcome = render_catalogue(&renderer);

	environment_free(renderer.environment);
	text_free(&renderer.text);
	return outcome;
}
