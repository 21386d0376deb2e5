/*
 * What docker.c, podman.c and buildah.c each give: the functions of a kind of engine, which say how it
 * is called and read what it answers. engine.c and choose.c do with them what engine.h promises.
 */
#ifndef ENGINE_DRIVER_H
#define ENGINE_DRIVER_H

#include "adapters/process.h"
#include "engine/engine.h"

/* A kind of engine. What is NULL needs nothing to be done. */
struct engine_driver {
	/* The question which images are there: the words behind the command, ended by NULL. */
	const char *const *question;
	/*
	 * Reads the answer, which came without an error; false, and why in `why`, if it cannot be. NULL: the
	 * answer has a line NAME:TAG ID for each name.
	 */
	bool (*read)(struct engine_answer *answer, struct arena *arena, const struct text *output,
		struct text *why);
	enum outcome (*inspect)(const struct engine *engine, struct arena *arena,
		const char *const *names, size_t count, struct engine_image *images);
	bool (*answers)(const struct engine *engine);
	enum outcome (*prepare)(struct engine *engine, struct arena *arena);
	const char *const *(*environment)(const struct engine *engine, struct arena *arena);
	/* The words of a build and a pull between the command and what all engines have alike. */
	const char *const *build, *const *pull;
	const char *
		plain; /* the option of pull and push for a registry without TLS; NULL: the daemon decides */
	/* The name by which it knows an image of this host; NULL: as it is. */
	const char *(*local_name)(struct arena *arena, const char *name);
	bool (*run)(const struct engine *engine, struct arena *arena, const char *image,
		const char *const *words, struct process_result *result, struct text *why);
	bool loses_output; /* engine_loses_output */
};

extern const struct engine_driver driver_docker, driver_podman, driver_buildah;

enum docker_answer { DOCKER_BUILDS, DOCKER_CANNOT, DOCKER_HANGS };

/* Whether the docker at `path` can build with BuildKit, which the Dockerfiles need; if not, why. */
enum docker_answer
docker_builds(const char *path, struct text *why);

#endif
