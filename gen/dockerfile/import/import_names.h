/* Which files of a folder that is taken in are Dockerfiles, and how their images are called. */
#ifndef DOCKERFILE_IMPORT_IMPORT_NAMES_H
#define DOCKERFILE_IMPORT_IMPORT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Whether a file of this name is a Dockerfile: Dockerfile, Dockerfile.X, Dockerfile-X or
 * X.Dockerfile, or the same with Containerfile; `*word` is then X, of `*length` bytes, or nothing.
 * A file whose X is the ending of another kind of file, such as .dockerignore or .j2, is none.
 */
bool
import_is_dockerfile(const char *name, const char **word, size_t *length);

/*
 * The name of the image of the Dockerfile at `path` in a folder called `top`: the folders of its
 * path and X, in lower case, with - between them. What has neither is called `top`.
 */
const char *
import_image_name(struct arena *arena, const char *path, const char *top);

/* A copy with its ASCII letters in lower case. */
const char *
import_lower(struct arena *arena, const char *text);

#endif
