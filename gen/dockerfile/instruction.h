/*
 * The instructions of a Dockerfile and their flags, by the lines of its text (Dockerfile reference,
 * "Format").
 *
 * A line that belongs to the one above it, or to a here-document, counts as a line of its own:
 * whoever looks for what an instruction may do finds one too many there, never one too few.
 */
#ifndef DOCKERFILE_INSTRUCTION_H
#define DOCKERFILE_INSTRUCTION_H

#include <stdbool.h>

struct text;

/*
 * Finds the next line, from `*rest` on, with the instruction `name`, in any case and also behind
 * ONBUILD. Returns what stands behind the name, and sets `*rest` to the end of that line; NULL if
 * there is none. `*rest` is NULL at the end of the Dockerfile.
 */
const char *
instruction_find(const char **rest, const char *name);

/*
 * Takes the flag that starts at `*at`, with blanks and line continuations before it, into `flag`:
 * --NAME=VALUE without its quotes and escapes. `*at` is then behind it. False if something else
 * starts there.
 */
bool
instruction_take_flag(const char **at, struct text *flag);

#endif
