/* What stands beside the Dockerfiles that are taken in. */
#ifndef DOCKERFILE_IMPORT_IMPORT_CONTEXT_H
#define DOCKERFILE_IMPORT_IMPORT_CONTEXT_H

struct import;
struct import_image;

/*
 * Looks at all that stands in the folder of `image` but its Dockerfile. What cannot be taken in is
 * reported once, and left out.
 */
void
import_check_context(struct import *import, const struct import_image *image);

/*
 * Adds the files in the folder of a checked image to those of the family, each once. Returns the
 * folder in templates/files that they come to; NULL if there is no file.
 */
const char *
import_add_context(struct import *import, const struct import_image *image);

#endif
