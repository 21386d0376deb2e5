/*
 * A driver is what docker.c, podman.c and buildah.c each provide: how a kind of engine is called
 * and how its answers are read. engine.c and choose.c fulfil the promises of engine.h with it.
 */
#ifndef ENGINE_DRIVER_H
#define ENGINE_DRIVER_H

#include "adapters/process.h"
#include "engine/engine.h"

/* The functions and words of a kind of engine. A member that is NULL is not needed. */
struct engine_driver {
	/* The words that list the images, without the command; NULL ends them. */
	const char *const *question;
	/*
	 * Reads the list, if the command succeeded. False, with the reason in `why`, if it cannot
	 * be read. NULL: it has a line NAME:TAG ID for each name.
	 */
	bool (*read)(struct engine_answer *answer, struct arena *arena, const struct text *output,
		struct text *why);
	enum outcome (*inspect)(const struct engine *engine, struct arena *arena,
		const char *const *names, size_t count, struct engine_image *images);
	/* As engine_configuration. False, with the reason in `why`. */
	bool (*configuration)(const struct engine *engine, struct arena *arena, const char *id,
		struct engine_configuration *configuration, struct text *why);
	bool (*answers)(const struct engine *engine);
	enum outcome (*prepare)(struct engine *engine, struct arena *arena);
	const char *const *(*environment)(const struct engine *engine, struct arena *arena);
	/*
	 * The words of a build and of a pull, between the command and what all engines have in
	 * common.
	 */
	const char *const *build, *const *pull;
	const char *
		plain; /* the option of pull and push for a registry without TLS; NULL: the daemon decides */
	/* The name under which it knows an image of this host; NULL: the name itself. */
	const char *(*local_name)(struct arena *arena, const char *name);
	/*
	 * Runs a command in a new container, and removes that. With `keeps` the ID of the image
	 * that it became is in `*made`.
	 */
	bool (*run)(const struct engine *engine, struct arena *arena,
		const struct engine_command *command, struct process_result *result,
		const char **made, struct text *why);
	bool loses_output; /* the last lines of what runs in a container (engine_tries) */
	/* The options for the scratch store that the engine names. NULL: it can have none. */
	const char *const *(*scratch)(const struct engine *engine, struct arena *arena);
	/* The words of engine_save_words without the command. `name` is the engine's own. */
	const char *const *(*save)(struct arena *arena, const char *name, const char *path);
	struct engine_variation variation; /* engine_variation */
};

/*
 * The word for a build by buildah or podman that gives a constant time, the year 1980, to the image
 * and to all files in its new layers. So no layer depends on the clock.
 */
#define DRIVER_FILE_TIME "--timestamp=315532800"

/*
 * What buildah, and podman which has it inside, makes anew in each configuration in docker's format:
 * IDs of containers and of images in between.
 */
#define DRIVER_VARIES                                                                              \
	((const char *const[]){"config.Hostname", "container", "container_config.Hostname",        \
		"history.comment", "parent", NULL})

extern const struct engine_driver driver_docker, driver_podman, driver_buildah;

#endif
