#include "build/publish/bake_images.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "adapters/process.h"
#include "build/image/request.h"
#include "build/publish/bake_file.h"
#include "build/publish/bake_output.h"
#include "build/publish/closing.h"
#include "build/publish/ready.h"
#include "build/report/lines.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/state/interrupt.h"
#include "build/state/session.h"
#include "build/state/state.h"
#include "build/survey/inspected.h"
#include "build/survey/remote.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/permission.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/buildx.h"
#include "engine/image_name.h"
#include "family/bake_name.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	ROUNDS = 3,      /* of baking */
	TAIL_LINES = 30, /* lines of a log that names no image */
};

struct bake {
	struct arena *arena;
	struct survey *survey;
	const struct version *version;
	const struct state *state;
	const struct report_style *style;
	const struct bake_options *options;
	const char *const *allowed; /* what ALLOW and the options allow (permission_all) */
	struct registry *registry;
	struct remote remote;
	struct buildx buildx;
	struct report *report;
	struct image_result *images; /* one for each target */
	struct closing closing;
	struct map taken;          /* names that are taken in bake's files */
	const char *const *names;  /* of the targets of docker-bake.json */
	struct bake_item *list;    /* all that was baked; this round's are at the end */
	size_t count, round_start; /* where those begin */
	int64_t longest; /* the most milliseconds from reading a key to having written it */
};

/* What is missing */

/* Whether this run must bring that image. */
static bool
is_ours(const struct bake *bake, size_t target, const struct remote_image *image)
{
	return bake->closing.everywhere || image == remote_own(&bake->remote, target);
}

/* Whether the name of the key stands for an image of another key. Then a message says so. */
static bool
is_foreign(const struct bake *bake, size_t target, const struct remote_image *image)
{
	if (!remote_is_foreign(&bake->remote, target, image))
		return false;
	(void)failure_mistake(NULL,
		"%s belongs to another key: somebody has overwritten it; remove it from the "
		"registry",
		image->name);
	return true;
}

static void
add_baking(struct bake *bake, size_t target, struct remote_image *image)
{
	const char *platform =
		survey_suffix(bake->survey, platform_short(bake->arena, image->platform), false);

	*ARENA_ADD(bake->arena, bake->list, bake->count) = (struct bake_item){.target = target,
		.image = image,
		.name = bake_name(bake->arena, &bake->taken,
			arena_join(bake->arena, bake->names[target], "_", platform + 1, NULL))};
}

/*
 * Starts a round with the images that the registry lacks. OUTCOME_STALE after a message if a key
 * has an image of another key.
 */
static enum outcome
find_missing(struct bake *bake)
{
	enum outcome outcome = OUTCOME_DONE;

	bake->round_start = bake->count;
	for (size_t i = 0; i < bake->survey->targets->count; i++)
		for (size_t j = 0; j < bake->remote.targets[i].count; j++) {
			struct remote_image *image = &bake->remote.targets[i].images[j];

			if (image->valid || !is_ours(bake, i, image))
				continue;
			if (is_foreign(bake, i, image))
				outcome = OUTCOME_STALE;
			add_baking(bake, i, image);
		}
	return outcome;
}

/* Calling buildx */

static const char *const *
find_words(const struct bake *bake, const char *file, const char *group, const char *metadata)
{
	const char *files[] = {
		arena_join(bake->arena, bake->options->out, "/docker-bake.json", NULL), file, NULL};
	const struct buildx_bake call = {
		.arguments = bake->options->arguments,
		.allow = permission_for_buildx(bake->arena, bake->allowed),
		.files = files,
		.group = group,
		.reads = bake->state->scratch,
		.metadata = metadata,
	};

	return buildx_bake_words(&bake->buildx, bake->arena, &call);
}

/* Whether buildx reported that this image failed. If there is only one, it does not name it. */
static bool
names_failed(const struct bake *bake, const char *said, const struct bake_item *baking)
{
	return bake->count - bake->round_start == 1
		       ? strstr(said, "ERROR: failed to solve: ") != NULL
		       : strstr(said, arena_join(bake->arena, "target ", baking->name, ": ",
					      NULL)) != NULL;
}

