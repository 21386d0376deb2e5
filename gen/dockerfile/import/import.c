#include "dockerfile/import/import.h"

#include <stdlib.h>
#include <string.h>

#include "dockerfile/import/import_context.h"
#include "dockerfile/import/import_files.h"
#include "dockerfile/import/import_names.h"
#include "dockerfile/import/import_parents.h"
#include "dockerfile/import/mistakes.h"
#include "family/schema/grammar.h"
#include "family/schema/schema.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

enum { DOCKERFILE_LARGEST = 16 << 20 };

/* The name of the folder itself, wherever it is named from. */
static const char *
top_name(struct import *import)
{
	char *path = realpath(import->scan.directory, NULL);
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = arena_string(import->arena, slash ? slash + 1 : "");

	free(path);
	return name;
}

/*
 * Whether an image can have the name; if not, that is reported. `paths` has the Dockerfile of each
 * name.
 */
static bool
check_name(struct import *import, struct map *paths, const char *name, const char *path)
{
	const char *other = map_get(paths, name, strlen(name));
	const char *directory = import->scan.directory;
	const struct place nowhere = {0};

	if (!grammar_accepts(import->grammars, GRAMMAR_IMAGE_NAME, name, strlen(name)))
		diagnostic_error(import->diagnostics, nowhere, MISTAKE_IMPORT_NAME, directory, path,
			name, grammar_of(GRAMMAR_IMAGE_NAME)->rule);
	else if (schema_is_reserved(name))
		diagnostic_error(import->diagnostics, nowhere, MISTAKE_IMPORT_RESERVED, directory,
			path, name);
	else if (other)
		diagnostic_error(import->diagnostics, nowhere, MISTAKE_IMPORT_TAKEN, directory,
			path, directory, other, name);
	else
		return !map_set(paths, import->arena, name, strlen(name), (void *)(uintptr_t)path);
	return false;
}

static enum outcome
read_dockerfile(struct import *import, struct import_image *image)
{
	const char *path =
		arena_join(import->arena, import->scan.directory, "/", image->path, NULL);
	struct text text = TEXT_EMPTY;

	if (!scan_read(&import->scan, image->path, DOCKERFILE_LARGEST, &text)) {
		text_free(&text);
		return failure_of_file(path);
	}
	image->source = source_of_bytes(import->arena, path,
		arena_copy(import->arena, text.bytes, text.length), (uint32_t)text.length);
	text_free(&text);
	import_image_read(image, import->arena, import->grammars, import->diagnostics);
	return OUTCOME_DONE;
}

/* Adds the image of an entry, if that is a Dockerfile. */
static void
add_image(struct import *import, struct map *paths, const struct scan_entry *entry)
{
	const size_t folder = (size_t)(entry->name - entry->path);
	const char *name = import_image_name(import->arena, entry->path, import->top);

	if (entry->kind == SCAN_LINK)
		diagnostic_error(import->diagnostics, (struct place){0}, MISTAKE_IMPORT_LINK,
			import->scan.directory, entry->path);
	else if (entry->size > DOCKERFILE_LARGEST)
		diagnostic_error(import->diagnostics, (struct place){0}, MISTAKE_IMPORT_LARGE,
			import->scan.directory, entry->path, (size_t)DOCKERFILE_LARGEST);
	else if (check_name(import, paths, name, entry->path))
		*ARENA_ADD(import->arena, import->images, import->count) = (struct import_image){
			.name = name,
			.path = entry->path,
			.folder = arena_copy(import->arena, entry->path, folder ? folder - 1 : 0),
		};
}

static void
find_images(struct import *import)
{
	struct map paths = {0};
	const char *word;
	size_t length;

	for (size_t i = 0; i < import->scan.count; i++) {
		struct scan_entry *entry = &import->scan.entries[i];

		map_set(&import->by_path, import->arena, entry->path, strlen(entry->path), entry);
		if ((entry->kind == SCAN_FILE || entry->kind == SCAN_LINK) &&
			import_is_dockerfile(entry->name, &word, &length)) {
			import->found++;
			add_image(import, &paths, entry);
		}
	}
	for (size_t i = 0; i < import->count; i++) {
		struct import_image *image = &import->images[i];

		map_set(&import->by_name, import->arena, image->name, strlen(image->name), image);
	}
}

