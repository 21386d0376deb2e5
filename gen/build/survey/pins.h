/*
 * The bases of a family that images.lock can hold: what it has of each, what their registries say now, and which
 * images stand on them.
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
	const char *reference; /* as images.yaml has it: with a tag, without a digest */
	const char *locked;    /* the digest that images.lock has; NULL: none */
	const char *
		now; /* the digest that the registry says; NULL: it was not asked, or did not say */
	bool marked; /* for pins_ask and pins_images */
};

struct pins {
	struct arena *arena;
	const struct family *family;
	struct pin *items; /* sorted by reference */
	size_t count;
	struct map references; /* REFERENCE → struct pin */
};

/* The bases of the family, none of them marked; all in `arena`. */
struct pins
pins_of_family(struct arena *arena, const struct family *family, const struct lockfile *lockfile);

/*
 * Asks the registries of all marked bases, several at once, what their tags name: of an index the digest of the index.
 * OUTCOME_MACHINE where one does not say, after a message for each; the others have their answers then.
 */
enum outcome
pins_ask(struct pins *pins);

/* Whether the registry says another digest than images.lock has, or it has none; false where it did not say. */
bool
pin_is_new(const struct pin *pin);

/*
 * Writes images.lock at `path` with what the registries say, and what it had of bases that were not asked for. If that
 * is what `before` holds (NULL: there is no such file), nothing is written: `*written` tells. OUTCOME_MACHINE after a
 * message if it cannot be written.
 */
enum outcome
pins_write(const struct pins *pins, const char *path, const struct source *before, bool *written);

/*
 * The images that stand on a marked base, themselves or through parents, in the order of building, ended by NULL:
 * IMAGE where all variants do, else IMAGE/TAG of each that does.
 */
const char *const *
pins_images(const struct pins *pins) __attribute__((returns_nonnull));

#endif