/* Shows the failures of the images that buildx names; if it names none, the end of the log. */
static void
report_failure(const struct bake *bake, const char *log, bool shown)
{
	const char *said = shown ? NULL : state_read(bake->arena, log);
	struct text tail = TEXT_EMPTY;
	bool cut, found = false;

	for (size_t i = bake->round_start; said && i < bake->count; i++) {
		const struct bake_item *baking = &bake->list[i];

		if (!names_failed(bake, said, baking) ||
			bake->images[baking->target].result == RESULT_FAILED)
			continue;
		found = true;
		bake->images[baking->target].log = log;
		report_end(bake->report, baking->target, RESULT_FAILED, NULL, 0);
	}
	if (said && !found && lines_read_last(log, TAIL_LINES, &tail, &cut) == 0 && tail.length)
		fputs(tail.bytes, stderr);
	text_free(&tail);
}

/* Runs buildx. OUTCOME_STALE after a message if it fails. */
static enum outcome
run(const struct bake *bake, const char *const *words)
{
	const char *log = arena_join(bake->arena, bake->state->logs, "/bake.log", NULL);
	struct bake_output output;
	const struct process_call call = {
		.words = words,
		.environment = request_bake_environment(bake->survey, bake->version),
		.stop = interrupt_flag(),
	};

	if (!bake_output_open(&output, log, bake->survey->settings->verbose))
		return failure_of_file(log);
	if (!output.shown)
		report_line(bake->report, arena_join(bake->arena, "baking, log in ", log, NULL));
	const int status = process_run_into(&call, output.file);
	const int error = errno;

	bake_output_close(&output);
	if (interrupt_came())
		return OUTCOME_MACHINE;
	if (status < 0)
		return failure("%s: %s", words[0], strerror(error));
	if (status == 0)
		return OUTCOME_DONE;
	report_failure(bake, log, output.shown);
	(void)failure_mistake(NULL,
		"buildx bake failed, so the public tags stay%s%s; the next bake continues with "
		"what the workers have cached",
		output.shown ? "" : " (log ",
		output.shown ? "" : arena_join(bake->arena, log, ")", NULL));
	return OUTCOME_STALE;
}

/* Reads what was baked. */
static enum outcome
read_digests(struct bake *bake, const char *path)
{
	const char *metadata = state_read(bake->arena, path);
	const size_t count = bake->count - bake->round_start;
	struct bake_item *list = bake->list + bake->round_start;
	const char **names = arena_allocate_array(bake->arena, count, sizeof(*names));
	const char **digests = arena_allocate_array(bake->arena, count, sizeof(*digests));

	for (size_t i = 0; i < count; i++)
		names[i] = list[i].name;
	buildx_read_digests(bake->arena, metadata ? metadata : "", names, count, digests);
	for (size_t i = 0; i < count; i++)
		if (!(list[i].digest = digests[i]))
			return failure("buildx reported no digest of %s: install a newer buildx",
				names[i]);
	return OUTCOME_DONE;
}

/* Bakes the images of this round. */
static enum outcome
call_buildx(struct bake *bake)
{
	const char *path = arena_join(bake->arena, bake->state->scratch, "/bake.json", NULL);
	const char *metadata = arena_join(bake->arena, bake->state->scratch, "/baked.json", NULL);
	const struct bake_file file = {
		.remote = &bake->remote,
		.names = bake->names,
		.rewrites = bake->buildx.rewrites,
		.group = bake_name(bake->arena, &bake->taken, "missing"),
		.list = bake->list + bake->round_start,
		.count = bake->count - bake->round_start,
	};
	struct text why = TEXT_EMPTY;
	size_t refused;
	enum outcome outcome = OUTCOME_DONE;

	if (!bake_file_copy_contexts(
		    &file, bake->options->out, bake->state->scratch, &refused, &why)) {
		report_end(bake->report, refused, RESULT_REFUSED,
			arena_string(bake->arena, why.bytes), 0);
		outcome = OUTCOME_STALE;
	}
	text_free(&why);
	if (outcome == OUTCOME_DONE)
		outcome = bake_file_write(&file, path);
	if (outcome == OUTCOME_DONE)
		outcome = run(bake, find_words(bake, path, file.group, metadata));
	return outcome == OUTCOME_DONE ? read_digests(bake, metadata) : outcome;
}

