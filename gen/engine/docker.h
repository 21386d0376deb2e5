/* What is asked of a docker before it is chosen. */
#ifndef ENGINE_DOCKER_H
#define ENGINE_DOCKER_H

struct text;

enum docker_answer { DOCKER_BUILDS, DOCKER_CANNOT, DOCKER_HANGS };

/*
 * Whether the docker at `path` can build with BuildKit, which the Dockerfiles need. If not, `why`
 * gets the reason.
 */
enum docker_answer
docker_builds(const char *path, struct text *why);

#endif
