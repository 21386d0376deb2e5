#include "build/publish/release_images.h"

#include <string.h>

#include "adapters/process.h"
#include "build/image/request.h"
#include "build/publish/ready.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/inspected.h"
#include "build/survey/read_tags.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/survey/tag_moves.h"
#include "build/target/build_version.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct releasing {
	struct arena *arena;
	struct survey *survey;
	const struct version *version;
	const struct state *state;
	struct report *report;
	struct image_result *images; /* one for each target */
};

#define LABEL "org.opencontainers.image."

static const char *
name_of_release(const struct releasing *releasing, size_t target)
{
	return arena_join(releasing->arena, survey_key_name(releasing->survey, target), "-",
		releasing->version->text, NULL);
}

/* Whether an image has the layers of the key's image. */
static bool
has_layers(const struct releasing *releasing, size_t target, const struct inspected *image)
{
	return strcmp(image->layers_hash, releasing->survey->statuses[target].image->layers_hash) ==
	       0;
}

/* Whether the release of the target in this version was made from this commit. */
static bool
is_released(const struct releasing *releasing, size_t target)
{
	const struct inspected *released = releasing->survey->statuses[target].released;
	struct engine_image image = {0};

	return released && has_layers(releasing, target, released) &&
	       engine_inspect(&releasing->survey->engine, releasing->arena, &released->id, 1,
		       &image) == OUTCOME_DONE &&
	       strcmp(engine_label(&image, LABEL "version"), releasing->version->text) == 0 &&
	       strcmp(engine_label(&image, LABEL "revision"), releasing->version->revision) == 0;
}

/* Writes the context of a build that only changes labels. False, with the reason in `why`. */
static const char *
write_context(const struct releasing *releasing, size_t target, struct text *why)
{
	const char *context =
		arena_format(releasing->arena, "%s/release-%zu", releasing->state->scratch, target);
	struct text dockerfile = TEXT_EMPTY;

	text_format(&dockerfile, "FROM %s\n", survey_key_name(releasing->survey, target));
	const char *path = arena_join(releasing->arena, context, "/Dockerfile", NULL);
	const bool written = state_write(path, &dockerfile);

	text_free(&dockerfile);
	if (!written)
		text_format(why, "%s cannot be written", path);
	return written ? context : NULL;
}

/*
 * Builds the release: the image with new labels. Returns its ID, or NULL with the reason in `why`.
 */
static const char *
run_build(const struct releasing *releasing, size_t target, const char *context, struct text *why)
{
	const struct version *version = releasing->version;
	const struct engine *engine = &releasing->survey->engine;
	const char *const tags[] = {name_of_release(releasing, target), NULL};
	const struct engine_pair labels[] = {{LABEL "version", version->text},
		{LABEL "revision", version->revision}, {LABEL "created", version->created},
		{NULL, NULL}};
	const struct engine_build build = {
		.dockerfile = arena_join(releasing->arena, context, "/Dockerfile", NULL),
		.context = context,
		.platform = request_platform(releasing->survey, target),
		.tags = tags,
		.labels = labels,
		.id_file = arena_join(releasing->arena, context, ".id", NULL),
	};
	const struct process_call call = {
		.words = engine_build_words(engine, releasing->arena, &build),
		.environment = request_environment(releasing->survey, version),
		.merged = true,
	};
	const char *log = arena_join(releasing->arena, releasing->state->logs, "/",
		releasing->survey->targets->items[target].id, ".release.log", NULL);
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done = interrupt_run(&call, &result, false);

	(void)state_write(log, &result.output);
	if (!done)
		text_format(why, "the engine did not build it (log %s)", log);
	process_result_free(&result);
	return done ? engine_read_id(releasing->arena, build.id_file) : NULL;
}

/* Makes the release of a target. False, with the reason in `why`. */
static bool
make_release(struct releasing *releasing, size_t target, struct text *why)
{
	struct survey *survey = releasing->survey;
	struct target_status *status = &survey->statuses[target];
	struct engine_image image = {0};
	const char *context = write_context(releasing, target, why);
	const char *id;

	if (!context ||
		!engine_tag(
			&survey->engine, status->image->id, survey_key_name(survey, target), why) ||
		!(id = run_build(releasing, target, context, why)))
		return false;
	if (engine_inspect(&survey->engine, releasing->arena, &id, 1, &image) != OUTCOME_DONE ||
		!image.id) {
		text_format(why, "the image %s is gone", id);
		return false;
	}
	status->released = inspections_remember(&survey->inspections, &image);
	if (has_layers(releasing, target, status->released))
		return true;
	text_append_string(why, "the engine did not keep the layers");
	return false;
}

/* Sets the tags with the version or a number of it on the release. `detail` lists them. */
static bool
set_tags(const struct releasing *releasing, size_t target, struct text *detail, struct text *why)
{
	const struct survey *survey = releasing->survey;
	const struct target *self = &survey->targets->items[target];
	const struct public_names names = survey_public_names(survey, self);

	for (size_t i = 0; i < names.count; i++) {
		const struct public_name *name = &names.items[i];
		const bool is_main = strcmp(name->repository, names.items[0].repository) == 0;

		if (!name->of_release)
			continue;
		if (!tag_move(survey, survey->statuses[target].released->id, name->name, why))
			return false;
		text_format(detail, "%s%s", detail->length ? ", " : "as ",
			is_main ? name->tag : name->name);
	}
	return true;
}

static enum outcome
release_image(struct releasing *releasing, size_t target)
{
	struct text why = TEXT_EMPTY, detail = TEXT_EMPTY;
	const bool done =
		(is_released(releasing, target) || make_release(releasing, target, &why)) &&
		set_tags(releasing, target, &detail, &why);
	const struct text *told = done ? &detail : &why;

	report_end(releasing->report, target,
		done               ? RESULT_RELEASED
		: interrupt_came() ? RESULT_INTERRUPTED
				   : RESULT_FAILED,
		arena_string(releasing->arena, told->bytes), 0);
	text_free(&why);
	text_free(&detail);
	return done ? OUTCOME_DONE : OUTCOME_MACHINE;
}

static enum outcome
release_all(struct releasing *releasing, const struct report_style *style)
{
	const struct survey *survey = releasing->survey;
	enum outcome outcome;
	size_t total;

	releasing->images = ready_list(survey, &total);
	releasing->report = report_open(
		releasing->arena, style, releasing->images, survey->targets->count, total);
	outcome = read_tags(releasing->survey, releasing->report);
	for (size_t i = 0; i < survey->targets->count && outcome == OUTCOME_DONE; i++)
		if (survey->wanted[i]) {
			report_start(releasing->report, i, "releasing");
			outcome = release_image(releasing, i);
		}
	return ready_close(releasing->report, survey, releasing->images, outcome);
}

enum outcome
release_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style)
{
	struct releasing releasing = {
		.arena = survey->arena, .survey = survey, .version = version, .state = state};
	const struct report_style lines = ready_style(style);
	enum outcome outcome = ready_check(survey, "released");

	if (outcome == OUTCOME_DONE)
		outcome = engine_prepare(&survey->engine, survey->arena);
	if (outcome == OUTCOME_DONE)
		outcome = state_open_scratch(state, survey->arena);
	if (outcome != OUTCOME_DONE)
		return outcome;
	interrupt_catch();
	outcome = release_all(&releasing, &lines);
	state_close_scratch(state);
	survey_save(survey, state_path(state, survey->arena, "images"));
	interrupt_release();
	return outcome;
}