/* Giving keys */

/* The name of a baked image, by its digest. */
static const char *
baked_name(const struct bake *bake, const struct bake_item *baking)
{
	return image_name_of_digest(bake->arena, baking->image->key_name, baking->digest);
}

/* Inspects a baked image. */
static enum outcome
look_inside(struct bake *bake, struct bake_item *baking)
{
	const char *name = baked_name(bake, baking);
	struct registry_manifest manifest;
	enum outcome outcome;

	registry_read(bake->registry, &name, 1, &manifest);
	if (manifest.answer != REGISTRY_FOUND)
		return failure("the registry does not have %s, which was baked: %s", name,
			manifest.answer == REGISTRY_ABSENT ? "it is not there" : manifest.why);
	outcome = remote_inspect(&bake->remote, &name, &manifest, 1, &baking->inside);
	if (outcome != OUTCOME_DONE ||
		(baking->inside && strcmp(baking->inside->key,
					   bake->survey->targets->items[baking->target].key) == 0))
		return outcome;
	return failure("%s, which was baked for %s, is not an image with its key", name,
		bake->survey->targets->items[baking->target].id);
}

/*
 * Gives the name of the key to a baked image, unless the registry has a valid image there by now.
 */
static enum outcome
give_key(struct bake *bake, struct bake_item *baking)
{
	struct remote_image *image = baking->image;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = look_inside(bake, baking);

	for (int i = 0; i < ROUNDS && outcome == OUTCOME_DONE; i++) {
		const int64_t start = clock_now();

		outcome = remote_read_image(&bake->remote, baking->target, image);
		if (outcome != OUTCOME_DONE || image->valid ||
			!remote_matches_parents(
				&bake->remote, baking->target, image->platform, baking->inside))
			break;
		if (is_foreign(bake, baking->target, image))
			outcome = OUTCOME_STALE;
		else if (!registry_copy(
				 bake->registry, baked_name(bake, baking), image->key_name, &why))
			outcome = failure("%s was not set: %s; the next bake sets it",
				image->key_name, why.bytes);
		else
			baking->tagged = true;
		if (clock_now() - start > bake->longest)
			bake->longest = clock_now() - start;
	}
	text_free(&why);
	return outcome;
}

static enum outcome
give_keys(struct bake *bake)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = bake->round_start; i < bake->count && outcome == OUTCOME_DONE; i++)
		outcome = interrupt_came() ? OUTCOME_MACHINE : give_key(bake, &bake->list[i]);
	return outcome;
}

/* The whole */

static enum outcome
read_again(void *data)
{
	struct bake *bake = data;

	return interrupt_came() ? OUTCOME_MACHINE : remote_read(&bake->remote);
}

/* Checks that this round is allowed what it needs of this machine. */
static enum outcome
check_permissions(const struct bake *bake)
{
	bool *baked =
		arena_allocate_array(bake->arena, bake->survey->targets->count, sizeof(*baked));

	for (size_t i = bake->round_start; i < bake->count; i++)
		baked[bake->list[i].target] = true;
	return permission_check(
		bake->arena, bake->survey->targets, baked, bake->options->out, bake->allowed);
}

/*
 * Bakes the missing images. Then waits until a run that had looked before this one wrote has
 * written too, and reads the registry again.
 */
static enum outcome
bake_round(struct bake *bake, bool *done)
{
	enum outcome outcome = find_missing(bake);

	*done = outcome != OUTCOME_DONE || bake->round_start == bake->count;
	if (*done)
		return outcome;
	outcome = check_permissions(bake);
	if (outcome != OUTCOME_DONE)
		return outcome;
	for (size_t i = bake->round_start; i < bake->count; i++)
		if (!bake->images[bake->list[i].target].place)
			report_start(bake->report, bake->list[i].target, "baking");
	if (!bake->buildx.program)
		outcome = buildx_open(&bake->buildx, bake->arena, bake->options->arguments);
	if (outcome == OUTCOME_DONE)
		outcome = call_buildx(bake);
	if (outcome == OUTCOME_DONE)
		outcome = give_keys(bake);
	if (outcome == OUTCOME_DONE)
		clock_wait(bake->longest);
	return outcome == OUTCOME_DONE ? read_again(bake) : outcome;
}

