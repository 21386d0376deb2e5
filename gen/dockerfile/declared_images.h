/* The images that a Dockerfile builds on and copies from, against those that its image declares. */
#ifndef DOCKERFILE_DECLARED_IMAGES_H
#define DOCKERFILE_DECLARED_IMAGES_H

struct dockerfile_check;

/*
 * Each image must be a parent by its argument, a base as images.yaml and images.lock name it,
 * scratch or an earlier stage: in FROM, COPY and ADD --from, RUN --mount from= and # syntax=. The
 * last stage must stand on `from`, and each other origin must be used.
 */
void
declared_images_check(struct dockerfile_check *check);

/*
 * The same for the reading of earlier engines. A stage that they would not build, since it has an
 * instruction that they do not know, needs nothing.
 */
void
declared_images_check_earlier(struct dockerfile_check *check);

#endif
