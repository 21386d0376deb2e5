/*
 * The container engine: docker, podman or buildah. The program asks an engine nothing but what
 * stands here. engine.c puts commands together; engine/docker.c, engine/podman.c and
 * engine/buildah.c hold what differs between engines.
 *
 * Names of images are REPOSITORY:TAG, as people and docker write them (loom/python-base:3.11-slim).
 * podman and buildah put localhost/ or docker.io/library/ before some names; that never shows here.
 * Results live in the arena that is passed.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"
#include "support/map.h"
#include "support/text.h"

struct arena;
struct engine_driver;
struct node;

enum engine_kind { ENGINE_DOCKER, ENGINE_PODMAN, ENGINE_BUILDAH };

/* The engine that was chosen. */
struct engine {
	enum engine_kind kind;
	const struct engine_driver *driver; /* of that kind (engine/driver.h) */
	const char *path;                   /* the path of its command */
	const char *machine;    /* the platform of the machine that builds: linux/amd64 */
	const char *probe_file; /* remembers which docker can build (engine_ask) */
	/*
	 * Set by engine_prepare. The default network of builds and containers: "host" if a docker
	 * daemon has no bridge, else NULL. The value of BUILDX_BUILDER with which docker builds in
	 * its own daemon, or NULL.
	 */
	const char *network, *builder;
	const char *temporary; /* TMPDIR of buildah, which a kill keeps from clearing up; or NULL */
	/* Words behind the command, set by engine_open_scratch; NULL ends them. NULL: none. */
	const char *const *options;
	const char *scratch; /* the folder of engine_open_scratch */
	const char *run;     /* a second one, since podman takes no path of more than 50 bytes */
};

/* An engine in PATH that was not chosen, and why: "its daemon does not answer: …". */
struct engine_skipped {
	const char *path, *why;
};

/* Which engine was chosen, and which images it has. */
struct engine_answer {
	struct engine engine;
	const char *why; /* why it was chosen, for people */
	struct engine_skipped *skipped;
	size_t skipped_count;
	struct map images; /* NAME → ID as a string; images without a name are left out */
};

/* An engine that does not answer for so long hangs. */
enum { ENGINE_SECONDS = 10 };

/* What an ID stands for. It never changes. */
struct engine_image {
	const char *id;       /* NULL: there is no such image, and all else is empty */
	const char *platform; /* linux/amd64, linux/arm/v7 */
	const char **layers;  /* diff IDs, the lowest first (OCI Image Specification: rootfs) */
	size_t layer_count;
	struct map labels; /* name → value as a string */
};

/*
 * Inspects `count` images by name or ID, without asking a registry: by one command on docker, by
 * one for each image on the others. OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
engine_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images);

/* How containers of an image are started, and what the image tells of its build. */
struct engine_configuration {
	const struct node *config; /* a map: Config of docker image inspect (Env, User, Shell …) */
	const char *const *history; /* what made each layer; NULL ends it */
	bool is_without_shell;      /* the engine does not tell which shell it has */
};

/*
 * Asks for the configuration of the image with this ID. OUTCOME_MACHINE after a message if the
 * engine does not answer or has no such image.
 */
enum outcome
engine_configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration);

/* The value of a label. "" if there is none. */
const char *
engine_label(const struct engine_image *image, const char *name);

/*
 * Whether the engine still answers. buildah and podman answer as long as their command exists.
 * True, too, if this machine has too few files, processes or memory to ask.
 */
bool
engine_answers(const struct engine *engine);

/*
 * Finds out what builds and containers need (engine->network, engine->builder). Call it once before
 * the first of them. OUTCOME_MACHINE after a message if the engine does not answer or cannot build.
 */
enum outcome
engine_prepare(struct engine *engine, struct arena *arena);

/* These change the engine. False, with the engine's message in `why`, if it refuses. */
bool
engine_tag(const struct engine *engine, const char *from, const char *to, struct text *why);

/* Removes a name of an image. With the last name the image is removed. */
bool
engine_untag(const struct engine *engine, const char *name, struct text *why);

/*
 * Command lines for what takes long; the caller runs them with a log. NULL ends the words.
 *
 * engine_environment returns what must be added to the environment of each: NAME=VALUE, ended by
 * NULL.
 */
const char *const *
engine_environment(const struct engine *engine, struct arena *arena);

/* As engine_environment, with one NAME=VALUE more (NULL: none). */
const char *const *
engine_environment_with(const struct engine *engine, struct arena *arena, const char *setting);

