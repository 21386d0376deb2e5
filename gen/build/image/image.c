#include "build/image/image.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/process.h"
#include "build/image/context.h"
#include "build/image/request.h"
#include "build/report/results.h"
#include "build/state/run_lock.h"
#include "build/state/state.h"
#include "build/image/base.h"
#include "build/image/fetch.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/target/labels.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "build/target/build_version.h"
#include "output/key_inputs.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct making {
	const struct image_task *task;
	struct survey *survey;
	struct arena *arena;
	const struct target *target;
	struct standing *standing;
	struct run_lock lock;
	struct fetch fetch;
	struct bases bases;
	const struct inspected *const *parents; /* as they are under their keys; NULL: not there */
	struct text why;                        /* the last thing did not work */
	bool unanswered; /* the registry did not say whether it has what was to be pulled */
	bool mute;       /* news could not be written: nothing more is */
};

static volatile sig_atomic_t ended; /* the signal that came; 0: none */

/* What runs sees it, and is ended; this process goes on to take away what it made. */
static void
note_end(int signal)
{
	ended = signal;
}

/* News */

/* Writes all of it; a signal in the middle is no reason to stop. */
static bool
write_news(int file, const char *bytes, size_t length)
{
	while (length) {
		const ssize_t put = write(file, bytes, length);

		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0) {
			bytes += put;
			length -= (size_t)put;
		}
	}
	return true;
}

/* What follows lost news would be understood wrongly: the process is mute from then on, and ends what it runs. */
__attribute__((format(__printf__, 2, 3))) static void
tell(struct making *making, const char *format, ...)
{
	struct text line = {0};
	va_list arguments;

	if (making->mute)
		return;
	va_start(arguments, format);
	text_format_list(&line, format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < line.length; i++)
		if (line.bytes[i] == '\n')
			line.bytes[i] = ' ';
	text_append_character(&line, '\n');
	if (!write_news(making->task->news, line.bytes, line.length)) {
		making->mute = true;
		ended = ended ? ended : SIGPIPE;
	}
	text_free(&line);
}

/* Tells of an image: `what` is "image" for that of the target, "base" for another one. */
static void
tell_image(struct making *making, const char *what, const struct inspected *image)
{
	const struct layer **layers = arena_allocate_array(
		making->arena, image->top ? image->top->height : 0, sizeof(*layers));
	struct text words = {0};
	size_t count = 0;

	for (const struct layer *layer = image->top; layer; layer = layer->below)
		layers[count++] = layer;
	while (count)
		tell(making, "layer %s", layers[--count]->diff_id);
	inspected_append(&words, image);
	tell(making, "%s %s", what, words.bytes);
	text_free(&words);
}

/* Gives all back, says what became of the image, and ends the process. */
_Noreturn static void
finish(struct making *making, enum result result, const char *detail)
{
	bases_give(&making->bases);
	run_lock_release(&making->lock);
	if (ended) {
		adopted_end();
		result = RESULT_INTERRUPTED;
		detail = "";
	}
	tell(making, "end %d %s", (int)result, detail);
	_exit(result == RESULT_BUILT || result == RESULT_PULLED || result == RESULT_TAGGED ||
				result == RESULT_CURRENT
			? 0
			: 1);
}

/* Ends with `result` for the reason in `why`, or because the engine is gone, which is the same for all images. */
_Noreturn static void
give_up(struct making *making, enum result result)
{
	if (!ended && !engine_answers(&making->survey->engine)) {
		tell(making, "dead");
		finish(making, RESULT_FAILED, "as the engine does not answer");
	}
	finish(making, result, making->why.length ? making->why.bytes : "");
}

/* Steps */

static void
set_tags(struct making *making)
{
	const struct engine *engine = &making->survey->engine;

	for (size_t i = 0; i < making->standing->move_count; i++) {
		const struct move *move = &making->standing->moves[i];

		if (!engine_tag(engine, move->id, move->name, &making->why))
			give_up(making, RESULT_FAILED);
	}
}

