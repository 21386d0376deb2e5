/*
 * The key `example`: lines of a Dockerfile that use an image. FROM and --from name images of the
 * family as images.yaml does, so that no example names a tag that is gone.
 */
#ifndef DOCKERFILE_EXAMPLE_H
#define DOCKERFILE_EXAMPLE_H

#include <stddef.h>

struct arena;
struct diagnostics;
struct family;
struct variant;

/* The bytes of the example that the variant has or inherits: what the functions below read. */
size_t
example_length(const struct variant *variant);

/*
 * The example of `variant`, or one without FROM that it inherits, in `arena`: it begins with FROM,
 * and has the references of images in place of their names. NULL if there is none. Empties
 * `scratch`.
 */
const char *
example_of_variant(struct arena *arena, struct arena *scratch, const struct family *family,
	const struct variant *variant);

/*
 * Reports what the variant's own example names and is neither an image of the family, nor a stage,
 * nor a base with a tag or digest. Empties `scratch`.
 */
void
example_check(const struct family *family, const struct variant *variant, struct arena *scratch,
	struct diagnostics *diagnostics);

#endif
