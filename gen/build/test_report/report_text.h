/*
 * The reporter for people: a line for each command of `tests` and for each check that did not pass,
 * and one for all other checks of an image together.
 */
#ifndef BUILD_TEST_REPORT_REPORT_TEXT_H
#define BUILD_TEST_REPORT_REPORT_TEXT_H

#include "build/test/reporter.h"

struct report_text {
	struct reporter reporter;  /* first, so that it can be cast back */
	size_t passed, remembered; /* of the checks of the image that have no line of their own */
};

struct report_text
report_text_new(void);

#endif
