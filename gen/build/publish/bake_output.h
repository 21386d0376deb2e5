/* Where the output of buildx goes: to standard error if a person reads along, else into a log. */
#ifndef BUILD_PUBLISH_BAKE_OUTPUT_H
#define BUILD_PUBLISH_BAKE_OUTPUT_H

#include <stdbool.h>

#include "build/report/viewer.h"

struct bake_output {
	bool shown; /* on standard error; otherwise in the log */
	bool viewed; /* by a viewer, because standard error is a terminal that the output must not control */
	struct viewer viewer;
	int file; /* to which buildx writes */
};

/*
 * Opens it: standard error if that is a terminal or `verbose` is set, else the file `log`, which is
 * emptied. False with errno.
 */
bool
bake_output_open(struct bake_output *output, const char *log, bool verbose);

/* Closes the file. After the viewer has shown all of it, unless a signal came. */
void
bake_output_close(struct bake_output *output);

#endif
