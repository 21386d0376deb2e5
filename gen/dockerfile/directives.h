/*
 * The lines at the start of a Dockerfile that are no comments (Dockerfile reference, "Parser
 * directives").
 */
#ifndef DOCKERFILE_DIRECTIVES_H
#define DOCKERFILE_DIRECTIVES_H

#include <stddef.h>

#include "dockerfile/dockerfile.h"

struct arena;

/*
 * Reads the parser directives, # NAME=VALUE, at the start of `bytes`, up to the first line that is
 * none. Behind a first line #! they count as well, and # may be //, as BuildKit looks for `syntax`.
 * Their names may be unknown: earlier versions go on behind those.
 */
struct dockerfile_directive *
directives_read(struct arena *arena, const char *bytes, size_t length, size_t *count);

#endif
