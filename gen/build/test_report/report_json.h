/* The reporter for programs: JSON Lines, an event for each check, and the counts at the end. */
#ifndef BUILD_TEST_REPORT_REPORT_JSON_H
#define BUILD_TEST_REPORT_REPORT_JSON_H

#include "build/test/reporter.h"
#include "support/text.h"

struct report_files;

struct report_json {
	struct reporter reporter;   /* first, so that it can be cast back */
	struct report_files *files; /* NULL: it prints, else it writes test.json at the end */
	struct text text;           /* what is not written yet */
};

/* `files` is borrowed, and may be NULL. */
struct report_json
report_json_new(struct report_files *files);

#endif