/* Looks at images by name with one question, and remembers them; NULL in `found` where there is none. */
static void
look_at_all(struct making *making, const char *const *names, size_t count,
	const struct inspected **found)
{
	struct engine_image *images = arena_allocate_array(making->arena, count, sizeof(*images));

	if (engine_inspect(&making->survey->engine, making->arena, names, count, images) !=
		OUTCOME_DONE)
		give_up(making, RESULT_FAILED);
	for (size_t i = 0; i < count; i++)
		found[i] = images[i].id ? inspections_take(&making->survey->inspections, &images[i])
					: NULL;
}

static const struct inspected *
look_at(struct making *making, const char *name)
{
	const struct inspected *found;

	look_at_all(making, &name, 1, &found);
	return found;
}

/* Looks at what the key names and at the parents under theirs. */
static const struct inspected *
look_at_key_and_parents(struct making *making)
{
	const struct target *target = making->target;
	const size_t count = target->parent_count + 1;
	const char **names = arena_allocate_array(making->arena, count, sizeof(*names));
	const struct inspected **found =
		arena_allocate_array(making->arena, count, sizeof(struct inspected *));

	names[0] = survey_key_name(making->survey, making->task->target);
	for (size_t i = 0; i < target->parent_count; i++)
		names[i + 1] = survey_key_name(making->survey, target->parents[i].target);
	look_at_all(making, names, count, found);
	making->parents = found + 1;
	return found[0];
}

/* Takes the image if it is what the key says: tells of it and sets the tags. */
static bool
is_taken(struct making *making, const struct inspected *image)
{
	const size_t target = making->task->target;

	if (!image || !survey_accepts(making->survey, target, image))
		return false;
	survey_settle(making->survey, target, image);
	tell_image(making, "image", image);
	set_tags(making);
	return true;
}

static void
say_locked(void *data)
{
	struct making *making = data;

	tell(making, "say is being built by another run");
}

/* Whoever builds a key is alone with it; what came into being meanwhile is taken, not replaced. */
static void
take_lock(struct making *making)
{
	const struct standing *standing = making->standing;

	if (!run_lock_acquire(&making->lock, making->arena, making->survey->engine.kind,
		    arena_format(making->arena, "key-%s%s", making->target->key, standing->suffix),
		    true, say_locked, making, &making->why))
		give_up(making, RESULT_REFUSED);
	if (ended)
		finish(making, RESULT_INTERRUPTED, "");
	if (is_taken(making, look_at_key_and_parents(making)))
		finish(making, RESULT_TAGGED, survey_moves_text(making->survey, making->standing));
}

/* Pulls what the registry has under a name; false where it has nothing, or does not say, which is told. */
static bool
pull(struct making *making, const char *name)
{
	const enum fetch_end end = fetch_image(&making->fetch, name, NULL, &making->why);

	if (end == FETCH_FAILED && !ended)
		tell(making, "say cannot be pulled%s: %s",
			making->task->only_pull ? "" : ", so it is built", making->why.bytes);
	text_clear(&making->why);
	making->unanswered = making->unanswered || end == FETCH_FAILED;
	return end == FETCH_DONE;
}

/* Takes the name away again from what was pulled, as it is not what the name says. */
static void
refuse_pulled(struct making *making, const char *name)
{
	tell(making, "say %s of the registry is another image, or for another platform", name);
	(void)engine_untag(&making->survey->engine, name, &making->why);
	text_clear(&making->why);
}

/* Pulls what is to be of the target under a name; NULL, and the name is taken away again, if it is not. */
static const struct inspected *
pull_accepted(struct making *making, const char *name,
	bool (*accepts)(const struct survey *survey, size_t target, const struct inspected *image))
{
	const struct inspected *image = name && pull(making, name) ? look_at(making, name) : NULL;

	if (!image || accepts(making->survey, making->task->target, image))
		return image;
	refuse_pulled(making, name);
	return NULL;
}

/* Pulls what was released of the target as this version. */
static void
pull_release(struct making *making)
{
	const enum release release = making->task->version->release;
	const char *name = survey_registry_key_name(making->survey, making->task->target);

	if (release == RELEASE_YES || release == RELEASE_UNKNOWN)
		making->standing->released = pull_accepted(making,
			arena_format(making->arena, "%s-%s", name, making->survey->version),
			survey_is_of_key);
}

