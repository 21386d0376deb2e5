/*
 * The reporter for the page of a CI job: test.md, with a table of the images and what failed. It
 * gets no longer than REPORT_FILES_PAGE_LARGEST; if not all fits, it says how much was left out. No
 * name, message or output can become markup. All is written at the end.
 */
#ifndef BUILD_TEST_REPORT_REPORT_PAGE_H
#define BUILD_TEST_REPORT_REPORT_PAGE_H

#include "build/test/reporter.h"
#include "support/text.h"

struct report_files;

struct report_page {
	struct reporter reporter; /* first, so that it can be cast back */
	struct report_files *files;
	struct text rows, failures;              /* of the page */
	size_t rows_left_out, failures_left_out; /* as there was no room for them */
	const struct tested_image *image;        /* that is tested now; NULL: none is */
	size_t passed, failed, not_run;          /* its checks */
	bool remembered;                         /* they passed before */
	double seconds;                          /* that they took */
};

/* `files` is borrowed. */
struct report_page
report_page_new(struct report_files *files);

#endif
