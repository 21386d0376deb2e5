/* Exceptions: findings that do not count for a while, as `scan-exceptions` in images.yaml says. */
#ifndef BUILD_SCAN_EXCEPTIONS_H
#define BUILD_SCAN_EXCEPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct arena;
struct scan_finding;
struct variant;

struct exception {
	const char *id;
	const char *package; /* "": any */
	const char *reason;
	const char *until; /* YYYY-MM-DD: the last day, in UTC, on which it holds */
	struct place place;
	bool has_ended;
	bool is_too_long; /* its day is more than a year ahead, so it does not end by itself */
	bool matches;     /* a finding that its image brings */
};

struct exceptions {
	struct exception *items;
	size_t count;
};

/* Today in UTC, as exceptions write days. */
const char *
exceptions_today(struct arena *arena);

/*
 * Those of a variant, its own and the defaults'. They hold up to their day, `today` included, if
 * that day is at most a year ahead of `today`.
 */
struct exceptions
exceptions_of(struct arena *arena, const struct variant *variant, const char *today);

/* Whether it has neither ended, nor is for too long. */
bool
exception_holds(const struct exception *exception);

/*
 * The exception for a finding: one that holds, else one that does not, else NULL. All that fit are
 * marked as matching.
 */
const struct exception *
exceptions_find(const struct exceptions *exceptions, const struct scan_finding *finding);

#endif