/* With CACHE=1, and for pull: takes what the registry has under the key, and what was released of it. */
static bool
is_pulled(struct making *making)
{
	const size_t target = making->task->target;

	if ((!making->survey->settings->cache && !making->task->only_pull) ||
		!*making->survey->settings->registry)
		return false;
	const struct inspected *image = pull_accepted(
		making, survey_registry_key_name(making->survey, target), survey_accepts);

	/* Engines try for seconds where nobody answers. */
	if (!image && !making->unanswered)
		image = pull_accepted(
			making, survey_registry_plain_name(making->survey, target), survey_accepts);
	if (!image)
		return false;
	pull_release(making);
	return is_taken(making, image);
}

/* What is not to be built ends here. */
static void
check_building(struct making *making)
{
	if (making->standing->only_id)
		finish(making, RESULT_REFUSED,
			"as what the registry has under its key is another image than here, and "
			"cannot be "
			"pulled");
	if (making->task->only_pull)
		finish(making, RESULT_REFUSED,
			"as the registry does not have it: basegen build builds it");
}

/* The build */

/*
 * Each parent is there under its key, so that no engine looks for it elsewhere; where only another
 * name is left of it, it gets this one back.
 */
static void
check_parents(struct making *making)
{
	const struct target *target = making->target;

	if (making->bases.waited || making->survey->settings->cache)
		(void)look_at_key_and_parents(making);
	for (size_t i = 0; i < target->parent_count; i++) {
		const size_t parent = target->parents[i].target;
		const struct inspected *image = making->survey->standings[parent].image;
		const char *name = survey_key_name(making->survey, parent);
		const struct inspected *there = making->parents[i];

		if ((there && strcmp(there->id, image->id) == 0) ||
			engine_tag(&making->survey->engine, image->id, name, &making->why))
			continue;
		text_clear(&making->why);
		text_format(&making->why, "it needs %s, which is gone", name);
		give_up(making, RESULT_REFUSED);
	}
}

/* The text of `rebuild` in what a key is made of; "" where there is none. */
static const char *
rebuild_text(struct arena *arena, const char *lines)
{
	const struct ingredients made_of = ingredients_read(arena, lines);

	for (size_t i = 0; i < made_of.count; i++)
		if (strcmp(made_of.items[i].kind, "rebuild") == 0)
			return made_of.items[i].name;
	return "";
}

/*
 * Whether the layers of the engine's cache may not be taken: `rebuild` has another text than in the image that
 * people have under this name, so that the cache has the very layers which are to be made anew.
 */
static bool
is_anew(struct making *making)
{
	const char *text = rebuild_text(making->arena, making->target->ingredients);
	const char *name = survey_name(making->survey, making->target);
	struct engine_image held = {0};

	if (!*text)
		return false;
	if (engine_inspect(&making->survey->engine, making->arena, &name, 1, &held) != OUTCOME_DONE)
		give_up(making, RESULT_FAILED);
	return !held.id || strcmp(text, rebuild_text(making->arena,
						engine_label(&held, LABEL_KEY_INPUTS))) != 0;
}

static const char *const *
without_cache(struct arena *arena, const char *const *flags)
{
	struct strings all = {.arena = arena};

	for (; *flags; flags++)
		strings_add(&all, *flags);
	strings_add(&all, "--no-cache");
	return strings_end(&all);
}

/* Runs the build; the ID of the image, or NULL where there is none. */
static const char *
run_build(struct making *making, const char *context)
{
	const struct engine *engine = &making->survey->engine;
	struct engine_build build = request_describe(
		making->survey, making->task->target, making->task->version, context);

	check_parents(making);
	if (is_anew(making))
		build.flags = without_cache(making->arena, build.flags);
	build.id_file = arena_format(making->arena, "%s.id", context);
	const struct process_call call = {
		.words = engine_build_words(engine, making->arena, &build),
		.environment = request_environment(making->survey, making->task->version),
		.stop = &ended,
		/* docker's daemon takes away what a build made; the others do it themselves. */
		.gentle = engine->kind != ENGINE_DOCKER,
	};

	if (ended || process_run_into(&call, STDOUT_FILENO) != 0)
		return NULL;
	return engine_read_id(engine, making->arena, build.id_file);
}

