/* Gives another name to an image in a Dockerfile. */
#ifndef DOCKERFILE_RENAME_IMAGE_H
#define DOCKERFILE_RENAME_IMAGE_H

struct text;

/*
 * Replaces the name of an image, `from`, by `to` wherever it stands in the text of a Dockerfile. A
 * longer name that contains it stays as it is.
 */
void
rename_image(struct text *dockerfile, const char *from, const char *to);

#endif
