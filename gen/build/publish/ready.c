#include "build/publish/ready.h"

#include <string.h>

#include "build/report/results.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/banned.h"

static bool
check_image(const struct survey *survey, size_t target, const char *done)
{
	const struct target *self = &survey->targets->items[target];
	const struct target_status *status = &survey->statuses[target];

	if (status->stand_in)
		(void)failure_mistake(NULL,
			"%s is built on a stand-in for its base, and is neither pushed nor "
			"released: "
			"build it where the base can be pulled",
			self->id);
	else if (!status->image)
		(void)failure_mistake(NULL,
			"%s is not built%s%s, so it is not %s: run basegen build %s",
			survey_name(survey, self), *status->suffix ? " for " : "",
			*status->suffix ? status->platform : "", done, self->id);
	return !status->stand_in && status->image;
}

enum outcome
ready_check(const struct survey *survey, const char *done)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count; i++)
		if (survey->wanted[i] && !check_image(survey, i, done))
			outcome = OUTCOME_STALE;
	return outcome;
}

struct report_style
ready_style(const struct report_style *style)
{
	struct report_style lines = *style;

	lines.picture = false;
	return lines;
}

struct image_result *
ready_list(const struct survey *survey, size_t *total)
{
	const struct targets *targets = survey->targets;
	struct image_result *images =
		arena_allocate_array(survey->arena, targets->count, sizeof(*images));

	*total = 0;
	for (size_t i = 0; i < targets->count; i++) {
		images[i] = (struct image_result){.id = targets->items[i].id,
			.line = targets->items[i].line,
			.name = survey_name(survey, &targets->items[i])};
		*total += survey->wanted[i];
	}
	return images;
}

enum outcome
ready_close(struct report *report, const struct survey *survey, struct image_result *images,
	enum outcome outcome)
{
	for (size_t i = 0; i < survey->targets->count; i++)
		if (survey->wanted[i] && images[i].result == RESULT_PENDING)
			images[i].result = RESULT_NOT_TRIED;
	report_close(report);
	report_table(report);
	return outcome;
}