/*
 * Whether this run made what the registry has under a key. Variants of the same content share a
 * key.
 */
static bool
is_baked(const struct bake *bake, const struct remote_image *image)
{
	for (size_t i = 0; i < bake->count; i++) {
		const struct bake_item *baking = &bake->list[i];

		if (baking->tagged && strcmp(baking->image->key_name, image->key_name) == 0 &&
			strcmp(baking->inside->id, image->image->id) == 0)
			return true;
	}
	return false;
}

/* Reports the result of a target whose images are all there. */
static void
report_target(struct bake *bake, size_t target)
{
	enum result result = RESULT_CURRENT;

	for (size_t i = 0; i < bake->count && result != RESULT_BAKED; i++)
		if (bake->list[i].target == target)
			result = is_baked(bake, bake->list[i].image) ? RESULT_BAKED
								     : RESULT_ELSEWHERE;
	report_end(bake->report, target, result,
		result == RESULT_ELSEWHERE ? "another push came first: left as it is" : NULL, 0);
}

static void
report_targets(struct bake *bake)
{
	for (size_t i = 0; i < bake->survey->targets->count; i++) {
		bool there = bake->survey->wanted[i];

		for (size_t j = 0; j < bake->remote.targets[i].count; j++)
			there = there &&
				(bake->remote.targets[i].images[j].valid ||
					!is_ours(bake, i, &bake->remote.targets[i].images[j]));
		if (there && bake->images[i].result == RESULT_PENDING)
			report_target(bake, i);
	}
}

static enum outcome
bake_all(struct bake *bake)
{
	enum outcome outcome = remote_read(&bake->remote);
	bool done = false;

	if (outcome == OUTCOME_DONE)
		outcome = publish_check(&bake->closing.publish);
	if (outcome == OUTCOME_DONE)
		outcome = publish_restore(&bake->closing.publish);
	for (int i = 0; i < ROUNDS && !done && outcome == OUTCOME_DONE; i++)
		outcome = bake_round(bake, &done);
	report_targets(bake);
	if (outcome != OUTCOME_DONE)
		return outcome;
	bake->closing.idle = !bake->count && !bake->closing.publish.changed;
	return remote_is_complete(&bake->remote) ? closing_publish(&bake->closing, read_again, bake)
						 : closing_report_missing(&bake->closing);
}

static enum outcome
bake_in_session(struct registry *registry, void *data)
{
	struct bake *bake = data;
	const struct survey *survey = bake->survey;
	const struct report_style style = ready_style(bake->style);
	size_t total;

	bake->registry = registry;
	remote_open(&bake->remote, bake->survey, bake->registry);
	bake->names = bake_file_names(bake->arena, survey->targets, &bake->taken);
	bake->images = ready_list(survey, &total);
	bake->report =
		report_open(bake->arena, &style, bake->images, survey->targets->count, total);
	bake->closing = (struct closing){
		.remote = &bake->remote,
		.report = bake->report,
		.images = bake->images,
		.publish = {.remote = &bake->remote, .report = bake->report},
		.everywhere = !survey->settings->platform,
		.missing = "as others push its parents at the same time: bake again",
	};
	return ready_close(bake->report, survey, bake->images, bake_all(bake));
}

enum outcome
bake_images(struct survey *survey, const struct version *version, struct state *state,
	const struct report_style *style, const struct bake_options *options)
{
	struct bake bake = {.arena = survey->arena,
		.survey = survey,
		.version = version,
		.state = state,
		.style = style,
		.options = options,
		.allowed = permission_all(survey->arena, survey->settings->allow, options->allow)};
	const enum outcome outcome = session_run(state, survey->arena, bake_in_session, &bake);

	if (bake.remote.targets)
		remote_remember(&bake.remote, state_path(state, survey->arena, "registry"));
	return outcome;
}
