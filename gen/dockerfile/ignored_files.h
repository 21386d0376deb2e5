/* What a .dockerignore leaves out of the build context (docs.docker.com, ".dockerignore files"). */
#ifndef DOCKERFILE_IGNORED_FILES_H
#define DOCKERFILE_IGNORED_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A line of the file. */
struct ignored_pattern {
	const char *path; /* without slashes at its ends */
	bool takes_back;  /* it starts with ! */
};

/* Without patterns, nothing is left out. */
struct ignored_files {
	struct ignored_pattern *patterns;
	size_t count;
	size_t steps; /* comparisons of characters that were made */
};

/*
 * Reads the lines of a .dockerignore as Docker does. A file with a line that its versions do not
 * read alike, such as one with .. or a character of regular expressions, has no patterns here,
 * and neither has one of more than 16 KiB.
 */
struct ignored_files
ignored_files_read(struct arena *arena, const char *bytes, size_t length);

/*
 * Whether the first `length` bytes of `path`, a file or folder of the context, are left out: the
 * last pattern that matches it, or a folder that it is in, decides. False once all comparisons of
 * one Dockerfile are made.
 */
bool
ignored_files_has(struct ignored_files *ignored, const char *path, size_t length);

#endif
