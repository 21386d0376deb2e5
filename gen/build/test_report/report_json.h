/* The reporter for programs: JSON Lines, an event for each check, and the counts at the end. */
#ifndef BUILD_TEST_REPORT_REPORT_JSON_H
#define BUILD_TEST_REPORT_REPORT_JSON_H

#include "build/test/reporter.h"

struct reporter
report_json_new(void);

#endif
