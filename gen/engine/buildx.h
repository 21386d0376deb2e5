/*
 * buildx, which has images built by BuildKit workers wherever they are (Docker, "docker buildx bake"). No engine
 * of this machine takes part.
 */
#ifndef ENGINE_BUILDX_H
#define ENGINE_BUILDX_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct text;

/*
 * In the environment of a build: buildx would ask git about the context, and git would take the files of a repository that
 * somebody has committed in a folder above it.
 */
#define BUILDX_ASKS_NO_GIT "BUILDX_GIT_INFO=false"

struct buildx {
	const char *const *program; /* its words, ended by NULL: docker buildx, or buildx */
};

/* Finds the docker in PATH that has buildx, else a buildx there. OUTCOME_MACHINE after a message if there is neither. */
enum outcome
buildx_open(struct buildx *buildx);

/*
 * Whether the value of an option of bake stands in the next word. Of an option that is not known here, it has to stand
 * behind a =.
 */
bool
buildx_takes_value(const char *option);

/*
 * Whether somebody may give these words, ended by NULL, to bake. OUTCOME_MISTAKE, after a message that says what to write
 * instead, if one changes what is built, how it is named or where it goes.
 */
enum outcome
buildx_check(const char *const *arguments);

/* One call of bake. */
struct buildx_bake {
	const char *const *arguments; /* somebody's, ended by NULL */
	const char *const *allow;     /* values of --allow, ended by NULL */
	const char *const *files;     /* ended by NULL; what stands in a later one counts */
	const char *group;            /* of the targets that are wanted */
	const char *reads;    /* a folder outside the current one that it may read; or NULL */
	const char *metadata; /* the file in which it says what became of the targets */
};

/* The words of the call, ended by NULL. */
const char *const *
buildx_bake_words(const struct buildx *buildx, struct arena *arena, const struct buildx_bake *bake);

/*
 * Attributes of the output "image", for somebody who pushes REPOSITORY with its host: the manifest has no tag; it is
 * docker's kind, as engines read health checks in no other, and its layers are compressed as all can read them. Their
 * times stay as they are (no rewrite-timestamp): of what stands on another target of the same call, BuildKit would
 * rewrite the layers of the base too, and it would not stand on that any more.
 */
const char *
buildx_output(struct arena *arena, const char *repository);

/* The digests of the manifests that targets became, out of what the file `metadata` holds; NULL where it does not tell. */
void
buildx_read_digests(struct arena *arena, const char *metadata, const char *const *targets,
	size_t count, const char **digests);

/*
 * Appends a string to be one in a JSON file of bake, where each text is a template of HCL: ${ and %{ mean themselves.
 */
void
buildx_append_text(struct text *text, const char *string);

#endif
