/*
 * The files of a variant's build context besides its Dockerfile, as its keys `context` and `files`
 * name them, and the COPY instructions that put them into the image.
 */
#ifndef OUTPUT_VARIANT_FILES_H
#define OUTPUT_VARIANT_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "jinja/value/value.h"
#include "output/input_files.h"

struct arena;
struct diagnostics;
struct loader;
struct node;
struct variant;

/* A file of the context. */
struct variant_file {
	const char *path;         /* in the context */
	struct input_file input;  /* where it is from */
	bool rendered;            /* it is a template */
	bool is_wanted;           /* it is one of `files`: the Dockerfile has to copy it */
	const struct node *named; /* the `from` or the `context` that names it */
	const struct node *to;    /* of `files`: where the item comes to */
};

/* A COPY instruction: files, all files of a folder, or a folder, to a file or a folder. */
struct file_copy {
	const char **sources; /* in the context; a folder ends with a / */
	size_t count;
	size_t *items; /* the numbers of the files that are copied */
	size_t item_count;
	const char *to;
	const char *mode, *owner; /* NULL where none is to be set */
};

/* In the order of images.yaml. */
struct variant_files {
	struct arena *arena;
	struct variant_file *items;
	size_t count;
	struct file_copy *copies;
	size_t copy_count;
};

/*
 * Finds the files of a variant; all that is found lives in `arena`. Files that go to one folder
 * with the same mode and owner share a COPY, so that many files make few layers. Where these are very
 * many, they stand in a folder of their own, as BuildKit fails at so many sources. COPY sets the mode
 * and owner of folders too, so a folder whose files get a mode is copied folder by folder. After
 * diagnostics, what was found is incomplete.
 */
void
variant_files_find(struct variant_files *files, struct loader *loader,
	const struct variant *variant, struct arena *arena, struct diagnostics *diagnostics);

/* The copies as templates see them (images.yaml(5), variant.files). */
struct value
variant_files_value(const struct variant_files *files);

#endif
