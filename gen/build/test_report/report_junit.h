/*
 * The reporter for CI systems: JUnit's XML, as Jenkins, GitLab, GitHub's actions and others read
 * it. Each image is a testsuite, each check a testcase of the class TARGET.KEY. An image that is
 * not built is a testcase that failed, a run that ended early one with an error. All is written at
 * the end, as the counts stand in front.
 */
#ifndef BUILD_TEST_REPORT_REPORT_JUNIT_H
#define BUILD_TEST_REPORT_REPORT_JUNIT_H

#include "build/test/reporter.h"
#include "support/text.h"

struct junit_counts {
	size_t tests, failures, errors, skipped;
	double seconds;
};

struct report_junit {
	struct reporter reporter;         /* first, so that it can be cast back */
	const char *path;                 /* of the file that it writes; NULL: standard output */
	bool failed;                      /* the file could not be written, which is reported */
	struct text suites;               /* those that are complete */
	struct junit_counts all;          /* in them */
	struct text cases;                /* of the image that is tested now */
	struct junit_counts counts;       /* of these */
	const struct tested_image *image; /* NULL: none is */
};

/* `path` is borrowed, and may be NULL. */
struct report_junit
report_junit_new(const char *path);

#endif
