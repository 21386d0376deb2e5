/*
 * buildx has images built by BuildKit workers, wherever they are (Docker, "docker buildx bake"). No
 * engine of this machine takes part.
 */
#ifndef ENGINE_BUILDX_H
#define ENGINE_BUILDX_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct text;

/*
 * For the environment of a build. Otherwise buildx would ask git about the context, and git would
 * use a repository that somebody has committed in a folder above it.
 */
#define BUILDX_ASKS_NO_GIT "BUILDX_GIT_INFO=false"

struct buildx {
	const char *const
		*program; /* the words that start it: docker buildx, or buildx; NULL ends them */
	/*
	 * Whether all workers can give constant times to new layers: those of BuildKit 0.24 and
	 * later. Earlier ones would also rewrite the layers of the base of an image that is built
	 * on another target of the same call, and they would not be those of the base any more.
	 */
	bool rewrites;
};

/*
 * Finds a docker with buildx in PATH, else a buildx, and asks for the workers of the builder that
 * the checked `arguments` name. OUTCOME_MACHINE after a message if there is neither program.
 */
enum outcome
buildx_open(struct buildx *buildx, struct arena *arena, const char *const *arguments);

/*
 * Whether the value of an option of bake is the next word. An option that is not known here must
 * have its value behind a =.
 */
bool
buildx_takes_value(const char *option);

/*
 * Checks words that the caller of basegen passes to bake; NULL ends them. OUTCOME_MISTAKE after a
 * message that says what to write instead, if a word changes what is built, how it is named or
 * where it goes.
 */
enum outcome
buildx_check(const char *const *arguments);

/* One call of bake. */
struct buildx_bake {
	const char *const *arguments; /* the words of the caller, checked; NULL ends them */
	const char *const *allow;     /* the values of --allow; NULL ends them */
	const char *const *files;     /* later files win over earlier ones; NULL ends them */
	const char *group;            /* the group of the targets that are wanted */
	const char *reads; /* a folder that it may read, even outside the current one; NULL: none */
	const char *metadata; /* the file to which it writes the digests of the targets */
};

/* The words of the call. NULL ends them. */
const char *const *
buildx_bake_words(const struct buildx *buildx, struct arena *arena, const struct buildx_bake *bake);

/*
 * The attributes of the output "image" that pushes to REPOSITORY, with its host in front. The
 * manifest has no tag. It is in docker's format, because engines read health checks in no other.
 * The layers are compressed so that all engines can read them. If the workers `rewrites` can, new
 * files and the image have a constant time, the year 1980.
 */
const char *
buildx_output(struct arena *arena, const char *repository, bool rewrites);

/*
 * Reads the digests of the targets out of the text of the file `metadata`. NULL for a target that
 * is not in it.
 */
void
buildx_read_digests(struct arena *arena, const char *metadata, const char *const *targets,
	size_t count, const char **digests);

/*
 * Appends a string for a JSON file of bake, where each string is a template of HCL: ${ and %{ are
 * escaped.
 */
void
buildx_append_text(struct text *text, const char *string);

#endif
