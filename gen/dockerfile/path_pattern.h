/* Paths in a build context, and patterns of them as COPY has them (Go's path/filepath, "Match"). */
#ifndef DOCKERFILE_PATH_PATTERN_H
#define DOCKERFILE_PATH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * The path without empty parts and those that are `.`. A `..` takes the part before it away, if
 * there is one; `*goes_up` says whether there is a `..`.
 */
const char *
path_clean(struct arena *arena, const char *path, bool *goes_up);

/* Whether the path is a pattern and no plain name. */
bool
path_is_pattern(const char *path);

/*
 * Whether the pattern matches `path`, or a folder that it is in. * and ? and [...] match no /.
 * Takes time in the product of both lengths at most.
 */
bool
path_matches(const char *pattern, const char *path);

#endif
