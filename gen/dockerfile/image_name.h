/* The names of images in a Dockerfile. */
#ifndef DOCKERFILE_IMAGE_NAME_H
#define DOCKERFILE_IMAGE_NAME_H

struct text;

/*
 * Replaces the name of an image, `from`, by `to` wherever it stands in the text of a Dockerfile. A
 * longer name that contains it stays as it is.
 */
void
image_name_replace(struct text *dockerfile, const char *from, const char *to);

#endif
