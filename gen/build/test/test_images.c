#include "build/test/test_images.h"

#include <assert.h>
#include <string.h>

#include "adapters/adopted.h"
#include "build/evidence/evidence.h"
#include "build/state/image_file.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "build/test/command_checks.h"
#include "build/test/config_checks.h"
#include "build/test/content_checks.h"
#include "build/test/file_checks.h"
#include "build/test/health_checks.h"
#include "build/test/package_checks.h"
#include "build/test/passes.h"
#include "build/test/reporter.h"
#include "build/test/shown_text.h"
#include "build/test/structure_checks.h"
#include "family/family.h"
#include "output/checks/check_lines.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/banned.h"

struct testing {
	struct survey *survey;
	struct state *state;
	struct project *project;
	struct check_lines *lines; /* of each variant */
	const struct test_options *options;
	struct passes passes;
	struct check_counts counts;
	bool is_tidy; /* containers of killed runs were removed */
	enum outcome outcome;
};

static void
report_start(const struct testing *testing, const struct tested_image *image)
{
	for (struct reporter *const *each = testing->options->reporters; *each; each++)
		if ((*each)->start)
			(*each)->start(*each, image);
}

static const char *
shown(struct arena *arena, const char *text)
{
	const size_t length = strlen(text);

	return shown_text(arena, text, length, length, SHOWN_AT_ENDS);
}

/* Counts a result, and hands it to the reporters with texts of a bounded size. */
static void
report_result(struct testing *testing, const struct tested_image *image, const struct check *check,
	const struct check_result *result)
{
	struct arena arena = {0};
	struct check shown_check = *check;
	struct check_result shown_result = *result;

	shown_check.name = shown(&arena, check->name);
	shown_check.expected = shown(&arena, check->expected);
	shown_result.message = shown(&arena, result->message);
	if (result->output)
		shown_result.output = shown_text(&arena, result->output, result->output_length,
			result->printed, SHOWN_AT_ENDS);
	testing->counts.passed += result->state == CHECK_PASSED;
	testing->counts.failed += result->state == CHECK_FAILED;
	testing->counts.not_run += result->state == CHECK_NOT_RUN;
	for (struct reporter *const *each = testing->options->reporters; *each; each++)
		if ((*each)->result)
			(*each)->result(*each, image, &shown_check, &shown_result);
	arena_free(&arena);
}

static void
report_end(const struct testing *testing, const struct tested_image *image)
{
	for (struct reporter *const *each = testing->options->reporters; *each; each++)
		if ((*each)->end)
			(*each)->end(*each, image);
}

static void
report_finish(const struct testing *testing)
{
	const bool complete = testing->outcome == OUTCOME_DONE && !interrupt_came();

	for (struct reporter *const *each = testing->options->reporters; *each; each++)
		if ((*each)->finish)
			(*each)->finish(*each, &testing->counts, complete);
}

/* Makes one check. False if it could not be made, and the run has to end. */
static bool
make_check(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const int64_t begun = clock_now();
	bool made = true;

	if (check->runs && evidence->foreign) {
		result->state = CHECK_NOT_RUN;
		result->message = evidence->foreign;
	} else {
		made = !interrupt_came() && check->make(evidence, check, result);
		/* The containers of buildah share the processes of the machine. */
		if (evidence->engine->kind == ENGINE_BUILDAH)
			adopted_end();
	}
	if (!made && evidence->late && !interrupt_came() && evidence->outcome == OUTCOME_DONE) {
		result->state = CHECK_FAILED;
		result->message = evidence->late;
		made = true;
	}
	assert(made || interrupt_came() || evidence->outcome != OUTCOME_DONE);
	result->seconds = (double)(clock_now() - begun) / 1000;
	return made;
}

/* Makes the checks of an image and reports each of them, also those that the end of the run skips. */
static void
make_checks(struct testing *testing, struct evidence *evidence, const struct tested_image *image,
	const struct checklist *list)
{
	const char *name =
		passes_name(testing->survey->arena, image->image_id, list->items, list->count);
	const bool remembered = !testing->options->force && passes_has(&testing->passes, name);
	const struct check_result before = {.remembered = true, .message = ""},
				  skipped = {
					  .state = CHECK_NOT_RUN, .message = "the run ended early"};
	bool passed = true, goes_on = true;

	if (!remembered && !testing->is_tidy) {
		engine_remove_abandoned(&testing->survey->engine);
		testing->is_tidy = true;
	}

	for (size_t i = 0; i < list->count; i++) {
		struct check_result result = {.message = ""};

		if (remembered)
			result = before;
		else if (!(goes_on = goes_on && make_check(evidence, &list->items[i], &result)))
			result = skipped;
		report_result(testing, image, &list->items[i], &result);
		passed = passed && result.state == CHECK_PASSED;
	}
	if (passed && !remembered)
		passes_add(&testing->passes, name);
}

