#include "command/family/import_family.h"

#include <stdlib.h>
#include <string.h>

#include "dockerfile/import/import.h"
#include "output/project.h"
#include "output/stock.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/print.h"
#include "support/banned.h"

/* The files of the import as those of a family; ended by one without a path. */
static struct program_file *
family_files(struct arena *arena, const struct import *import)
{
	struct program_file *files =
		arena_allocate_array(arena, import->file_count + 1, sizeof(*files));

	for (size_t i = 0; i < import->file_count; i++) {
		const struct import_file *file = &import->files[i];

		files[i] = (struct program_file){
			.path = file->path,
			.bytes = (const unsigned char *)file->bytes,
			.length = file->length,
			.executable = file->executable,
		};
	}
	return files;
}

static int
compare_paths(const void *left, const void *right)
{
	const struct program_file *a = left, *b = right;

	return strcmp(a->path, b->path);
}

/*
 * The name of the image that a mistake belongs to, in `*length` bytes: by the name of the file
 * between `before` and `behind`; NULL if it has another one.
 */
static const char *
image_of_file(const char *file, const char *before, const char *behind, size_t *length)
{
	const size_t whole = strlen(file), first = strlen(before), last = strlen(behind);

	if (whole < first + last || strncmp(file, before, first) != 0 ||
		strcmp(file + whole - last, behind) != 0)
		return NULL;
	*length = whole - first - last;
	return file + first;
}

/* The same by the place in images.yaml, whose images stand two columns in. */
static const char *
image_of_line(struct place place, size_t *length)
{
	const char *bytes = place.source->bytes, *at = bytes + place.start;

	while (at > bytes && !(at[-1] == '\n' && at[0] == ' ' && at[1] == ' ' && at[2] != ' '))
		at--;
	at += 2 + (at[2] == '"');
	*length = strcspn(at, "\":\n");
	return at;
}

/* Refuses the images that mistakes belong to; false if there is no such image. */
static bool
refuse_images(struct import *import, const struct diagnostics *mistakes)
{
	bool is_any = false;

	for (size_t i = 0; i < mistakes->kept_count; i++) {
		const struct place place = mistakes->kept[i]->place;
		size_t length;

		if (!place.source)
			continue;
		const char *file = place.source->name;
		const char *image = image_of_file(file, "out/", "/Dockerfile", &length);

		if (!image)
			image = image_of_file(file, "templates/image/", ".Dockerfile.j2", &length);
		if (!image && strcmp(file, "images.yaml") == 0)
			image = image_of_line(place, &length);
		if (image)
			is_any |= import_refuse(
				import, image, length, place, mistakes->kept[i]->message);
	}
	return is_any;
}

/*
 * Renders the family in memory, and refuses the images that basegen generate would not accept.
 * `*is_good` tells whether there was none.
 */
static enum outcome
try_family(struct import *import, bool *is_good)
{
	struct program_file *files = family_files(import->arena, import);
	struct project project = {.places = {"images.yaml", "templates", "out"}, .is_quiet = true};

	qsort(files, import->file_count, sizeof(*files), compare_paths);
	const struct program_store store = program_store_of(files);

	project.store = &store.store;
	enum outcome outcome = project_read(&project);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(&project);
	*is_good = outcome == OUTCOME_DONE;
	if (outcome == OUTCOME_MISTAKE)
		outcome = refuse_images(import, &project.diagnostics)
				  ? OUTCOME_DONE
				  : failure_of_diagnostics(&project.diagnostics);
	project_close(&project);
	return outcome;
}

static const char *
name_of(const struct import_reference *reference)
{
	return reference->parent ? reference->parent->name : reference->name;
}

/* Prints the images that an image is built on or copies from besides its `from`, each once. */
static void
print_others(struct arena *arena, const struct import_image *image)
{
	struct map seen = {0};
	const char *own = name_of(&image->references[image->from]);

	map_set(&seen, arena, own, strlen(own), &seen);
	for (size_t i = 0; i < image->reference_count; i++) {
		const struct import_reference *reference = &image->references[i];
		const char *name = name_of(reference);

		if (reference->kind != IMPORT_NUMBER && strcmp(name, "scratch") != 0 &&
			!map_set(&seen, arena, name, strlen(name), &seen))
			print_format("        and from %s%s\n", name,
				reference->parent ? "" : ", a base from outside");
	}
}

/* What each image became, so that a person sees which of them are built on which. */
static void
print_images(const struct import *import)
{
	for (size_t i = 0; i < import->order_count; i++) {
		const struct import_image *image = import->order[i];
		const struct import_reference *from = &image->references[image->from];

		print_format("    %s from %s%s\n", image->name, name_of(from),
			from->parent ? "" : ", a base from outside");
		print_others(import->arena, image);
	}
	print_format("\n");
}

enum outcome
import_family(struct arena *arena, const char *from, const struct starter_request *request,
	struct starter_written *written, struct diagnostics *diagnostics)
{
	struct import import = {.arena = arena, .diagnostics = diagnostics};
	enum outcome outcome = import_read(&import, from, request->name);
	bool is_good = false;

	while (outcome == OUTCOME_DONE && !is_good) {
		outcome = import_arrange(&import);
		if (outcome == OUTCOME_DONE)
			outcome = try_family(&import, &is_good);
	}
	if (outcome == OUTCOME_DONE)
		outcome = starter_family_write(request, family_files(arena, &import), written);
	if (outcome == OUTCOME_DONE) {
		print_format("%s: %zu files written for the family %s, with %zu of %zu images\n",
			request->directory, written->count, request->name, import.order_count,
			import.found);
		print_images(&import);
	}
	import_close(&import);
	return outcome;
}
