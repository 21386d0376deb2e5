#include "build/image/image.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/process.h"
#include "build/bootstrap/recipe.h"
#include "build/image/base.h"
#include "build/image/context.h"
#include "build/image/fetch.h"
#include "build/image/news.h"
#include "build/image/request.h"
#include "build/report/results.h"
#include "build/state/run_lock.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/survey/survey_names.h"
#include "build/survey/tag_moves.h"
#include "build/target/build_version.h"
#include "build/target/labels.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "output/key_inputs.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

struct image_job {
	const struct image_task *task;
	struct news news;
	struct survey *survey;
	struct arena *arena;
	const struct target *target;
	struct target_status *status;
	struct run_lock lock;
	struct fetch fetch;
	struct bases bases;
	const struct inspected *const
		*parents; /* the images of the parents' keys; NULL: none present */
	struct text why;  /* the reason why the last step failed */
	bool unanswered;  /* the registry did not answer when an image was pulled */
};

static volatile sig_atomic_t ended; /* the signal that came; 0: none */

/*
 * Ends the program that runs, which polls `ended`. This process goes on and takes away what it
 * made.
 */
static void
note_end(int signal)
{
	ended = signal;
}

/* Gives bases and locks back, reports the result, and ends the process. */
_Noreturn static void
finish(struct image_job *job, enum result result, const char *detail)
{
	bases_give(&job->bases);
	run_lock_release(&job->lock);
	if (ended) {
		adopted_end();
		result = RESULT_INTERRUPTED;
		detail = "";
	}
	news_write(&job->news, "end %d %s", (int)result, detail);
	_exit(result == RESULT_BUILT || result == RESULT_PULLED || result == RESULT_TAGGED ||
				result == RESULT_CURRENT
			? 0
			: 1);
}

/*
 * Ends the process with `result` for the reason in `why`; or because the engine is gone, for which
 * the run then stops.
 */
_Noreturn static void
give_up(struct image_job *job, enum result result)
{
	if (!ended && !engine_answers(&job->survey->engine)) {
		news_write(&job->news, "dead");
		finish(job, RESULT_FAILED, "as the engine does not answer");
	}
	finish(job, result, job->why.bytes);
}

/* Steps */

static void
set_tags(struct image_job *job)
{
	for (size_t i = 0; i < job->status->new_tag_count; i++) {
		const struct new_tag *new_tag = &job->status->new_tags[i];

		if (!tag_move(job->survey, new_tag->id, new_tag->name, &job->why))
			give_up(job, RESULT_FAILED);
	}
}

/*
 * Inspects images by name with one question, and remembers them. found[i] is NULL if there is none.
 */
static void
look_at_all(struct image_job *job, const char *const *names, size_t count,
	const struct inspected **found)
{
	struct engine_image *images = arena_allocate_array(job->arena, count, sizeof(*images));

	if (engine_inspect(&job->survey->engine, job->arena, names, count, images) != OUTCOME_DONE)
		give_up(job, RESULT_FAILED);
	for (size_t i = 0; i < count; i++)
		found[i] = images[i].id
				   ? inspections_remember(&job->survey->inspections, &images[i])
				   : NULL;
}

static const struct inspected *
look_at(struct image_job *job, const char *name)
{
	const struct inspected *found;

	look_at_all(job, &name, 1, &found);
	return found;
}

/* Inspects the image of the key, and those of the parents' keys. */
static const struct inspected *
look_at_key_and_parents(struct image_job *job)
{
	const struct target *target = job->target;
	const size_t count = target->parent_count + 1;
	const char **names = arena_allocate_array(job->arena, count, sizeof(*names));
	const struct inspected **found =
		arena_allocate_array(job->arena, count, sizeof(struct inspected *));

	names[0] = survey_key_name(job->survey, job->task->target);
	for (size_t i = 0; i < target->parent_count; i++)
		names[i + 1] = survey_key_name(job->survey, target->parents[i].target);
	look_at_all(job, names, count, found);
	job->parents = found + 1;
	return found[0];
}

/* Uses the image if it belongs to the key: reports it and sets the tags. */
static bool
is_taken(struct image_job *job, const struct inspected *image)
{
	const size_t target = job->task->target;

	if (!image || !survey_accepts(job->survey, target, image))
		return false;
	survey_set_image(job->survey, target, image);
	news_write_image(&job->news, "image", image);
	set_tags(job);
	return true;
}

static void
say_locked(void *data)
{
	struct image_job *job = data;

	news_write(&job->news, "say is being built by another run");
}

/*
 * Locks the key, so that one process builds it. If another one built it meanwhile, its image is
 * used.
 */
static void
take_lock(struct image_job *job)
{
	const struct target_status *status = job->status;

	if (!run_lock_acquire(&job->lock, job->arena, job->survey->engine.kind,
		    arena_format(job->arena, "key-%s%s", job->target->key, status->suffix), true,
		    say_locked, job, &job->why))
		give_up(job, RESULT_REFUSED);
	if (ended)
		finish(job, RESULT_INTERRUPTED, "");
	if (is_taken(job, look_at_key_and_parents(job)))
		finish(job, RESULT_TAGGED, survey_new_names_text(job->survey, job->status));
}