/* Finds the base outside the family on which the image of a target stands: evidence->base. */
static void
find_base(struct survey *survey, size_t target, struct evidence *evidence)
{
	const struct target *targets = survey->targets->items;

	while (targets[target].parent_count && !targets[target].parents[0].copied)
		target = targets[target].parents[0].target;
	if (strcmp(evidence->base, "scratch") != 0 && survey->statuses[target].image)
		evidence->outcome = survey_base_below(survey, target, &evidence->base_id);
}

/* Leaves the checks of these keys. */
static void
leave_only(struct checklist *list, const char *const *keys)
{
	size_t count = 0;

	for (size_t i = 0; *keys && i < list->count; i++)
		for (const char *const *key = keys; *key; key++)
			if (strcmp(list->items[i].key, *key) == 0) {
				list->items[count++] = list->items[i];
				break;
			}
	if (*keys)
		list->count = count;
}

/* Opens the scratch folder if the image is going to be saved in it, and always for buildah. */
static enum outcome
open_scratch(struct testing *testing, const struct evidence *evidence)
{
	struct engine *engine = &testing->survey->engine;

	if (engine->kind != ENGINE_BUILDAH && !evidence->files.searches.count)
		return OUTCOME_DONE;
	return image_file_open(testing->state, engine, testing->survey->arena);
}

static void
test_image(struct testing *testing, size_t target)
{
	struct survey *survey = testing->survey;
	const struct target *self = &survey->targets->items[target];
	const struct target_status *status = &survey->statuses[target];
	const struct variant *variant = testing->project->family->order[target];
	struct arena arena = {0};
	struct checklist list = {.arena = &arena};
	struct evidence evidence = {
		.arena = &arena,
		.state = testing->state,
		.survey = survey,
		.engine = &survey->engine,
		.target = self->id,
		.image_id = status->image->id,
		.variant = variant,
		.base = variant_base(variant)->reference,
	};

	if (!platforms_agree(status->image->platform, survey->engine.machine))
		evidence.foreign =
			arena_format(&arena, "the image is for %s, and this machine is %s",
				status->image->platform, survey->engine.machine);
	config_checks_add(&list, variant, self, status,
		tree_find(&testing->project->tree,
			arena_join(&arena, variant->context, "/Dockerfile", NULL)));
	file_checks_add(&list, &evidence, testing->project, variant);
	content_checks_add(&list, &evidence, variant, testing->lines[target].caches);
	health_checks_add(&list, variant);
	package_checks_add(&list, &testing->lines[target]);
	command_checks_add(&list, self);
	structure_checks_add(&list, &evidence, &testing->project->loader, variant);
	leave_only(&list, testing->options->only);
	const struct tested_image image = {
		.target = self->id,
		.name = survey_name(survey, self),
		.variant = variant,
		.image_id = evidence.image_id,
		.check_count = list.count,
	};

	find_base(testing->survey, target, &evidence);
	if (evidence.outcome == OUTCOME_DONE)
		evidence.outcome = open_scratch(testing, &evidence);
	if (list.count && evidence.outcome == OUTCOME_DONE) {
		report_start(testing, &image);
		make_checks(testing, &evidence, &image, &list);
		report_end(testing, &image);
	}
	testing->outcome = evidence.outcome;
	arena_free(&arena);
}

static void
report_missing(struct testing *testing, size_t target)
{
	const struct target *self = &testing->survey->targets->items[target];
	const struct tested_image image = {.target = self->id,
		.name = survey_name(testing->survey, self),
		.variant = testing->project->family->order[target]};

	testing->counts.missing++;
	(void)failure_mistake(NULL, "%s is not built, so it is not tested: run basegen build %s",
		image.name, image.target);
	for (struct reporter *const *each = testing->options->reporters; *each; each++)
		if ((*each)->missing)
			(*each)->missing(*each, &image);
}

enum outcome
test_images(struct survey *survey, struct project *project, const bool *selected,
	struct state *state, const struct test_options *options)
{
	struct testing testing = {
		.survey = survey, .state = state, .project = project, .options = options};

	const enum outcome rendered = check_lines_render(project, selected, &testing.lines);

	if (rendered != OUTCOME_DONE)
		return rendered;
	passes_open(&testing.passes, survey->arena, state_path(state, survey->arena, "tests"));
	if (survey->engine.kind == ENGINE_BUILDAH)
		adopted_accept();
	interrupt_catch();
	for (size_t i = 0; i < survey->targets->count && !interrupt_came(); i++) {
		if (!selected[i])
			continue;
		if (survey->statuses[i].image)
			test_image(&testing, i);
		else
			report_missing(&testing, i);
		if (testing.outcome != OUTCOME_DONE)
			break;
	}
	passes_save(&testing.passes);
	report_finish(&testing);
	image_file_close(state, &survey->engine, survey->arena);
	interrupt_release();
	if (testing.outcome != OUTCOME_DONE)
		return testing.outcome;
	return testing.counts.failed || testing.counts.missing ? OUTCOME_STALE : OUTCOME_DONE;
}
