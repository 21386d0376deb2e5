#include "build/publish/push_images.h"

#include <string.h>

#include "build/publish/closing.h"
#include "build/publish/new_repositories.h"
#include "build/publish/ready.h"
#include "build/publish/send_image.h"
#include "build/publish/sent_outputs.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/state/interrupt.h"
#include "build/state/session.h"
#include "build/state/state.h"
#include "build/survey/inspected.h"
#include "build/survey/one_platform.h"
#include "build/survey/read_tags.h"
#include "build/survey/remote.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/target.h"
#include "engine/image_name.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	ROUNDS = 20,         /* rounds of reading the registry until nothing changes */
	PAUSE = 500,         /* milliseconds between two rounds */
	SETTLE_MOST = 10000, /* and before the last try, at most */
};

struct push {
	struct arena *arena;
	struct survey *survey;
	const struct state *state;
	const struct report_style *style;
	bool keys_only;
	struct registry *registry;
	struct remote remote;
	struct closing closing;
	struct report *report;
	struct image_result *images; /* one for each target */
	bool *sent;                  /* for each target, whether this run wrote its key */
	int64_t *times;              /* the milliseconds that pushing each of them took */
	bool raced;                  /* another push was noticed */
	int64_t longest;             /* the milliseconds that the slowest push of an image took */
};

/* Sending */

static struct sending
sending_of(const struct push *push)
{
	return (struct sending){push->survey, push->state, push->registry, push->report};
}

/* send_image with the times of this push. */
static bool
send_name(struct push *push, size_t target, const char *id, const char *name, struct text *why)
{
	const struct sending sending = sending_of(push);
	const bool done = send_image(&sending, target, id, name, &push->times[target], why);

	if (push->times[target] > push->longest)
		push->longest = push->times[target];
	return done;
}

static void
end_image(struct push *push, size_t target, enum result result, const char *detail)
{
	report_end(push->report, target, result, detail, push->times[target]);
}

/* Notes in the report that the registry has an image. */
static void
note_sound(struct push *push, size_t target, const struct remote_image *own)
{
	const bool same = strcmp(own->image->id, push->survey->statuses[target].image->id) == 0;
	struct image_result *image = &push->images[target];

	if (!same && image->result != RESULT_ELSEWHERE)
		end_image(push, target, RESULT_ELSEWHERE,
			push->sent[target] ? "another push came first: left as it is"
					   : "left as it is");
	else if (same && image->result != RESULT_SENT)
		end_image(push, target, push->sent[target] ? RESULT_SENT : RESULT_CURRENT, NULL);
}

/* Pushes the image of a target under its key, and reads what is there then. */
static enum outcome
send_key(struct push *push, size_t target)
{
	const struct target_status *status = &push->survey->statuses[target];
	const struct remote_image *own = remote_own(&push->remote, target);
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	report_start(push->report, target, "sending");
	report_say(push->report, target, "is being sent");
	if (send_name(push, target, status->image->id, own->key_name, &why)) {
		push->sent[target] = true;
		outcome = remote_read_own(&push->remote, target);
	} else {
		end_image(push, target, interrupt_came() ? RESULT_INTERRUPTED : RESULT_FAILED,
			arena_string(push->arena, why.bytes));
		outcome = OUTCOME_MACHINE;
	}
	text_free(&why);
	return outcome;
}

/* Makes sure that the registry has the key of a target, if this machine can. */
static enum outcome
push_key(struct push *push, size_t target)
{
	const struct target_status *status = &push->survey->statuses[target];
	const struct remote_image *own = remote_own(&push->remote, target);
	enum outcome outcome = OUTCOME_DONE;

	/*
	 * It may be minutes since the key was looked for. If it is there now, another push is
	 * running.
	 */
	if (!own->valid) {
		outcome = remote_read_own(&push->remote, target);
		push->raced = push->raced || own->image;
	}
	for (int i = 0; i < 3 && !own->valid && outcome == OUTCOME_DONE; i++) {
		if (remote_is_foreign(&push->remote, target, own)) {
			end_image(push, target, RESULT_FAILED,
				arena_format(push->arena,
					"as %s belongs to another key: somebody has overwritten "
					"it; remove it from the registry",
					own->name));
			return OUTCOME_STALE;
		}
		if (!remote_matches_parents(&push->remote, target, own->platform, status->image))
			return OUTCOME_DONE;
		outcome = send_key(push, target);
	}
	if (own->valid)
		note_sound(push, target, own);
	return outcome;
}

static enum outcome
push_keys(struct push *push)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < push->survey->targets->count && outcome == OUTCOME_DONE; i++)
		if (push->survey->wanted[i])
			outcome = interrupt_came() ? OUTCOME_MACHINE : push_key(push, i);
	return outcome;
}

/* Releases */

