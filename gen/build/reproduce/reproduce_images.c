#include "build/reproduce/reproduce_images.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/process.h"
#include "build/image/base.h"
#include "build/image/context.h"
#include "build/image/fetch.h"
#include "build/image/request.h"
#include "build/reproduce/findings_report.h"
#include "build/reproduce/verdict.h"
#include "build/state/image_file.h"
#include "build/state/interrupt.h"
#include "build/state/run_lock.h"
#include "build/state/state.h"
#include "build/state/work_folder.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* The repository of all images that are built here. */
#define REPOSITORY "basegen-reproduce"

enum { BUILDS = 2 };

struct reproduction {
	struct arena *arena;
	struct survey *survey;
	const struct version *version;
	const struct state *state;
	const struct reproduce_options *options;
	struct finding *findings; /* one for each target */
	size_t counts[VERDICT_FAILED + 1];
	struct findings_report report;
	struct text why; /* the reason why the last step failed */
};

static const char *
scratch_name(const struct reproduction *reproduction, size_t target, int build)
{
	return arena_format(reproduction->arena, REPOSITORY ":%zu-%d", target, build + 1);
}

static const char *
log_path(const struct reproduction *reproduction, size_t target, int build)
{
	return arena_format(reproduction->arena, "%s/%s.reproduce-%d.log",
		reproduction->state->logs, reproduction->survey->targets->items[target].id,
		build + 1);
}

/* Building */

/* The parents of the same round. */
static const struct engine_pair *
find_arguments(const struct reproduction *reproduction, const struct target *target, int build)
{
	struct engine_pair *arguments = arena_allocate_array(
		reproduction->arena, target->parent_count + 1, sizeof(*arguments));

	for (size_t i = 0; i < target->parent_count; i++)
		arguments[i] = (struct engine_pair){target->parents[i].argument,
			scratch_name(reproduction, target->parents[i].target, build)};
	return arguments;
}

/* Runs the build of a copied context. Returns the ID of the image, or NULL. */
static const char *
run_build(const struct reproduction *reproduction, size_t target, int build, const char *context,
	int log)
{
	struct survey *survey = reproduction->survey;
	struct engine_build request =
		request_describe(survey, target, reproduction->version, context);
	const char *const tags[] = {scratch_name(reproduction, target, build), NULL};

	request.tags = tags;
	request.arguments = find_arguments(reproduction, &survey->targets->items[target], build);
	request.no_cache = true;
	request.id_file = arena_join(reproduction->arena, context, ".id", NULL);
	const struct process_call call = {
		.words = engine_build_words(&survey->engine, reproduction->arena, &request),
		.environment = request_environment(survey, reproduction->version),
		.stop = interrupt_flag(),
		.gentle = survey->engine.kind != ENGINE_DOCKER,
	};

	if (interrupt_came() || process_run_into(&call, log) != 0)
		return NULL;
	return engine_read_id(reproduction->arena, request.id_file);
}

static void
note_base(void *data, const struct engine_image *image)
{
	(void)data;
	(void)image;
}

/* Takes the bases, and builds. Returns the ID of the image; or NULL, with the reason in `why`. */
static const char *
build_on_bases(
	struct reproduction *reproduction, size_t target, int build, const char *context, int log)
{
	struct survey *survey = reproduction->survey;
	const struct fetch fetch = {.arena = reproduction->arena,
		.engine = &survey->engine,
		.scratch = reproduction->state->scratch,
		.log = log,
		.stop = interrupt_flag()};
	struct bases bases = {.arena = reproduction->arena,
		.engine = &survey->engine,
		.platform = survey->statuses[target].platform,
		.fetch = &fetch,
		.seen = note_base};
	const char *id = NULL;

	if (bases_take(&bases, bases_of(survey, target), &reproduction->why) &&
		bases_rename(&bases, survey, target, context, &reproduction->why)) {
		id = run_build(reproduction, target, build, context, log);
		if (!id)
			text_format(&reproduction->why, "build %d failed (log %s)", build + 1,
				log_path(reproduction, target, build));
	}
	bases_give(&bases);
	return id;
}

