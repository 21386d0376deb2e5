/*
 * The files of the build context that a Dockerfile copies or mounts (Dockerfile reference, "COPY").
 */
#ifndef DOCKERFILE_COPIED_FILES_H
#define DOCKERFILE_COPIED_FILES_H

struct dockerfile_check;

/*
 * Each source of COPY and ADD, and each of a bind mount, must be in the context, and each file that
 * images.yaml declares must be copied or mounted. What only a build knows counts as both: a source
 * with a variable that the Dockerfile does not set, and one of an ADD that is fetched. A
 * file that .dockerignore leaves out is not in the context, unless some engines read another list
 * of names in its place.
 */
void
copied_files_check(struct dockerfile_check *check);

#endif
