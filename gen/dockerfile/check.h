/*
 * Compares a rendered Dockerfile with what images.yaml declares of its image, so that no engine
 * builds on or copies from anything else (images.yaml(5), TEMPLATES).
 */
#ifndef DOCKERFILE_CHECK_H
#define DOCKERFILE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dockerfile/expansion.h"
#include "dockerfile/ignored_files.h"

struct arena;
struct diagnostics;
struct dockerfile;
struct node;
struct source;
struct variant;

/* A file of the build context. */
struct context_file {
	const char *path;  /* from the folder of the Dockerfile on */
	const char *bytes; /* what is in it */
	size_t length;
	const struct node *named; /* the `from` that wants it copied; NULL if it may stay */
	bool is_copied;           /* some instruction copies or mounts it: set by the check */
};

/* A Dockerfile that is being checked. */
struct dockerfile_check {
	struct arena *arena; /* of what the check makes, until its end */
	const struct variant *variant;
	const struct source *source; /* the Dockerfile, as messages show it */
	const struct dockerfile *dockerfile;
	struct variables global;    /* what ARG before the first FROM sets */
	struct context_file *files; /* sorted by their paths, the Dockerfile too */
	size_t file_count;
	struct ignored_files ignored; /* what engines leave out of them */
	bool *is_used; /* for each origin: something is built on it, or copied from it */
	struct diagnostics *diagnostics;
	size_t steps; /* comparisons of paths that were made */
};

/*
 * Checks the Dockerfile `source` of `variant`, whose build context holds the sorted `files`.
 * Mistakes go to `diagnostics`, at lines of the source, with a note that names the template. What
 * the check makes is in `scratch`.
 */
void
dockerfile_check(const struct variant *variant, const struct source *source,
	struct context_file *files, size_t count, struct arena *scratch,
	struct diagnostics *diagnostics);

/* Reports a mistake at the bytes from `start` to `end`, with a note that names the template. */
void
check_error(const struct dockerfile_check *check, uint32_t start, uint32_t end, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds the note that names the template to the error reported last. */
void
check_note_template(const struct dockerfile_check *check);

#endif
