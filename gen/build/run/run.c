#include "build/run/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/spawn.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/run/dry_run.h"
#include "build/run/jobs.h"
#include "build/run/plan.h"
#include "build/run/scheduler.h"
#include "build/run/signals.h"
#include "build/run/times.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/read_tags.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/permission.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	FILES_OF_WORKER = 3, /* files that are open for each worker */
	FILES_OF_RUN = 64    /* all other files, with those of the programs that are started */
};

/* The end of the run */

/* Why an image was not tried: a parent is missing, or the run was stopped. */
static const char *
why_not(const struct run *run, size_t target)
{
	const struct target *self = &run->survey->targets->items[target];

	if (run->dead)
		return "as the engine does not answer";
	for (size_t i = 0; i < self->parent_count; i++) {
		const size_t parent = self->parents[i].target;
		const enum result result = run->images[parent].result;

		if (result != RESULT_PENDING && !result_is_made(result))
			return arena_format(run->arena, "as it needs %s",
				run->survey->targets->items[parent].id);
	}
	if (run->signal || !run->failed)
		return NULL;
	return arena_format(run->arena, "as %s failed (-k goes on)", run->failed);
}

/*
 * Marks images that were not tried. Parents come first, so that each image knows the result of its
 * own.
 */
static void
mark_untried(struct run *run, const bool *todo)
{
	for (size_t i = 0; i < run->survey->targets->count; i++) {
		if (!todo[i] || run->images[i].result != RESULT_PENDING)
			continue;
		run->images[i].detail = why_not(run, i);
		run->images[i].result = RESULT_NOT_TRIED;
	}
}

static enum outcome
outcome_of(const struct run *run)
{
	enum outcome outcome = run->dead ? OUTCOME_MACHINE : OUTCOME_DONE;

	for (size_t i = 0; i < run->survey->targets->count; i++)
		if (run->images[i].result != RESULT_PENDING &&
			!result_is_made(run->images[i].result) && outcome == OUTCOME_DONE)
			outcome = OUTCOME_STALE;
	return outcome;
}

static void
fill_images(struct run *run)
{
	const struct targets *targets = run->survey->targets;

	run->images = arena_allocate_array(run->arena, targets->count, sizeof(*run->images));
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->items[i];

		run->images[i] = (struct image_result){
			.id = target->id,
			.line = target->line,
			.name = survey_name(run->survey, target),
			.result = run->survey->wanted[i] ? RESULT_CURRENT : RESULT_PENDING,
		};
	}
}

/* Marks the targets that are not current, and returns how many they are. */
static size_t
find_todo(struct run *run, bool *todo)
{
	size_t count = 0;

	for (size_t i = 0; i < run->survey->targets->count; i++) {
		todo[i] =
			run->survey->wanted[i] && run->survey->statuses[i].state != TARGET_CURRENT;
		if (todo[i]) {
			run->images[i].result = RESULT_PENDING;
			run->images[i].log = arena_join(run->arena, run->state->logs, "/",
				run->survey->targets->items[i].id, ".log", NULL);
		}
		count += todo[i];
	}
	return count;
}

/* Marks the targets that need more than tags. True if there are any. */
static bool
find_builds(const struct run *run, const bool *todo, bool *builds)
{
	bool any = false;

	for (size_t i = 0; i < run->survey->targets->count; i++) {
		builds[i] = todo[i] && run->survey->statuses[i].state != TARGET_UNTAGGED;
		any = any || builds[i];
	}
	return any;
}

/* Reads the tags that images tell, before the report ends. */
static enum outcome
read_tags_of_images(const struct run *run, struct report *report)
{
	if (run->options->dry || run->options->only_pull || run->signal || run->dead)
		return OUTCOME_DONE;
	interrupt_catch();
	const enum outcome outcome = read_tags(run->survey, report);

	if (interrupt_came())
		report_close(report);
	interrupt_release();
	return outcome;
}

/* Opens what the scheduler needs, runs it, and prints the table. */
static enum outcome
run_todo(struct run *run, const struct report_style *style, const bool *todo, size_t count)
{
	const struct targets *targets = run->survey->targets;
	const char *times = state_path(run->state, run->arena, "times");
	struct text why = TEXT_EMPTY;

	spawn_allow_files(FILES_OF_RUN + count * FILES_OF_WORKER);
	run->signals = signals_catch();
	if (run->signals < 0)
		return failure("a pipe: %s", strerror(errno));
	adopted_accept();
	times_open(&run->times, run->arena, times);
	plan_open(&run->plan, run->arena, targets, todo, &run->times);
	run->report = report_open(run->arena, style, run->images, targets->count, count);
	if (!jobs_open(&run->jobs, getenv("MAKEFLAGS"), run->options->jobs, &why))
		report_line(run->report, why.bytes);
	text_free(&why);
	scheduler_run(run);
	if (run->signal || run->killed)
		adopted_end();
	jobs_close(&run->jobs);
	times_save(&run->times, times);
	mark_untried(run, todo);
	const enum outcome read = read_tags_of_images(run, run->report), outcome = outcome_of(run);

	report_close(run->report);
	report_table(run->report);
	return outcome == OUTCOME_DONE ? read : outcome;
}

/* Checks that the builds are allowed what they need of this machine. */
static enum outcome
check_permission(const struct run *run, const bool *builds)
{
	const char *const *allowed =
		permission_all(run->arena, run->survey->settings->allow, run->options->allow);

	return permission_check(
		run->arena, run->survey->targets, builds, run->options->out, allowed);
}

/* Runs all targets of `todo`, with a scratch folder. */
static enum outcome
run_in_scratch(struct run *run, const struct report_style *style, const bool *todo, size_t count)
{
	bool *builds =
		arena_allocate_array(run->arena, run->survey->targets->count, sizeof(*builds));
	const bool any = find_builds(run, todo, builds);
	enum outcome outcome =
		any && !run->options->only_pull ? check_permission(run, builds) : OUTCOME_DONE;

	if (outcome != OUTCOME_DONE)
		return outcome;
	outcome = state_open_scratch(run->state, run->arena);
	if (outcome == OUTCOME_DONE && any)
		outcome = engine_prepare(&run->survey->engine, run->arena);
	if (outcome == OUTCOME_DONE)
		outcome = run_todo(run, style, todo, count);
	state_close_scratch(run->state);
	return outcome;
}

enum outcome
run_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct run_options *options)
{
	struct run run = {
		.arena = survey->arena,
		.survey = survey,
		.version = version,
		.state = state,
		.options = options,
		.maker = getenv("MAKELEVEL") ? getppid() : 0,
	};
	bool *todo = arena_allocate_array(run.arena, survey->targets->count, sizeof(*todo));

	fill_images(&run);
	const size_t count = find_todo(&run, todo);
	const char *known = state_path(state, run.arena, "images");

	if (!count) {
		struct report *report =
			report_open(run.arena, style, run.images, survey->targets->count, 0);

		state_tidy(state, run.arena);
		survey_save(survey, known);
		const enum outcome outcome = read_tags_of_images(&run, report);

		report_close(report);
		report_table(report);
		return outcome;
	}
	if (options->dry)
		return dry_run_print(survey, version, todo, options);
	const enum outcome outcome = run_in_scratch(&run, style, todo, count);

	survey_save(survey, known);
	if (run.signal) {
		signals_release();
		(void)raise(run.signal);
	}
	return outcome;
}
