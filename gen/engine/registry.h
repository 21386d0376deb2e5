/*
 * What registries are asked, by skopeo: what a name stands for there, giving it another name, storing an index, removing
 * it. The layers of an image are sent and got by the engine.
 *
 * Names are HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST; of a name with both, the digest counts. An
 * image is known by its ID, the digest of its configuration: it stays the same through push and pull between all
 * engines, which the digest of a manifest does not.
 *
 * skopeo ends with 1 whatever happens, so that its words decide: only a name that the registry says it does not know
 * is absent; all else is a failure, and nobody may take that for an answer. No question lasts longer
 * than REGISTRY_SECONDS. Everything that is returned lives in the arena of the registry.
 */
#ifndef ENGINE_REGISTRY_H
#define ENGINE_REGISTRY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/credentials.h"
#include "engine/engine.h"
#include "support/failure.h"

struct arena;
struct text;

enum { REGISTRY_SECONDS = 120 };

struct registry {
	struct arena *arena;
	const char *folder; /* private to this run, for what skopeo reads from files */
	const volatile sig_atomic_t *stop; /* ends what is asked; or NULL */
	struct credentials credentials;
};

/*
 * OUTCOME_MACHINE after a message if there is no skopeo. `folder` and `stop` as in the struct; nothing has to be closed.
 */
enum outcome
registry_open(struct registry *registry, struct arena *arena, const char *folder,
	const volatile sig_atomic_t *stop);

/* Whether `stop` has come: what was not answered then is no failure of the registry, and nothing to tell. */
bool
registry_is_stopped(const struct registry *registry);

enum registry_answer { REGISTRY_FOUND, REGISTRY_ABSENT, REGISTRY_FAILED };

/* One image of an index. */
struct registry_member {
	const char *platform; /* linux/amd64 */
	const char *digest;   /* of its manifest */
};

/* What a name stands for. */
struct registry_manifest {
	enum registry_answer answer;
	const char *why;   /* REGISTRY_FAILED: what was said, for people */
	const char *bytes; /* the manifest itself, `size` bytes; what follows is read from it */
	size_t size;
	const char *
		digest; /* sha256:… of the bytes; it stands for them whatever becomes of the name */
	const char *media_type;          /* "" where it does not say */
	const char *image_id;            /* NULL: it is an index */
	struct registry_member *members; /* of an index; attestations are left out */
	size_t member_count;
};

/* Asks what each of the names stands for, several at once. */
void
registry_read(struct registry *registry, const char *const *names, size_t count,
	struct registry_manifest *manifests);

/*
 * Asks for the configurations of images, several at once: platform, layers and labels; the ID is not set. Each name is
 * of one image, no index. One that could not be had has no platform (NULL), and `whys` says why (NULL if it is absent).
 */
void
registry_inspect(struct registry *registry, const char *const *names, size_t count,
	struct engine_image *images, const char **whys);

/*
 * A name for exactly what a manifest that was found under `name` is: NAME@DIGEST. What is asked about the name itself is
 * answered about what it stands for by then.
 */
const char *
registry_exact_name(
	struct arena *arena, const char *name, const struct registry_manifest *manifest);

/* The tags of HOST/REPOSITORY, in `tags`, ended by NULL; none if there is no such repository. False, and why. */
bool
registry_tags(struct registry *registry, const char *repository, const char *const **tags,
	struct text *why);

/* These change the registry. False, and why in `why`, where it does not do so. */

/* Gives what `from` stands for, an index too, the name `to`, with its digest kept. Inside one registry no layer moves. */
bool
registry_copy(struct registry *registry, const char *from, const char *to, struct text *why);

/* Stores the index `bytes` under a name. Its members must be in that repository. */
bool
registry_store(
	struct registry *registry, const char *name, const struct text *bytes, struct text *why);

/* Removes the manifest HOST/REPOSITORY@DIGEST with all its tags (OCI Distribution Specification, "Content Management"). */
bool
registry_remove(struct registry *registry, const char *name, struct text *why);

/*
 * What an engine's pull or push needs in its environment for the registry of `name` (credentials_find); `*setting` is
 * NULL for nothing. False, and why in `why`.
 */
bool
registry_setting(
	struct registry *registry, const char *name, const char **setting, struct text *why);

#endif