/* A name for the context of what stands at the top, which no folder there has. */
static void
name_root_context(struct import *import)
{
	const char *name = "context";

	while (map_get(&import->by_path, name, strlen(name)))
		name = arena_join(import->arena, name, "-", NULL);
	import->root_context = name;
}

static void
report_modes(struct import *import)
{
	const struct scan_entry *entry = import->odd_mode;

	if (entry)
		diagnostic_error(import->diagnostics, (struct place){0}, MISTAKE_IMPORT_MODE,
			import->scan.directory, entry->path, (unsigned)entry->mode,
			import->odd_modes - 1);
}

/* Whether another image has the same context. */
static bool
shares_context(const struct import *import, const struct import_image *image)
{
	for (size_t i = 0; i < import->count; i++)
		if (&import->images[i] != image &&
			strcmp(import->images[i].folder, image->folder) == 0)
			return true;
	return false;
}

/*
 * Finds the list of ignored files that a Dockerfile has of its own, X.Dockerfile.dockerignore.
 * BuildKit reads that in place of .dockerignore; so it becomes the context's .dockerignore, which
 * all engines read. An image that shares its context is refused.
 */
static void
find_ignore(struct import *import, struct import_image *image)
{
	const char *path = arena_join(import->arena, image->path, ".dockerignore", NULL);
	const struct scan_entry *entry = map_get(&import->by_path, path, strlen(path));

	if (!entry)
		return;
	image->ignore = entry->path;
	if (entry->kind == SCAN_FILE && !shares_context(import, image))
		return;
	diagnostic_error(import->diagnostics, (struct place){0}, MISTAKE_IMPORT_IGNORE,
		import->scan.directory, image->path, path);
	image->is_refused = true;
}

static enum outcome
read_images(struct import *import)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < import->count && outcome == OUTCOME_DONE; i++)
		outcome = read_dockerfile(import, &import->images[i]);
	if (outcome != OUTCOME_DONE)
		return outcome;
	for (size_t i = 0; i < import->count; i++)
		find_ignore(import, &import->images[i]);
	for (size_t i = 0; i < import->count; i++)
		if (!import->images[i].is_refused)
			import_check_context(import, &import->images[i]);
	report_modes(import);
	return OUTCOME_DONE;
}

enum outcome
import_read(struct import *import, const char *directory, const char *family)
{
	import->family = family;
	import->grammars = grammars_new();
	const enum outcome outcome = scan_open(&import->scan, directory, import->arena);

	if (outcome != OUTCOME_DONE)
		return outcome;
	import->top = top_name(import);
	find_images(import);
	name_root_context(import);
	return read_images(import);
}

enum outcome
import_arrange(struct import *import)
{
	import_find_parents(import);
	if (import->order_count)
		return import_add_files(import);
	const enum outcome outcome = failure_of_diagnostics(import->diagnostics);

	return outcome != OUTCOME_DONE
		       ? outcome
		       : failure_mistake(import->scan.directory,
				 "expected a Dockerfile in this folder or in one below it");
}

/*
 * The line of the image's own Dockerfile that a line of the rendered one was made of: the one with
 * the same text that is nearest. The whole file where there is none, as for a FROM line.
 */
static struct place
own_place(const struct import_image *image, struct place rendered)
{
	const struct source *source = image->source;
	const uint32_t wanted = source_position(rendered).line;
	size_t length, own_length;
	const char *text = source_line(rendered, rendered.source->length, &length);
	struct place found = {source, 0, 0};
	uint32_t line = 1, distance = UINT32_MAX;

	for (uint32_t start = 0; start < source->length; line++) {
		const char *own = source->bytes + start;
		const char *end = memchr(own, '\n', source->length - start);

		own_length = end ? (size_t)(end - own) : source->length - start;
		const uint32_t away = line > wanted ? line - wanted : wanted - line;

		if (away < distance && text_equal(own, own_length, text, length)) {
			found = (struct place){source, start, start + (uint32_t)length};
			distance = away;
		}
		start += (uint32_t)own_length + 1;
	}
	return found;
}

bool
import_refuse(struct import *import, const char *name, size_t length, struct place rendered,
	const char *message)
{
	struct import_image *image = map_get(&import->by_name, name, length);

	if (!image || image->is_refused)
		return false;
	image->is_refused = true;
	diagnostic_error(import->diagnostics, own_place(image, rendered), MISTAKE_IMPORT_CHECKED,
		image->name, message);
	return true;
}

void
import_close(struct import *import)
{
	scan_close(&import->scan);
	grammars_free(import->grammars);
}
