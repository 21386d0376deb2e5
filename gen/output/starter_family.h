/* A new family, written into a folder. */
#ifndef OUTPUT_STARTER_FAMILY_H
#define OUTPUT_STARTER_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "output/stock.h"
#include "support/failure.h"

struct arena;

/* What is to be written. */
struct starter_request {
	const char *directory; /* made where it is missing */
	const char *name;      /* of the family */
	const struct program_file *ci_files;
};

/* What was written. */
struct starter_written {
	size_t count;
	bool makefile; /* whether make has the goals; false: somebody's own Makefile stays */
};

/*
 * The name for a family in `directory`, which need not be there: the name of the folder in lower
 * case, with a dash for what a name cannot have; "family" if nothing is left of it.
 */
const char *
starter_family_name(struct arena *arena, const char *directory);

/* The files of the family to start with, called `name`; ended by one without a path. */
const struct program_file *
starter_family_files(struct arena *arena, const char *name);

/* The CI systems whose files there are, and the word for none; the first is the one to take. */
#define STARTER_CI_SYSTEMS "github gitlab none"

/* The files of the CI system `ci`, one of STARTER_CI_SYSTEMS; ended by one without a path. */
const struct program_file *
starter_family_ci_files(const char *ci);

/*
 * Writes `files`, ended by one without a path, into the directory of `request`. The first is
 * images.yaml, and is written last: a folder without it has no family yet. Before it come Makefile,
 * .gitignore, .gitattributes and those of CI, each if it is not there; else that is printed.
 * Nothing is overwritten: OUTCOME_MISTAKE after a message if one of `files` is there, unless a
 * killed run of this function wrote it. OUTCOME_MACHINE after a message if a file cannot be
 * written. After a failure all that was written is removed.
 */
enum outcome
starter_family_write(const struct starter_request *request, const struct program_file *files,
	struct starter_written *written);

#endif
