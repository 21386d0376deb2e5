/* What a run would do, said instead of done. */
#ifndef BUILD_RUN_DRY_RUN_H
#define BUILD_RUN_DRY_RUN_H

#include <stdbool.h>

#include "support/failure.h"

struct run_options;
struct survey;
struct version;

/*
 * Prints a line for each target that is marked in `todo`, in the order of the family; if the options are `verbose`,
 * behind it the very commands, as a shell reads them, but for the folder of the context: that of `out` stands
 * for its snapshot.
 */
enum outcome
dry_run_print(const struct survey *survey, const struct version *version, const bool *todo,
	const struct run_options *options);

#endif
