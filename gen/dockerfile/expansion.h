/* Variables in words of a Dockerfile (Dockerfile reference, "Environment replacement"). */
#ifndef DOCKERFILE_EXPANSION_H
#define DOCKERFILE_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct dockerfile;

/* The variables that words see: name → value. A name without an entry is not known. */
struct variables {
	struct arena *arena;
	struct map values; /* name → const char * */
};

/*
 * The word without its quotes and escapes, and with the values of its variables: $NAME, ${NAME},
 * ${NAME:-WORD}, ${NAME-WORD}, ${NAME:+WORD} and ${NAME+WORD}. NULL if it uses a variable that is
 * not known or has another form, so that its value is known to the engine alone; so $ before
 * anything but a name is a $. Names are looked up as they are. `escape` is the escape character.
 */
const char *
variables_expand(const struct variables *variables, const char *word, char escape);

/* Sets a variable to a value. Both are borrowed. */
void
variables_set(struct variables *variables, const char *name, const char *value);

/*
 * Sets what the ARG instructions before the first FROM say, which only FROM sees. `given` are the
 * values that the build passes and that win, or NULL; an ARG without value that is not given stays
 * unknown, and so does one whose default has an unknown variable, and one that an engine or its
 * settings may give (BUILD..., TARGET..., SOURCE_DATE_EPOCH and those of proxies).
 */
void
variables_set_global(struct variables *variables, const struct dockerfile *dockerfile,
	const struct variables *given);

#endif
