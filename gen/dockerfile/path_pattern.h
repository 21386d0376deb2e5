/* Patterns of paths as COPY has them (Go's path/filepath, "Match"). */
#ifndef DOCKERFILE_PATH_PATTERN_H
#define DOCKERFILE_PATH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

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