/* Pulls a name. False, which is reported, if the registry does not have it or does not answer. */
static bool
pull(struct image_job *job, const char *name)
{
	const enum fetch_end end = fetch_image(&job->fetch, name, NULL, &job->why);

	if (end == FETCH_FAILED && !ended)
		news_write(&job->news, "say cannot be pulled%s: %s",
			job->task->only_pull ? "" : ", so it is built", job->why.bytes);
	text_clear(&job->why);
	job->unanswered = job->unanswered || end == FETCH_FAILED;
	return end == FETCH_DONE;
}

/* Removes the name from a pulled image that does not belong to it. */
static void
refuse_pulled(struct image_job *job, const char *name)
{
	news_write(&job->news,
		"say %s in the registry is another image, or is for another platform", name);
	(void)engine_untag(&job->survey->engine, name, &job->why);
	text_clear(&job->why);
}

/*
 * Pulls a name and checks the image by `accepts`. NULL, with the name removed again, if it is not
 * accepted.
 */
static const struct inspected *
pull_accepted(struct image_job *job, const char *name,
	bool (*accepts)(const struct survey *survey, size_t target, const struct inspected *image))
{
	const struct inspected *image = name && pull(job, name) ? look_at(job, name) : NULL;

	if (!image || accepts(job->survey, job->task->target, image))
		return image;
	refuse_pulled(job, name);
	return NULL;
}

/* Pulls the image that was released as this version. */
static void
pull_release(struct image_job *job)
{
	const enum release release = job->task->version->release;
	const char *name = survey_registry_key_name(job->survey, job->task->target);

	if (release == RELEASE_YES || release == RELEASE_UNKNOWN)
		job->status->released = pull_accepted(job,
			arena_format(job->arena, "%s-%s", name, job->survey->version),
			survey_matches_key);
}

/*
 * With CACHE=1, and for the command pull: uses what the registry has under the key, and its
 * release.
 */
static bool
is_pulled(struct image_job *job)
{
	const size_t target = job->task->target;

	if ((!job->survey->settings->cache && !job->task->only_pull) ||
		!*settings_registry(job->survey->settings, job->target))
		return false;
	const struct inspected *image =
		pull_accepted(job, survey_registry_key_name(job->survey, target), survey_accepts);

	/* Not if the registry did not answer: an engine tries that for seconds. */
	if (!image && !job->unanswered)
		image = pull_accepted(
			job, survey_registry_plain_name(job->survey, target), survey_accepts);
	if (!image)
		return false;
	pull_release(job);
	return is_taken(job, image);
}

/* Ends the process if the image must not be built. */
static void
check_building(struct image_job *job)
{
	if (job->status->only_id)
		finish(job, RESULT_REFUSED,
			"as the registry has another image under its key, which cannot be pulled");
	if (job->task->only_pull)
		finish(job, RESULT_REFUSED,
			"as the registry does not have it: basegen build builds it");
}

/* The build */

/*
 * Makes sure that each parent has the name of its key, so that the engine does not look for it
 * elsewhere. A parent that lost this name gets it back.
 */
static void
check_parents(struct image_job *job)
{
	const struct target *target = job->target;

	if (job->bases.waited || job->survey->settings->cache)
		(void)look_at_key_and_parents(job);
	for (size_t i = 0; i < target->parent_count; i++) {
		const size_t parent = target->parents[i].target;
		const struct inspected *image = job->survey->statuses[parent].image;
		const char *name = survey_key_name(job->survey, parent);
		const struct inspected *there = job->parents[i];

		if ((there && strcmp(there->id, image->id) == 0) ||
			engine_tag(&job->survey->engine, image->id, name, &job->why))
			continue;
		text_clear(&job->why);
		text_format(&job->why, "it needs %s, which is gone", name);
		give_up(job, RESULT_REFUSED);
	}
}

/* The text of `rebuild` in the inputs of a key. "" if there is none. */
static const char *
rebuild_text(struct arena *arena, const char *lines)
{
	const struct key_inputs made_of = key_inputs_read(arena, lines);

	for (size_t i = 0; i < made_of.count; i++)
		if (strcmp(made_of.items[i].kind, "rebuild") == 0)
			return made_of.items[i].name;
	return "";
}

/*
 * Whether the build must not use the engine's cache: if `rebuild` differs from the one in the image
 * that has the public name now. The cache would have the very layers that must be made anew.
 */
static bool
is_anew(struct image_job *job)
{
	const char *text = rebuild_text(job->arena, job->target->key_inputs);
	const char *name = survey_name(job->survey, job->target);
	struct engine_image present = {0};

	if (!*text)
		return false;
	if (engine_inspect(&job->survey->engine, job->arena, &name, 1, &present) != OUTCOME_DONE)
		give_up(job, RESULT_FAILED);
	return !present.id || strcmp(text, rebuild_text(job->arena,
						   engine_label(&present, LABEL_KEY_INPUTS))) != 0;
}

