/*
 * What the files of this room share. docker.c, podman.c and buildah.c each give the functions of a
 * kind of engine, which say how it is called and read what it answers; engine.c and choose.c do with
 * them what engine.h promises.
 */
#ifndef ENGINE_KIND_H
#define ENGINE_KIND_H

#include "border/process.h"
#include "engine/engine.h"

struct node;

/* How long an engine may take for what is not done in a moment: many images, a name, a container. */
enum { ENGINE_SLOW_SECONDS = 120 };

/* A kind of engine. What is NULL needs nothing to be done. */
struct kind {
	const char *name;
	/* The question which images are there: the words behind the command, ended by NULL. */
	const char *const *question;
	/* Reads the answer, which came without an error; false, and why in `why`, if it cannot be. */
	bool (*read)(struct engine_answer *answer, struct arena *arena, const struct text *output,
		struct text *why);
	enum outcome (*inspect)(const struct engine *engine, struct arena *arena,
		const char *const *names, size_t count, struct engine_image *images);
	bool (*answers)(const struct engine *engine);
	enum outcome (*prepare)(struct engine *engine, struct arena *arena);
	const char *const *(*environment)(const struct engine *engine, struct arena *arena);
	/* The words of a build and a pull between the command and what all engines have alike. */
	const char *const *build, *const *pull;
	/* The name by which an image without a registry is known: local_name, or as it is. */
	const char *(*local_name)(struct arena *arena, const char *name);
	bool (*run)(const struct engine *engine, struct arena *arena, const char *image,
		const char *const *words, struct process_result *result, struct text *why);
};

extern const struct kind kind_docker, kind_podman, kind_buildah;

const struct kind *
kind_of(enum engine_kind kind);

/* A list of words that grows. */
struct words {
	struct arena *arena;
	const char **items; /* ended by NULL once words_end was called */
	size_t count;
};

void
words_add(struct words *words, const char *word);

/* Adds a list that is ended by NULL; NULL is an empty one. */
void
words_add_all(struct words *words, const char *const *more);

const char *const *
words_end(struct words *words);

/*
 * Asks the engine something: its command with `words`, ended by NULL, behind it, for `seconds` at
 * most. Whether it ended with 0.
 */
bool
engine_question(const struct engine *engine, const char *const *words, int seconds,
	struct process_result *result);

/* Appends why a question failed: the last line that the engine wrote as an error, or how it ended. */
void
engine_append_why(struct text *why, const struct process_result *result);

/* The name of an image as people write it: without localhost/, docker.io/library/ or docker.io/. */
const char *
plain_name(const char *name);

/* The name by which podman and buildah know an image that no registry is named for: localhost/NAME. */
const char *
local_name(struct arena *arena, const char *name);

/* The one form of an ID: sha256: before 64 hexadecimal digits; other words stay as they are. */
const char *
canonical_id(struct arena *arena, const char *id);

/* An image that somebody asks for as docker lists it: an ID, or a name with a tag or digest. */
const char *
listed_name(struct arena *arena, const char *name);

/* Whether it is one printable word, as a name or an ID is. */
bool
is_word(const char *text);

/* Notes an image of the list. A name of this host wins over docker.io's, as it does in the engine. */
void
note_image(struct map *images, struct arena *arena, const char *name, const char *id);

/* Reads lines NAME:TAG ID; those that have not this form are dropped. */
void
read_lines(struct map *images, struct arena *arena, const struct text *output);

/* Reads a JSON text; NULL if it is none. */
const struct node *
read_json(struct arena *arena, const char *bytes, size_t length);

/* The value in maps in maps by their keys, ended by NULL; NULL if it is not there. */
const struct node *
find_node(const struct node *node, const char *const *keys);

/* The text of a scalar that find_node finds, or "". */
const char *
find_text(const struct node *node, const char *const *keys);

/*
 * Fills what stands in an image's configuration: `layers` is a list of strings, `labels` a map of
 * strings, each may be NULL or another node, which is empty then.
 */
void
read_image(struct engine_image *image, struct arena *arena, const struct node *layers,
	const struct node *labels);

/* OS/ARCHITECTURE[/VARIANT]; a variant that the architecture implies (arm64/v8) is left out. */
const char *
platform_of(struct arena *arena, const char *os, const char *architecture, const char *variant);

/* The platform of the machine that this program runs on, as containers have it: linux/amd64. */
const char *
machine_platform(struct arena *arena);

/* A name for a container that no other run has. */
const char *
container_name(struct arena *arena);

/* Looks at images one by one, several at once, by the words that `words_for` gives. */
typedef const char *const *inspect_words(struct arena *arena, const char *name);
typedef void inspect_read(struct engine_image *image, struct arena *arena, const struct node *node);

enum outcome
inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, inspect_words *words_for, inspect_read *read);

/*
 * Runs a container by the engine's command with `words` behind it, both outputs together, until it
 * ends or a signal comes that ends this program. Whether the command ended by itself.
 */
bool
run_container(
	const struct engine *engine, const char *const *words, struct process_result *result);

/* run_container for docker and podman, whose words are the same. */
bool
run_and_remove(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct process_result *result, struct text *why);

/* Whether the docker can build with BuildKit, which the Dockerfiles need; if not, why. */
bool
docker_builds(const char *path, struct text *why);

#endif
