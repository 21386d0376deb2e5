/*
 * The two sides of a comparison: projects of two commits, or of a commit and of the disk, read and
 * rendered.
 */
#ifndef REVIEW_SIDES_H
#define REVIEW_SIDES_H

#include <stdbool.h>

#include "output/project.h"
#include "support/failure.h"

struct review;
struct snapshot;

/* What is compared, in the words of git diff. */
struct revisions {
	const char *before, *after; /* names of commits; `after` NULL: what is on disk */
	bool from_base;             /* the first side is the merge base of both */
};

struct side {
	struct snapshot *snapshot; /* NULL: the disk */
	struct project project;
	/*
	 * The first mistake in a side that is left out for it, and is as if it had no family; NULL:
	 * it is not left out.
	 */
	const char *refused;
};

/* All zero before use; sides_close ends it. */
struct sides {
	struct side before, after;
};

/*
 * Reads and renders both sides, whose files are at `places`. Git is asked for both before anything
 * is read. A first side with mistakes is left out after a warning: it may be what the second side
 * mends, and nobody can mend a commit. OUTCOME_MISTAKE after the mistakes in the second side were
 * printed; OUTCOME_MACHINE after a message if there is no such commit, or something cannot be read.
 */
enum outcome
sides_read(struct sides *sides, const struct revisions *revisions,
	const struct project_places *places);

/*
 * Compares sides that were read; what `*review` holds lasts until sides_close. OUTCOME_MISTAKE
 * after a message if more values differ than can be shown.
 */
enum outcome
sides_compare(struct sides *sides, struct review *review);

void
sides_close(struct sides *sides);

#endif
