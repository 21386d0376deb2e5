#include "build/publish/closing.h"

#include <string.h>

#include "build/report/report.h"
#include "build/report/results.h"
#include "build/survey/inspected.h"
#include "build/survey/remote.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { ROUNDS = 20 }; /* rounds of setting the public tags */

/* "as the registry has no image of its key for linux/amd64, linux/arm64" */
static const char *
describe_missing(const struct remote *remote, size_t target)
{
	const struct remote_target *self = &remote->targets[target];
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < self->count; i++)
		if (!self->images[i].valid)
			text_format(&text, "%s%s",
				text.length ? ", " : "as the registry has no image of its key for ",
				self->images[i].platform);
	const char *description = arena_string(remote->survey->arena, text.bytes);

	text_free(&text);
	return description;
}

enum outcome
closing_report_missing(struct closing *closing)
{
	const struct remote *remote = closing->remote;
	const struct survey *survey = remote->survey;
	const char *waiting = NULL;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			const struct remote_image *image = &remote->targets[i].images[j];

			if (image->valid)
				continue;
			if (!closing->everywhere && image != remote_own(remote, i)) {
				waiting = waiting ? waiting
						  : arena_format(survey->arena, "%s for %s",
							    survey->targets->items[i].id,
							    image->platform);
				continue;
			}
			/* The pushed image may have been replaced meanwhile. */
			if (!result_is_failure(closing->images[i].result))
				report_end(closing->report, i, RESULT_REFUSED,
					closing->missing ? closing->missing
							 : describe_missing(remote, i),
					0);
			outcome = OUTCOME_STALE;
		}
	if (outcome == OUTCOME_DONE && waiting && !closing->silent)
		report_line(closing->report, arena_format(survey->arena,
						     "no public tag is set yet: %s is missing; the "
						     "push that brings the last image "
						     "sets them",
						     waiting));
	return outcome;
}

static const char *
ids_of(const struct remote *remote)
{
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < remote->survey->targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			const struct inspected *image = remote->targets[i].images[j].image;

			text_format(&text, "%s ", image ? image->id : "-");
		}
	const char *ids = arena_string(remote->survey->arena, text.bytes);

	text_free(&text);
	return ids;
}

/* Sets the public tags until nothing changes. */
static enum outcome
set_tags(struct closing *closing, enum outcome (*look)(void *data), void *data)
{
	enum outcome outcome = OUTCOME_DONE;

	for (int i = 0; i < ROUNDS && outcome == OUTCOME_DONE; i++) {
		const char *before = ids_of(closing->remote);

		if (i || !closing->idle)
			outcome = publish_check(&closing->publish);
		if (outcome == OUTCOME_DONE)
			outcome = publish_restore(&closing->publish);
		if (outcome == OUTCOME_DONE && remote_is_complete(closing->remote))
			outcome = publish_set(&closing->publish);
		if (!i && closing->idle && !closing->publish.changed)
			return outcome;
		if (outcome == OUTCOME_DONE)
			outcome = look(data);
		if (outcome != OUTCOME_DONE || !remote_is_complete(closing->remote))
			return outcome == OUTCOME_DONE ? closing_report_missing(closing) : outcome;
		if (!closing->publish.changed && strcmp(before, ids_of(closing->remote)) == 0)
			return OUTCOME_DONE;
		closing->publish.quiet = true;
	}
	return outcome == OUTCOME_DONE ? failure("the public tags keep changing, because others "
						 "push: push again when they have ended")
				       : outcome;
}

enum outcome
closing_publish(struct closing *closing, enum outcome (*look)(void *data), void *data)
{
	const enum outcome outcome = set_tags(closing, look, data);

	publish_tell(&closing->publish, closing->images);
	return outcome;
}
