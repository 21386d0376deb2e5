/* The dry run: prints what a run would do, and does nothing. */
#ifndef BUILD_RUN_DRY_RUN_H
#define BUILD_RUN_DRY_RUN_H

#include <stdbool.h>

#include "support/failure.h"

struct run_options;
struct survey;
struct version;

/*
 * Prints a line for each target marked in `todo`, in the order of the family. If the options are
 * `verbose`, the commands follow, quoted for a shell. They name the context's folder in `out`,
 * where a run would use a snapshot of it.
 */
enum outcome
dry_run_print(const struct survey *survey, const struct version *version, const bool *todo,
	const struct run_options *options);

#endif