static void
tell_base(void *data, const struct engine_image *image)
{
	struct making *making = data;

	tell_image(making, "base", inspections_take(&making->survey->inspections, image));
}

static void
take_bases(struct making *making)
{
	making->bases = (struct bases){
		.arena = making->arena,
		.engine = &making->survey->engine,
		.platform = making->standing->platform,
		.pull = making->target->pull,
		.fetch = &making->fetch,
		.seen = tell_base,
		.data = making,
	};
	struct strings names = {.arena = making->arena};

	for (size_t i = 0; making->target->bases[i]; i++)
		strings_add(&names, survey_base_name(making->survey, making->task->target, i));
	if (bases_take(&making->bases, strings_end(&names), &making->why))
		return;
	if (making->why.length)
		text_append_string(&making->why, "; where no registry is reached, make bootstrap "
						 "(basegen bootstrap) builds a stand-in");
	give_up(making, RESULT_REFUSED);
}

/* Has the Dockerfile of the snapshot name the bases as the engine has them. */
static void
name_bases(struct making *making, const char *context)
{
	const struct target *target = making->target;

	for (size_t i = 0; target->bases[i]; i++) {
		const char *written = *target->digests[i]
					      ? arena_join(making->arena, target->bases[i], "@",
							target->digests[i], NULL)
					      : target->bases[i];
		const char *from = bases_from(
			&making->bases, survey_base_name(making->survey, making->task->target, i));

		if (strcmp(written, from) != 0 &&
			!context_rename(making->arena, context, written, from, &making->why))
			finish(making, RESULT_REFUSED,
				arena_format(making->arena, "as %s", making->why.bytes));
	}
}

static const char *
copy_context(struct making *making)
{
	const char *context = context_copy(making->arena, making->task->out, making->target,
		making->task->state->scratch, &making->why);

	if (context)
		return context;
	finish(making, RESULT_REFUSED, arena_format(making->arena, "as %s", making->why.bytes));
}

static void
build(struct making *making)
{
	/* The snapshot first: what is edited from now on is no part of this image. */
	const char *context = copy_context(making);

	take_bases(making);
	name_bases(making, context);
	const char *id = run_build(making, context);

	if (!id)
		give_up(making, RESULT_FAILED);
	const struct inspected *image = look_at(making, id);

	if (!image) {
		text_format(&making->why, "the image %s is gone", id);
		give_up(making, RESULT_FAILED);
	}
	if (!survey_accepts(making->survey, making->task->target, image)) {
		text_format(&making->why,
			"the image %s is not what was asked for: it is for %s, or does not stand "
			"on "
			"its parent",
			id, image->platform);
		give_up(making, RESULT_FAILED);
	}
	tell_image(making, "image", image);
	/* The engine has set the tags; those of a release go back to it. */
	if (making->standing->released) {
		survey_settle(making->survey, making->task->target, image);
		set_tags(making);
	}
}

_Noreturn void
image_make(const struct image_task *task)
{
	struct making making = {
		.task = task,
		.survey = task->survey,
		.arena = task->survey->arena,
		.target = &task->survey->targets->items[task->target],
		.standing = &task->survey->standings[task->target],
		.lock.file = -1,
		.fetch = {.arena = task->survey->arena,
			.engine = &task->survey->engine,
			.scratch = task->state->scratch,
			.log = STDOUT_FILENO,
			.stop = &ended},
	};
	const struct sigaction action = {.sa_handler = note_end};

	sigaction(SIGTERM, &action, NULL);
	adopted_accept();
	if (making.standing->state == STANDING_TAG) {
		set_tags(&making);
		finish(&making, RESULT_TAGGED, survey_moves_text(making.survey, making.standing));
	}
	take_lock(&making);
	if (is_pulled(&making))
		finish(&making, RESULT_PULLED, "");
	check_building(&making);
	build(&making);
	finish(&making, RESULT_BUILT, "");
}
