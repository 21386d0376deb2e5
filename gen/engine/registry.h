/*
 * Talks to registries, by skopeo: what a name stands for, copying to another name, storing an
 * index, removing. The engine itself pushes and pulls images with their layers.
 *
 * Names are HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST; if a name has both, the digest counts.
 * An image is known by its ID, the digest of its configuration: all engines keep that through push
 * and pull, and they do not keep the digest of the manifest.
 *
 * skopeo ends with 1 on any failure, so its messages decide (engine/registry_error.h). Only a name
 * that the registry does not know is absent. Anything else is a failure and no answer. No question
 * takes longer than REGISTRY_SECONDS. Results live in the arena of the registry.
 */
#ifndef ENGINE_REGISTRY_H
#define ENGINE_REGISTRY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/credentials.h"
#include "engine/engine.h"
#include "support/failure.h"
#include "support/string_list.h"

struct arena;
struct text;

enum { REGISTRY_SECONDS = 120 };

struct registry {
	struct arena *arena;
	const char *folder; /* private to this run, for the files that skopeo reads */
	const volatile sig_atomic_t *stop; /* ends what is asked when it is not 0; may be NULL */
	struct credentials credentials;
	/*
	 * A name that the registry denies counts as absent if there is a login for its host, and its
	 * repository is added to `denied`. Only for whoever writes nothing by such an answer: it may
	 * be a lack of rights as well.
	 */
	bool denied_is_absent;
	struct string_list denied; /* HOST/REPOSITORY, each once */
};

/*
 * Opens the registry with the members of those names. OUTCOME_MACHINE after a message if there is
 * no skopeo. It need not be closed.
 */
enum outcome
registry_open(struct registry *registry, struct arena *arena, const char *folder,
	const volatile sig_atomic_t *stop);

/*
 * Whether `stop` is not 0. A question that was not answered is no failure of the registry then, and
 * needs no message.
 */
bool
registry_is_stopped(const struct registry *registry);

enum registry_answer { REGISTRY_FOUND, REGISTRY_ABSENT, REGISTRY_FAILED };

/* One image of an index. */
struct registry_member {
	const char *platform; /* linux/amd64 */
	const char *digest;   /* the digest of its manifest */
};

/* What a name stands for. */
struct registry_manifest {
	enum registry_answer answer;
	const char *why; /* the reason, for people; with REGISTRY_FAILED */
	const char
		*bytes; /* the manifest itself, `size` bytes; the members below are read from it */
	size_t size;
	const char *digest; /* sha256:… of the bytes; it stands for them even when the name moves */
	const char *media_type;          /* "" if it names none */
	const char *image_id;            /* NULL: the manifest is an index */
	struct registry_member *members; /* the images of an index, without attestations */
	size_t member_count;
};

/* Asks what each of the names stands for, several at once. */
void
registry_read(struct registry *registry, const char *const *names, size_t count,
	struct registry_manifest *manifests);

/*
 * Asks for the configurations of images, several at once: platform, layers and labels; the ID is
 * not set. Each name is of one image, not of an index. If one cannot be had, its platform is NULL
 * and whys[i] is the reason; that is NULL too if the image is absent.
 */
void
registry_inspect(struct registry *registry, const char *const *names, size_t count,
	struct engine_image *images, const char **whys);

/* sha256:… of the bytes of a manifest. */
const char *
registry_digest(struct arena *arena, const void *bytes, size_t size);

/*
 * NAME@DIGEST for the manifest that was found under `name`. It keeps its meaning when the name
 * moves.
 */
const char *
registry_exact_name(
	struct arena *arena, const char *name, const struct registry_manifest *manifest);

/*
 * The tags of HOST/REPOSITORY in `*tags`, which NULL ends; none if there is no such repository.
 * False, with the reason in `why`, if the registry does not answer.
 */
bool
registry_tags(struct registry *registry, const char *repository, const char *const **tags,
	struct text *why);

/* These change the registry. False, with the reason in `why`, if it refuses. */

/*
 * Gives the manifest of `from`, which may be an index, the name `to`. Its digest stays. Within one
 * registry no layer is copied.
 */
bool
registry_copy(struct registry *registry, const char *from, const char *to, struct text *why);

/* Stores the index `bytes` under a name. Its images must be in that repository. */
bool
registry_store(
	struct registry *registry, const char *name, const struct text *bytes, struct text *why);

/*
 * Removes the manifest HOST/REPOSITORY@DIGEST with all its tags (OCI Distribution Specification,
 * "Content Management").
 */
bool
registry_remove(struct registry *registry, const char *name, struct text *why);

/*
 * What an engine's pull or push needs in its environment for the registry of `name`
 * (credentials_find). `*setting` is NULL if it needs nothing. False, with the reason in `why`, if
 * that cannot be found out.
 */
bool
registry_setting(
	struct registry *registry, const char *name, const char **setting, struct text *why);

#endif
