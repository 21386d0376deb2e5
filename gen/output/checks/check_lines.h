/*
 * The commands by which the packages of images are checked, from the macros `check` of
 * templates/lib/MANAGER.j2, which templates/lib/checks.j2 calls, and its names of caches.
 */
#ifndef OUTPUT_CHECKS_CHECK_LINES_H
#define OUTPUT_CHECKS_CHECK_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct project;

/* A check: its name for people, and a command of the shell, in one line. */
struct check_line {
	const char *name, *command;
};

struct check_lines {
	struct check_line *items;
	size_t count;
	const char *preparation; /* lines of the shell that come before each of the commands */
	const char *const
		*caches; /* patterns of fnmatch(3) for files that are caches; NULL ends them */
};

/*
 * Renders the lines of the variants of a project that was read, for those marked in `selected`.
 * `*lines` gets an array with an entry for each variant. OUTCOME_MISTAKE after the mistakes in the
 * templates were printed.
 */
enum outcome
check_lines_render(struct project *project, const bool *selected, struct check_lines **lines);

#endif
