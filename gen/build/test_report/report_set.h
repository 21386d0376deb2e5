/* The reporters that write the files of REPORTS: test.md, test.json and test.xml (JUnit). */
#ifndef BUILD_TEST_REPORT_REPORT_SET_H
#define BUILD_TEST_REPORT_REPORT_SET_H

#include "build/report/report_files.h"
#include "build/test_report/report_json.h"
#include "build/test_report/report_junit.h"
#include "build/test_report/report_page.h"

struct report_set {
	struct report_files files;
	struct report_page page;
	struct report_json json;
	struct report_junit junit;
};

/* The most that report_set_add adds. */
enum { REPORT_SET_SIZE = 3 };

/*
 * Opens the files. Until the reporters write, each of them says that the run ended early.
 * OUTCOME_MISTAKE or OUTCOME_MACHINE after a message.
 */
enum outcome
report_set_open(struct report_set *set, struct arena *arena, const struct project_places *places,
	const char *verb);

/* Puts the reporters into the array, and returns where it goes on. None if REPORTS is not set. */
struct reporter **
report_set_add(struct report_set *set, struct reporter **reporters);

/* Ends the files, also those that were not opened, as report_files_end does. */
enum outcome
report_set_end(struct report_set *set, enum outcome outcome);

#endif
