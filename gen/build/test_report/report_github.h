/*
 * The reporter for the checks of GitHub: an annotation for each check that failed, at the place in
 * images.yaml that declares what was checked (support/annotation.h). All is printed at the end.
 * That an image is not built is a message, which is an annotation already.
 */
#ifndef BUILD_TEST_REPORT_REPORT_GITHUB_H
#define BUILD_TEST_REPORT_REPORT_GITHUB_H

#include "build/test/reporter.h"
#include "support/annotation.h"
#include "support/text.h"

struct report_github {
	struct reporter reporter;             /* first, so that it can be cast back */
	struct text items[ANNOTATIONS_SHOWN]; /* the first annotations */
	size_t count;                         /* of all */
};

struct report_github
report_github_new(void);

#endif
