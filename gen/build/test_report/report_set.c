#include "build/test_report/report_set.h"

#include "support/banned.h"

static void
renew(struct report_set *set)
{
	set->page = report_page_new(&set->files);
	set->json = report_json_new(&set->files);
	set->junit = report_junit_new(report_files_path(&set->files, "xml"));
}

enum outcome
report_set_open(struct report_set *set, struct arena *arena, const struct project_places *places,
	const char *verb)
{
	struct reporter *reporters[REPORT_SET_SIZE];
	const struct check_counts counts = {0};

	*set = (struct report_set){0};
	const enum outcome outcome =
		report_files_open(&set->files, arena, places, verb, "json xml");

	if (outcome != OUTCOME_DONE || !set->files.folder)
		return outcome;
	renew(set);
	struct reporter **const last = report_set_add(set, reporters);

	for (struct reporter **each = reporters; each < last; each++)
		(*each)->finish(*each, &counts, false);
	const bool failed = set->junit.failed;

	renew(set);
	set->junit.failed = failed;
	set->files.told = false;
	return set->junit.failed || set->files.failed ? OUTCOME_MACHINE : OUTCOME_DONE;
}

struct reporter **
report_set_add(struct report_set *set, struct reporter **reporters)
{
	if (!set->files.folder)
		return reporters;
	*reporters++ = &set->page.reporter;
	*reporters++ = &set->json.reporter;
	*reporters++ = &set->junit.reporter;
	return reporters;
}

enum outcome
report_set_end(struct report_set *set, enum outcome outcome)
{
	return report_files_end(&set->files, set->junit.failed ? OUTCOME_MACHINE : outcome);
}
