/*
 * The files that a verb writes into the folder REPORTS, beside what it prints: VERB.md for the page
 * of a CI job, and others for programs. Each is wholly old or wholly new, and none is left over
 * from an earlier run: from report_files_open on, VERB.md says that the run ended early, until the
 * verb writes what came of it, or report_files_end the messages that say why it did not come to
 * that.
 */
#ifndef BUILD_REPORT_REPORT_FILES_H
#define BUILD_REPORT_REPORT_FILES_H

#include <stdbool.h>

#include "support/failure.h"
#include "support/text.h"

struct arena;
struct project_places;

struct report_files {
	struct arena *arena;
	const char *folder;   /* NULL: REPORTS is not set, and nothing is written */
	const char *verb;     /* what the files are called */
	bool failed;          /* one could not be written, which was reported */
	bool told;            /* the verb has written VERB.md */
	struct text messages; /* of the run, as text */
	struct text issues;   /* of them those about files (quality_append) */
};

/* The page of a job holds 1 MiB (GitHub). With VERB.md of this size there is room for all verbs. */
enum { REPORT_FILES_PAGE_LARGEST = 100 << 10 };

/*
 * Looks for REPORTS, which must not be one of `places`. Removes VERB.md, and VERB.EXTENSION for each
 * of the words of `extensions`; makes the folder and writes VERB.md. `files` is all zero before, and
 * lasts until report_files_end. OUTCOME_MISTAKE or OUTCOME_MACHINE after a message.
 */
enum outcome
report_files_open(struct report_files *files, struct arena *arena,
	const struct project_places *places, const char *verb, const char *extensions);

/* The path FOLDER/VERB.EXTENSION. There is a folder. */
const char *
report_files_path(const struct report_files *files, const char *extension);

/* Writes VERB.EXTENSION if there is a folder. */
void
report_files_write(struct report_files *files, const char *extension, const struct text *text);

/* Appends the heading of VERB.md and an empty line. */
void
report_files_append_heading(const struct report_files *files, struct text *text);

/*
 * Appends a piece to a part of VERB.md, or counts it if the part would get longer than `most`. Frees
 * the piece.
 */
void
report_files_add_piece(struct text *part, struct text *piece, size_t most, size_t *left_out);

/* Appends "3 more images are not shown here." and an empty line. Nothing for 0. */
void
report_files_append_left_out(struct text *text, size_t count, const char *what);

/*
 * Ends the files, also those that were not opened. Returns what the verb ends with: OUTCOME_MACHINE
 * if a file could not be written, else `outcome`.
 */
enum outcome
report_files_end(struct report_files *files, enum outcome outcome);

#endif