/* Notes in the report that the release of an image was sent, maybe behind the image itself. */
static void
note_release(struct push *push, size_t target)
{
	struct image_result *image = &push->images[target];
	const char *release = arena_join(push->arena, "the release ", push->survey->version, NULL);

	if (image->result == RESULT_CURRENT)
		end_image(push, target, RESULT_SENT, release);
	else
		image->detail = image->detail ? arena_join(push->arena, image->detail, ", and ",
							release, NULL)
					      : arena_join(push->arena, "with ", release, NULL);
}

/* Pushes the releases of images that the registry has, unless they are there. */
static enum outcome
push_releases(struct push *push)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < push->survey->targets->count && outcome == OUTCOME_DONE; i++) {
		const struct inspected *released = push->survey->statuses[i].released;
		const struct remote_image *own =
			push->survey->wanted[i] ? remote_own(&push->remote, i) : NULL;
		struct registry_manifest manifest;
		struct text why = TEXT_EMPTY;

		if (!released || !own || !own->valid ||
			strcmp(released->layers_hash, own->image->layers_hash) != 0)
			continue;
		const char *name = remote_release_name(&push->remote, own);

		outcome = remote_ask(&push->remote, &name, 1, &manifest);
		if (outcome != OUTCOME_DONE || manifest.answer != REGISTRY_ABSENT)
			continue;
		if (send_name(push, i, released->id, name, &why))
			note_release(push, i);
		else
			outcome = interrupt_came()
					  ? OUTCOME_MACHINE
					  : failure("%s was not sent: %s; the next push sends "
						    "what is missing",
						    name, why.bytes);
		text_free(&why);
	}
	return outcome;
}

/* Sends what tags are to be read from the images. */
static enum outcome
push_outputs(struct push *push)
{
	const struct survey *survey = push->survey;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count && outcome == OUTCOME_DONE; i++)
		if (survey->wanted[i] && survey->targets->items[i].read_tag_count)
			outcome = sent_outputs_write(&push->remote, i);
	return outcome;
}

/* Coming to rest */

/*
 * The tag of this version that names an image of the key on the current images of its parents; NULL
 * if there is none.
 */
static const char *
find_published(struct push *push, size_t target)
{
	const struct target *self = &push->survey->targets->items[target];
	const struct remote_image *own = remote_own(&push->remote, target);
	const struct public_names names = survey_public_names(push->survey, self);

	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i].name;
		struct registry_manifest manifest;
		const struct inspected *image;

		if (!names.items[i].versioned)
			continue;
		registry_read(push->registry, &name, 1, &manifest);
		if (manifest.answer == REGISTRY_FOUND &&
			remote_inspect(&push->remote, &name, &manifest, 1, &image) ==
				OUTCOME_DONE &&
			image && strcmp(image->key, self->key) == 0 &&
			remote_matches_parents(&push->remote, target, own->platform, image))
			return registry_exact_name(push->arena, name, &manifest);
	}
	return NULL;
}

/*
 * Takes back an image that this run wrote under a key at the same time as another push wrote the
 * parent's key. The key gets what that push has published, or is removed. Some registries cannot
 * remove; then that push must replace it.
 */
static enum outcome
take_back(struct push *push, size_t target)
{
	const struct remote_image *own = remote_own(&push->remote, target);
	const char *published = find_published(push, target);
	struct text why = TEXT_EMPTY;

	if (published)
		(void)registry_copy(push->registry, published, own->key_name, &why);
	else
		(void)registry_remove(push->registry,
			image_name_of_digest(push->arena, own->key_name, own->manifest.digest),
			&why);
	text_free(&why);
	return remote_read_own(&push->remote, target);
}

/*
 * Whether another push, as far as this one noticed, is bringing the images that are missing for
 * this platform.
 */
static bool
is_pending(const struct push *push)
{
	for (size_t i = 0; i < push->survey->targets->count && push->raced; i++)
		if (push->survey->wanted[i] && !remote_own(&push->remote, i)->valid)
			return true;
	return false;
}

/* Reads all keys again, notes what another push has changed, and repairs what does not fit. */
static enum outcome
look_again(struct push *push)
{
	const struct survey *survey = push->survey;
	enum outcome outcome = remote_read(&push->remote);

	for (size_t i = 0; i < survey->targets->count && outcome == OUTCOME_DONE; i++) {
		const struct remote_image *own =
			survey->wanted[i] ? remote_own(&push->remote, i) : NULL;

		if (!own)
			continue;
		const bool mine =
			own->image && strcmp(own->image->id, survey->statuses[i].image->id) == 0;

		push->raced = push->raced || (push->sent[i] && !mine);
		if (own->valid)
			note_sound(push, i, own);
		else if (mine && push->sent[i] &&
			 !remote_matches_parents(&push->remote, i, own->platform, own->image))
			outcome = take_back(push, i);
		else
			outcome = push_key(push, i);
	}
	return outcome;
}

/* Reads and repairs until nothing is missing that another push is bringing. */
static enum outcome
come_to_rest(void *data)
{
	struct push *push = data;
	enum outcome outcome = OUTCOME_DONE;

	for (int i = 0; i < ROUNDS && outcome == OUTCOME_DONE; i++) {
		if (i)
			clock_wait(PAUSE);
		outcome = look_again(push);
		if (interrupt_came())
			outcome = OUTCOME_MACHINE;
		if (!is_pending(push))
			break;
	}
	return outcome;
}