/* A pull asks the registry even if the engine has the image. `platform` may be NULL. */
const char *const *
engine_pull_words(const struct engine *engine, struct arena *arena, const char *reference,
	const char *platform);

/* A push sends the image of that name to the registry in the name. */
const char *const *
engine_push_words(const struct engine *engine, struct arena *arena, const char *name);

/* The name and value of a label or build argument. */
struct engine_pair {
	const char *name, *value;
};

/* One build. NULL ends lists, and a pair with a NULL name ends pairs. A list may be NULL. */
struct engine_build {
	const char *dockerfile, *context;
	const char *platform; /* NULL: the machine's */
	const char *network;  /* NULL: engine->network, else the engine's default */
	const char *const *tags;
	const struct engine_pair *labels, *arguments;
	const char *const *secrets; /* id=ID,env=NAME or id=ID,src=PATH */
	const char *const *ssh;     /* IDs */
	const char *const *flags;   /* the words of BUILD_FLAGS, before all other options */
	bool no_cache;              /* nothing is taken from earlier builds */
	const char *id_file;        /* the file to which the engine writes the ID of the image */
};

/*
 * The command line of a build. It never pulls an image. The build succeeded if it ends with 0 and
 * `id_file` holds an ID: podman ends with 0 and no image after a TERM.
 */
const char *const *
engine_build_words(
	const struct engine *engine, struct arena *arena, const struct engine_build *build);

/* The ID that a build wrote to `id_file`, in the form of engine_inspect. NULL if there is none. */
const char *
engine_read_id(struct arena *arena, const char *id_file);

/* How long a command may run in a container, and its status if it was ended then. */
enum { ENGINE_RUN_MINUTES = 10, ENGINE_LATE = -1 };

/* What runs in a new container of an image, without its entrypoint. NULL ends lists. */
struct engine_command {
	const char *image; /* its ID */
	const char *const *words;
	const char *const *environment; /* NAME=VALUE, over the image's; NULL: none */
	const char *user;               /* NULL: the image's */
	bool apart;                     /* what it prints as errors is no part of its output */
	bool keeps;                     /* the container becomes an image without a name */
};

/*
 * How it ended. The texts live in the arena. Of a long output the first and the last 512 KiB are
 * kept, and how much was left out.
 */
struct engine_ended {
	int status;                 /* the exit status; ENGINE_LATE */
	const char *output, *error; /* with a NUL behind them, and maybe NUL bytes in them */
	size_t output_length, error_length;
	size_t printed;   /* how many bytes the output had */
	bool is_whole;    /* all of the output was kept */
	const char *made; /* the ID of the image that was kept, which engine_discard removes */
};

/*
 * Runs a command. The container is removed, also after a signal. False, with the reason in `why`,
 * if it could not be run, or was ended for its time.
 */
bool
engine_run(const struct engine *engine, struct arena *arena, const struct engine_command *command,
	struct engine_ended *ended, struct text *why);

/* Removes the containers of runs on this machine that were killed. */
void
engine_remove_abandoned(const struct engine *engine);

/* Removes an image that engine_run has made. */
void
engine_discard(const struct engine *engine, const char *id);

/*
 * How often to run a command until its output is whole: once, but where the last lines of it may be
 * missing, as happens with buildah on a busy machine: its helper that passes them on ends with the
 * command (buildah, chroot/run_common.go).
 */
int
engine_tries(const struct engine *engine);

/*
 * From now on the engine keeps what it makes in a store of its own in `folder`, which must not
 * exist, and finds the images of its usual store there, too. docker, and podman on another machine,
 * have one store only and go on with it.
 */
void
engine_open_scratch(struct engine *engine, struct arena *arena, const char *folder);

/*
 * Goes back to the usual store. Without root it empties the folders of the other one, whose files
 * belong to users of a namespace; removing the folders engine->scratch and engine->run is the
 * caller's.
 */
void
engine_close_scratch(struct engine *engine);

/* The command line that saves an image, by its name, as a file (docker save). */
const char *const *
engine_save_words(
	const struct engine *engine, struct arena *arena, const char *name, const char *path);

/* In what two builds of the same thing differ, because a kind of engine cannot do otherwise. */
struct engine_variation {
	bool times;                 /* files that a RUN makes have the time of the build */
	const char *const *members; /* of the configuration: config.Hostname; NULL ends them */
};

const struct engine_variation *
engine_variation(const struct engine *engine);

/* The name of a kind: docker, podman, buildah. */
const char *
engine_kind_name(enum engine_kind kind);

#endif