/*
 * Whether the engine's cache may have the image of another platform: buildah and podman do not tell
 * apart what begins with scratch.
 */
static bool
may_mix_platforms(const struct image_job *job)
{
	const struct target *target = job->target;

	return job->survey->engine.kind != ENGINE_DOCKER &&
	       request_platform(job->survey, job->task->target) && !target->parent_count &&
	       !*target->bases;
}

/* Runs the build. Returns the ID of the image, or NULL. */
static const char *
run_build(struct image_job *job, const char *context)
{
	const struct engine *engine = &job->survey->engine;
	struct engine_build build =
		request_describe(job->survey, job->task->target, job->task->version, context);

	check_parents(job);
	build.no_cache = is_anew(job) || may_mix_platforms(job);
	build.id_file = arena_format(job->arena, "%s.id", context);
	const struct process_call call = {
		.words = engine_build_words(engine, job->arena, &build),
		.environment = request_environment(job->survey, job->task->version),
		.stop = &ended,
		/*
		 * The daemon of docker takes away what a build leaves; the others clean up
		 * themselves.
		 */
		.gentle = engine->kind != ENGINE_DOCKER,
	};

	if (ended || process_run_into(&call, STDOUT_FILENO) != 0)
		return NULL;
	return engine_read_id(job->arena, build.id_file);
}

static void
tell_base(void *data, const struct engine_image *image)
{
	struct image_job *job = data;

	news_write_image(
		&job->news, "base", inspections_remember(&job->survey->inspections, image));
}

/* Says whether a stand-in helps where the missing base cannot be pulled. */
static void
advise(struct image_job *job)
{
	const size_t target = job->task->target;
	const char *const *bases = job->target->bases;

	for (size_t i = 0; job->bases.missing && bases[i]; i++)
		if (strcmp(survey_base_name(job->survey, target, i), job->bases.missing) == 0)
			text_append_string(&job->why,
				recipe_exists(job->arena, bases[i])
					? "; without a registry, make bootstrap (basegen "
					  "bootstrap) builds a stand-in"
					: "; basegen bootstrap has no stand-in for it");
}

static void
take_bases(struct image_job *job)
{
	job->bases = (struct bases){
		.arena = job->arena,
		.engine = &job->survey->engine,
		.platform = job->status->platform,
		.pull = job->target->pull,
		.fetch = &job->fetch,
		.seen = tell_base,
		.data = job,
	};
	if (bases_take(&job->bases, bases_of(job->survey, job->task->target), &job->why))
		return;
	advise(job);
	give_up(job, RESULT_REFUSED);
}

static const char *
copy_context(struct image_job *job)
{
	const char *context = context_copy(
		job->arena, job->task->out, job->target, job->task->state->scratch, &job->why);

	if (context)
		return context;
	finish(job, RESULT_REFUSED, arena_format(job->arena, "as %s", job->why.bytes));
}

static void
build_image(struct image_job *job)
{
	/* The snapshot comes first: later edits are not part of this image. */
	const char *context = copy_context(job);

	take_bases(job);
	if (!bases_rename(&job->bases, job->survey, job->task->target, context, &job->why))
		finish(job, RESULT_REFUSED, arena_format(job->arena, "as %s", job->why.bytes));
	const char *id = run_build(job, context);

	if (!id)
		give_up(job, RESULT_FAILED);
	const struct inspected *image = look_at(job, id);

	if (!image) {
		text_format(&job->why, "the image %s is gone", id);
		give_up(job, RESULT_FAILED);
	}
	if (!survey_accepts(job->survey, job->task->target, image)) {
		text_format(&job->why,
			"the image %s is not what was asked for: it is for %s, or is not built on "
			"its parent",
			id, image->platform);
		give_up(job, RESULT_FAILED);
	}
	news_write_image(&job->news, "image", image);
	/* The build has set all tags. Those of a release go back to it. */
	if (job->status->released) {
		survey_set_image(job->survey, job->task->target, image);
		set_tags(job);
	}
}

_Noreturn void
image_make(const struct image_task *task)
{
	struct image_job job = {
		.task = task,
		.survey = task->survey,
		.arena = task->survey->arena,
		.target = &task->survey->targets->items[task->target],
		.status = &task->survey->statuses[task->target],
		.news = {.arena = task->survey->arena, .file = task->news, .stop = &ended},
		.lock.file = -1,
		.why = TEXT_EMPTY,
		.fetch = {.arena = task->survey->arena,
			.engine = &task->survey->engine,
			.scratch = task->state->scratch,
			.log = STDOUT_FILENO,
			.stop = &ended},
	};
	const struct sigaction action = {.sa_handler = note_end};

	sigaction(SIGTERM, &action, NULL);
	adopted_accept();
	if (job.status->state == TARGET_UNTAGGED) {
		set_tags(&job);
		finish(&job, RESULT_TAGGED, survey_new_names_text(job.survey, job.status));
	}
	take_lock(&job);
	if (is_pulled(&job))
		finish(&job, RESULT_PULLED, "");
	check_building(&job);
	build_image(&job);
	finish(&job, RESULT_BUILT, "");
}