/*
 * Waits until the registry no longer changes. A push that looked before this one wrote can write
 * for as long as pushing an image takes, which is about as long as it took here.
 */
static enum outcome
settle(struct push *push)
{
	if (push->longest)
		clock_wait(push->longest < SETTLE_MOST ? push->longest : SETTLE_MOST);
	return come_to_rest(push);
}

/* The end */

/* Whether this push wrote nothing so far, and noticed nobody else who did. */
static bool
is_idle(const struct push *push)
{
	return !push->longest && !push->raced && !push->closing.publish.changed;
}

static bool
was_elsewhere(const struct push *push)
{
	return results_count(push->images, push->survey->targets->count, RESULT_ELSEWHERE) > 0;
}

/* Reports what the user can do if the registry has other images of the keys. */
static void
report_elsewhere(struct push *push, enum outcome outcome)
{
	if (outcome == OUTCOME_STALE && was_elsewhere(push))
		report_line(push->report, "the registry has images of the same keys that were "
					  "built elsewhere: CACHE=1 "
					  "builds on those (make CACHE=1 push)");
	else if (was_elsewhere(push))
		report_line(push->report,
			"what was built elsewhere stays in the registry; to publish an image anew "
			"change "
			"its key: basegen lock --update for a base that moved, else 'rebuild' in "
			"images.yaml");
}

static enum outcome
read_registry(struct push *push)
{
	const enum outcome outcome = remote_read(&push->remote);

	return outcome == OUTCOME_DONE ? publish_check(&push->closing.publish) : outcome;
}

/*
 * Reads what is there. A repository that the registry denies is made first, and then it is read
 * without doubt: a key that cannot be read must not be overwritten.
 */
static enum outcome
read_or_make_repositories(struct push *push)
{
	const struct sending sending = sending_of(push);
	enum outcome outcome;

	push->registry->denied_is_absent = true;
	outcome = read_registry(push);
	push->registry->denied_is_absent = false;
	if (outcome != OUTCOME_DONE || !push->registry->denied.count)
		return outcome;
	outcome = new_repositories_make(&sending);
	return outcome == OUTCOME_DONE ? read_registry(push) : outcome;
}

static enum outcome
push_all(struct push *push)
{
	enum outcome outcome = read_tags(push->survey, push->report);

	if (outcome == OUTCOME_DONE)
		outcome = read_or_make_repositories(push);
	if (outcome == OUTCOME_DONE)
		outcome = publish_restore(&push->closing.publish);
	if (outcome == OUTCOME_DONE)
		outcome = one_platform_check(&push->remote);
	if (outcome == OUTCOME_DONE)
		outcome = push_keys(push);
	if (outcome == OUTCOME_DONE && !is_idle(push))
		outcome = settle(push);
	if (outcome == OUTCOME_DONE)
		outcome = push_releases(push);
	if (outcome == OUTCOME_DONE && push->keys_only)
		outcome = push_outputs(push);
	push->closing.idle = is_idle(push);
	if (outcome == OUTCOME_DONE)
		outcome = !push->keys_only && remote_is_complete(&push->remote)
				  ? closing_publish(&push->closing, come_to_rest, push)
				  : closing_report_missing(&push->closing);
	report_elsewhere(push, outcome);
	return outcome;
}

static enum outcome
push_in_session(struct registry *registry, void *data)
{
	struct push *push = data;
	struct survey *survey = push->survey;
	const size_t count = survey->targets->count;
	const struct report_style style = ready_style(push->style);
	size_t total;

	push->registry = registry;
	remote_open(&push->remote, survey, registry);
	push->images = ready_list(survey, &total);
	push->times = arena_allocate_array(push->arena, count, sizeof(*push->times));
	push->sent = arena_allocate_array(push->arena, count, sizeof(*push->sent));
	push->report = report_open(push->arena, &style, push->images, count, total);
	push->closing = (struct closing){.remote = &push->remote,
		.report = push->report,
		.images = push->images,
		.publish = {.remote = &push->remote,
			.report = push->report,
			.keys_only = push->keys_only},
		.silent = push->keys_only,
		.missing = "as it is not built on the images that the registry has under its "
			   "parents' keys"};
	return ready_close(push->report, survey, push->images, push_all(push));
}

enum outcome
push_images(struct survey *survey, struct state *state, const struct report_style *style,
	bool keys_only)
{
	struct push push = {.arena = survey->arena,
		.survey = survey,
		.state = state,
		.style = style,
		.keys_only = keys_only};
	enum outcome outcome = ready_check(survey, "pushed");

	if (outcome == OUTCOME_DONE)
		outcome = session_run(state, survey->arena, push_in_session, &push);
	survey_save(survey, state_path(state, survey->arena, "images"));
	return outcome;
}