static const char *
build_image(struct reproduction *reproduction, size_t target, int build)
{
	const char *path = log_path(reproduction, target, build);
	const char *context = context_copy(reproduction->arena, reproduction->options->out,
		&reproduction->survey->targets->items[target], reproduction->state->scratch,
		&reproduction->why);
	const int log = context ? state_open_log(reproduction->arena, path) : -1;

	if (log < 0) {
		if (context)
			text_format(&reproduction->why, "%s: %s", path, strerror(errno));
		return NULL;
	}
	const char *id = build_on_bases(reproduction, target, build, context, log);

	close(log);
	return id;
}

/* Comparing */

/* Saves an image in the scratch folder. */
static bool
save(struct reproduction *reproduction, const char *name, const char *path)
{
	struct text why = TEXT_EMPTY;
	const bool done = image_file_save(
		&reproduction->survey->engine, reproduction->arena, name, path, &why);

	if (!done)
		text_format(&reproduction->why, "%s cannot be saved: %s", name, why.bytes);
	text_free(&why);
	return done;
}

/* Compares the two images of a target, which have different IDs. */
static bool
compare(struct reproduction *reproduction, size_t target, struct image_difference *difference)
{
	const char *paths[BUILDS];
	bool done = true;

	for (int i = 0; i < BUILDS; i++) {
		paths[i] = arena_format(
			reproduction->arena, "%s/%d.tar", reproduction->state->scratch, i + 1);
		done = done && save(reproduction, scratch_name(reproduction, target, i), paths[i]);
	}
	done = done && image_difference_find(difference, reproduction->arena, paths,
			       interrupt_flag(), &reproduction->why);
	for (int i = 0; i < BUILDS; i++)
		(void)unlink(paths[i]);
	return done;
}

/* The finding on the image in FROM. NULL: that is a base. */
static const struct finding *
find_parent(const struct reproduction *reproduction, size_t target)
{
	const struct target *self = &reproduction->survey->targets->items[target];

	for (size_t i = 0; i < self->parent_count; i++)
		if (!self->parents[i].copied)
			return &reproduction->findings[self->parents[i].target];
	return NULL;
}

/* The parent that was not built twice. NULL: all were. */
static const struct finding *
failed_parent(const struct reproduction *reproduction, size_t target)
{
	const struct target *self = &reproduction->survey->targets->items[target];

	for (size_t i = 0; i < self->parent_count; i++)
		if (!reproduction->findings[self->parents[i].target].ids[BUILDS - 1])
			return &reproduction->findings[self->parents[i].target];
	return NULL;
}

/* Builds a target twice and compares the images. False, with the reason in `why`. */
static bool
examine(struct reproduction *reproduction, size_t target, struct finding *finding)
{
	const struct finding *parent = failed_parent(reproduction, target);

	if (parent) {
		text_format(&reproduction->why, "not tried, as %s failed", parent->target);
		return false;
	}
	if (!reproduction->options->json)
		print_format("%s: building twice, log in %s\n", finding->name,
			log_path(reproduction, target, 0));
	for (int i = 0; i < BUILDS; i++)
		if (!(finding->ids[i] = build_image(reproduction, target, i)))
			return false;
	return strcmp(finding->ids[0], finding->ids[1]) == 0 ||
	       compare(reproduction, target, &finding->difference);
}

static void
reproduce(struct reproduction *reproduction, size_t target)
{
	const struct survey *survey = reproduction->survey;
	struct finding *finding = &reproduction->findings[target];

	finding->target = survey->targets->items[target].id;
	finding->name = survey_name(survey, &survey->targets->items[target]);
	finding->parent = find_parent(reproduction, target);
	text_clear(&reproduction->why);
	if (examine(reproduction, target, finding)) {
		verdict_find(finding, &survey->engine);
	} else {
		finding->verdict = VERDICT_FAILED;
		finding->why = arena_string(reproduction->arena, reproduction->why.bytes);
	}
	if (interrupt_came())
		return;
	reproduction->counts[finding->verdict]++;
	findings_report_add(&reproduction->report, finding, &survey->engine);
}

