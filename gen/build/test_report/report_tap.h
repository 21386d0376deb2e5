/*
 * The reporter for prove and its kin: the Test Anything Protocol, version 13. Each check is a test
 * point; one that failed has a YAML block with what was expected and found. An image that is not
 * built is a test point that failed. A run that ended early has a "Bail out!" and no plan.
 */
#ifndef BUILD_TEST_REPORT_REPORT_TAP_H
#define BUILD_TEST_REPORT_REPORT_TAP_H

#include "build/test/reporter.h"
#include "support/text.h"

struct report_tap {
	struct reporter reporter; /* first, so that it can be cast back */
	struct text text;         /* what is not written yet */
	size_t count;             /* of the test points */
};

struct report_tap
report_tap_new(void);

#endif
