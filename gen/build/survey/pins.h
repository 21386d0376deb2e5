/*
 * The bases of a family that images.lock can hold: what it has of each, what their registries say
 * now, and which images stand on them.
 */
#ifndef BUILD_SURVEY_PINS_H
#define BUILD_SURVEY_PINS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"
#include "support/map.h"

struct arena;
struct family;
struct lockfile;
struct source;

struct pin {
	const char *reference; /* as in images.yaml: with a tag, without a digest */
	const char *locked;    /* the digest in images.lock; NULL: none */
	const char *now; /* the digest that the registry names now; NULL: not asked, or no answer */
	bool marked;     /* for pins_ask and pins_images */
};

struct pins {
	struct arena *arena;
	const struct family *family;
	struct pin *items; /* sorted by reference */
	size_t count;
	struct map references; /* REFERENCE → struct pin */
};

/* The bases of the family. None is marked. They live in `arena`. */
struct pins
pins_of_family(struct arena *arena, const struct family *family, const struct lockfile *lockfile);

/*
 * Asks the registries what the tags of all marked bases name, several at once. For an index of
 * platforms the answer is the digest of the index. OUTCOME_MACHINE after a message for each base
 * without an answer; the others have theirs then.
 */
enum outcome
pins_ask(struct pins *pins);

/*
 * Whether the registry names another digest than images.lock, or images.lock has none. False if the
 * registry gave no answer.
 */
bool
pin_is_new(const struct pin *pin);

/*
 * Writes images.lock at `path` with what the registries say, and what it had of bases that were not
 * asked for. If that is what `before` holds (NULL: there is no such file), nothing is written:
 * `*written` tells. OUTCOME_MACHINE after a message if it cannot be written.
 */
enum outcome
pins_write(const struct pins *pins, const char *path, const struct source *before, bool *written);

/*
 * The images that are built on a marked base, directly or through parents, in the order of
 * building. NULL ends them. IMAGE if all its variants are, else IMAGE/TAG for each variant that is.
 */
const char *const *
pins_images(const struct pins *pins) __attribute__((returns_nonnull));

#endif
