/*
 * The container engine: docker, podman or buildah. This is all that the rest of the program asks of
 * one; how each is called stands in engine/docker.c, engine/podman.c and engine/buildah.c alone.
 *
 * Names of images are REPOSITORY:TAG as people and docker write them (loom/python-base:3.11-slim);
 * podman and buildah put localhost/ or docker.io/library/ before some, which never shows here.
 * Everything that is returned lives in the arena that was given.
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

enum engine_kind { ENGINE_DOCKER, ENGINE_PODMAN, ENGINE_BUILDAH };

/* An engine that was chosen. */
struct engine {
	enum engine_kind kind;
	const struct engine_driver *driver; /* of that kind (engine/driver.h) */
	const char *path;                   /* of its command */
	const char *machine;                /* the platform of its machine: linux/amd64 */
	const char *memory;                 /* as engine_ask was given it */
	/*
	 * What is known only after engine_prepare: the network that builds and containers get by
	 * default, `host` where a docker daemon has no bridge, else NULL; and the value of
	 * BUILDX_BUILDER with which docker builds in its own daemon, or NULL.
	 */
	const char *network, *builder;
};

/* An engine of PATH that was not taken, and why: "its daemon does not answer: …". */
struct engine_skipped {
	const char *path, *why;
};

/* Which engine answers, and what it holds. */
struct engine_answer {
	struct engine engine;
	const char *why; /* it was chosen, for people */
	struct engine_skipped *skipped;
	size_t skipped_count;
	struct map images; /* NAME → its ID as a string; images without a name are left out */
};

/*
 * Choosing and the one question in a single breath: which images are there. engine_ask starts it and
 * returns at once, so that other work can be done meanwhile; engine_wait gives the answer.
 *
 * The rule (DESIGN: make): `given`, the value of ENGINE, a name or a path, where it is set; else the first
 * docker in PATH whose daemon answers and that can build, else podman, else buildah. A docker that
 * refuses the connection or cannot build is passed over; one that hangs for ENGINE_SECONDS is an
 * error that names ENGINE. `memory` is a file that remembers which docker can build, by the stat data
 * of its command, or NULL; it is never read or written through a link, and losing it costs time only.
 *
 * engine_wait returns OUTCOME_MACHINE after one message where no engine can be used,
 * OUTCOME_MISTAKE where `given` is none. It must be called once for each engine_ask.
 */
enum { ENGINE_SECONDS = 10 };

struct engine_question;

struct engine_question *
engine_ask(struct arena *arena, const char *given, const char *memory)
	__attribute__((returns_nonnull));

enum outcome
engine_wait(struct engine_question *question, struct engine_answer *answer);

/* What an ID stands for; it never changes. */
struct engine_image {
	const char *id;       /* NULL: there is no such image; all else is empty then */
	const char *platform; /* linux/amd64, linux/arm/v7 */
	const char **layers;  /* diff IDs, the lowest first (OCI Image Specification: rootfs) */
	size_t layer_count;
	struct map labels; /* name → value as a string */
};

/*
 * Looks at `count` images by name or ID, each without asking a registry: one command on docker, one for
 * each image on the others. OUTCOME_MACHINE after a message if the engine does not answer.
 */
enum outcome
engine_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images);

/* The value of a label, "" where there is none. */
const char *
engine_label(const struct engine_image *image, const char *name);

/*
 * Whether the engine still answers; buildah and podman do as long as their command is there. It does, as far as is
 * known, where this machine has no more files, processes or memory to ask it with.
 */
bool
engine_answers(const struct engine *engine);

/*
 * What a build or a container needs to know (engine->network, engine->builder), asked once before
 * the first of them. OUTCOME_MACHINE after a message if the engine does not answer or cannot build.
 */
enum outcome
engine_prepare(struct engine *engine, struct arena *arena);

/* These change the engine; false, and in `why` what the engine said, where it did not. */
bool
engine_tag(const struct engine *engine, const char *from, const char *to, struct text *why);

/* Takes a name away from an image, and the image with its last name. */
bool
engine_untag(const struct engine *engine, const char *name, struct text *why);

/*
 * The command lines of what takes long, for whoever runs them with a log: words ended by NULL.
 * engine_environment gives what is to be added to the environment of each of them, NAME=VALUE, ended by NULL.
 * A pull asks the registry, whatever the engine has under that name; `platform` may be NULL.
 */
const char *const *
engine_environment(const struct engine *engine, struct arena *arena);

/* The same with one NAME=VALUE more; NULL: none. */
const char *const *
engine_environment_with(const struct engine *engine, struct arena *arena, const char *setting);

const char *const *
engine_pull_words(const struct engine *engine, struct arena *arena, const char *reference,
	const char *platform);

/* A push sends what the engine has under that name to the registry that the name names. */
const char *const *
engine_push_words(const struct engine *engine, struct arena *arena, const char *name);

/* Name and value of a label or build argument. */
struct engine_pair {
	const char *name, *value;
};

/* One build. Lists are ended by NULL, pairs by a NULL name; each may be NULL for none. */
struct engine_build {
	const char *dockerfile, *context;
	const char *platform; /* NULL: the machine's */
	const char *network;  /* NULL: engine->network, or the engine's own default */
	const char *const *tags;
	const struct engine_pair *labels, *arguments;
	const char *const *secrets; /* id=ID,env=NAME or id=ID,src=PATH */
	const char *const *ssh;     /* IDs */
	const char *const *flags;   /* the words of BUILD_FLAGS, before all else */
	const char *id_file;        /* where the engine writes the ID of the image */
};

/*
 * Parents are never pulled by name in the middle of a build. A build is done if it ends with 0
 * and `id_file` holds an ID: podman under TERM ends with 0 without an image.
 */
const char *const *
engine_build_words(
	const struct engine *engine, struct arena *arena, const struct engine_build *build);

/* The ID that a build has written, as the list and engine_inspect give IDs; NULL if there is none. */
const char *
engine_read_id(const struct engine *engine, struct arena *arena, const char *id_file);

/*
 * Runs `words` (ended by NULL) in a new container of the image without its entrypoint, and
 * appends what it prints, both outputs as they come, to `output`, of a long one only the first and last
 * 512 KiB and how much is left out; its exit status in `*status`. The container is removed, also after a
 * signal. False, and why in `why`, if it could not be run.
 */
bool
engine_run(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct text *output, int *status, struct text *why);

/*
 * Whether the last lines of what a container prints may be missing, which happens on a busy machine:
 * the helper of buildah that passes them on ends with the command (buildah, chroot/run_common.go).
 */
bool
engine_loses_output(const struct engine *engine);

/* The name of a kind: docker, podman, buildah. */
const char *
engine_kind_name(enum engine_kind kind);

#endif
