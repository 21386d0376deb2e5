/* The global functions, and the methods of what they make. */
#ifndef JINJA_LIBRARY_GLOBALS_H
#define JINJA_LIBRARY_GLOBALS_H

#include "jinja/object/builtin.h"

struct arguments;
struct dict;
struct render;

extern const struct builtin globals[], methods_of_cyclers[];

/*
 * Sets in `dict` what dict(), namespace() and dict.update() are given: a mapping or pairs, then
 * keywords. `name` is for messages.
 */
void
globals_update(struct render *render, struct dict *dict, const struct arguments *arguments,
	const char *name);

#endif
