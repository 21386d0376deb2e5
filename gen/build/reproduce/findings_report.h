/*
 * What `basegen reproduce` tells of its findings: on standard output, as text or as JSON Lines, and
 * in the files of REPORTS, reproduce.json and reproduce.md.
 */
#ifndef BUILD_REPRODUCE_FINDINGS_REPORT_H
#define BUILD_REPRODUCE_FINDINGS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "build/reproduce/verdict.h"
#include "support/text.h"

struct engine;
struct report_files;

/* The texts start as TEXT_EMPTY. */
struct findings_report {
	bool json;                  /* what is printed is JSON */
	bool all;                   /* all files of a layer are printed */
	struct report_files *files; /* their folder is NULL if REPORTS is not set */
	struct text lines, events;  /* for the files */
	size_t left_out;            /* findings for which the page has no room */
};

/* Tells one finding. */
void
findings_report_add(
	struct findings_report *report, const struct finding *finding, const struct engine *engine);

/* Tells how often each verdict was found, writes the files, and frees the texts. */
void
findings_report_end(struct findings_report *report, const size_t *counts, bool early);

#endif