static void
remove_store(struct survey *survey)
{
	engine_close_scratch(&survey->engine);
	work_folder_remove(survey->arena, survey->engine.scratch);
	work_folder_remove(survey->arena, survey->engine.run);
}

/* In a store that is not removed. */
static void
remove_images(const struct reproduction *reproduction)
{
	struct text why = TEXT_EMPTY;

	for (size_t i = reproduction->survey->targets->count; i-- > 0;)
		for (int j = 0; j < BUILDS; j++)
			if (reproduction->findings[i].ids[j])
				(void)engine_untag(&reproduction->survey->engine,
					scratch_name(reproduction, i, j), &why);
	text_free(&why);
}

/* Removes what a killed run has left. */
static void
remove_leftovers(const struct survey *survey)
{
	struct text why = TEXT_EMPTY;

	for (size_t i = survey->images.count; i-- > 0;) {
		const char *name = survey->images.entries[i].key;

		if (strncmp(name, REPOSITORY ":", sizeof(REPOSITORY)) == 0)
			(void)engine_untag(&survey->engine, name, &why);
	}
	text_free(&why);
}

/* Another run uses the names, or the power, that this one needs. */
static void
tell_waiting(void *data)
{
	const struct reproduction *reproduction = data;

	if (!reproduction->options->json)
		print_format("waiting for another run that builds images twice\n");
}

static void
reproduce_all(struct reproduction *reproduction)
{
	struct survey *survey = reproduction->survey;
	char *scratch = realpath(reproduction->state->scratch, NULL);
	const char *store = scratch ? arena_join(survey->arena, scratch, "/store", NULL) : NULL;

	free(scratch);
	remove_leftovers(survey);
	if (store)
		engine_open_scratch(&survey->engine, survey->arena, store);
	for (size_t i = 0; i < survey->targets->count && !interrupt_came(); i++)
		if (survey->wanted[i])
			reproduce(reproduction, i);
	if (interrupt_came())
		adopted_end();
	if (survey->engine.options)
		remove_store(survey);
	else
		remove_images(reproduction);
}

enum outcome
reproduce_images(struct survey *survey, const struct version *version, struct state *state,
	const struct reproduce_options *options)
{
	struct reproduction reproduction = {.arena = survey->arena,
		.survey = survey,
		.version = version,
		.state = state,
		.options = options,
		.findings = arena_allocate_array(
			survey->arena, survey->targets->count, sizeof(struct finding)),
		.report = {.json = options->json,
			.all = survey->settings->verbose,
			.files = options->files,
			.lines = TEXT_EMPTY,
			.events = TEXT_EMPTY},
		.why = TEXT_EMPTY};
	struct run_lock lock = {.file = -1};
	enum outcome outcome = state_open_scratch(state, survey->arena);

	interrupt_catch();
	adopted_accept();
	/* The names of the images are for one run at a time. */
	if (outcome == OUTCOME_DONE &&
		!run_lock_acquire(&lock, survey->arena, survey->engine.kind, "reproduce", true,
			tell_waiting, &reproduction, &reproduction.why) &&
		!interrupt_came())
		outcome = failure("%s", reproduction.why.bytes);
	if (outcome == OUTCOME_DONE && !interrupt_came()) {
		reproduce_all(&reproduction);
		findings_report_end(&reproduction.report, reproduction.counts, interrupt_came());
	}
	run_lock_release(&lock);
	state_close_scratch(state);
	text_free(&reproduction.why);
	interrupt_release();
	if (outcome != OUTCOME_DONE)
		return outcome;
	return reproduction.counts[VERDICT_DIFFERENT] || reproduction.counts[VERDICT_FAILED]
		       ? OUTCOME_STALE
		       : OUTCOME_DONE;
}
