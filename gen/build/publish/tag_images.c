#include "build/publish/tag_images.h"

#include "build/publish/closing.h"
#include "build/publish/ready.h"
#include "build/publish/releases.h"
#include "build/publish/sent_outputs.h"
#include "build/report/report.h"
#include "build/report/results.h"
#include "build/state/session.h"
#include "build/state/state.h"
#include "build/survey/one_platform.h"
#include "build/survey/remote.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/banned.h"

/* The arguments of tag_images, and what is made of them. */
struct public_tagging {
	struct survey *survey;
	const struct state *state;
	const struct report_style *style;
	struct remote remote;
	struct closing closing;
};

/*
 * The first platform of a target that was not released in this version, though another one was;
 * NULL if there is none.
 */
static const char *
find_unreleased(const struct public_tagging *tagging, size_t target)
{
	const struct remote_target *self = &tagging->remote.targets[target];
	const struct releases *releases = &tagging->closing.publish.releases;
	const char *unreleased = NULL;
	size_t count = 0;

	for (size_t i = 0; i < self->count; i++)
		if (releases_find(releases, &tagging->remote, target, &self->images[i]))
			count++;
		else if (!unreleased)
			unreleased = self->images[i].platform;
	return count ? unreleased : NULL;
}

/* Refuses images that were released for some platforms only. */
static enum outcome
check_releases(struct public_tagging *tagging)
{
	const struct survey *survey = tagging->survey;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < survey->targets->count; i++) {
		const char *platform = survey->wanted[i] ? find_unreleased(tagging, i) : NULL;

		if (!platform)
			continue;
		report_end(tagging->closing.report, i, RESULT_REFUSED,
			arena_format(survey->arena,
				"as the registry has its release %s for other platforms, and not "
				"for %s",
				survey->version, platform),
			0);
		outcome = OUTCOME_STALE;
	}
	return outcome;
}

/* Whether the registry has a target on all its platforms. */
static bool
is_present(const struct public_tagging *tagging, size_t target)
{
	const struct remote_target *self = &tagging->remote.targets[target];

	for (size_t i = 0; i < self->count; i++)
		if (!self->images[i].valid)
			return false;
	return self->count > 0;
}

/* Reports the images that are there, but for those that were refused. */
static void
report_present(struct public_tagging *tagging)
{
	struct closing *closing = &tagging->closing;

	for (size_t i = 0; i < tagging->survey->targets->count; i++)
		if (is_present(tagging, i) && !result_is_failure(closing->images[i].result))
			report_end(closing->report, i, RESULT_CURRENT, NULL, 0);
}

static enum outcome
look(void *data)
{
	struct public_tagging *tagging = data;

	return one_platform_read(&tagging->remote);
}

static enum outcome
tag_all(struct public_tagging *tagging)
{
	struct closing *closing = &tagging->closing;
	enum outcome outcome = look(tagging);

	if (outcome == OUTCOME_DONE)
		outcome = sent_outputs_read(&tagging->remote, closing->report);
	if (outcome == OUTCOME_DONE)
		outcome = publish_check(&closing->publish);
	if (outcome == OUTCOME_DONE)
		outcome = publish_restore(&closing->publish);
	if (outcome == OUTCOME_DONE)
		outcome = check_releases(tagging);
	if (outcome != OUTCOME_MACHINE)
		report_present(tagging);
	if (outcome != OUTCOME_DONE)
		return outcome;
	closing->idle = !closing->publish.changed;
	return remote_is_complete(&tagging->remote) ? closing_publish(closing, look, tagging)
						    : closing_report_missing(closing);
}

static enum outcome
tag_in_session(struct registry *registry, void *data)
{
	struct public_tagging *tagging = data;
	struct survey *survey = tagging->survey;
	const struct report_style style = ready_style(tagging->style);
	size_t total;
	struct image_result *images = ready_list(survey, &total);
	struct report *report =
		report_open(survey->arena, &style, images, survey->targets->count, total);

	remote_open(&tagging->remote, survey, registry);
	tagging->closing = (struct closing){.remote = &tagging->remote,
		.report = report,
		.images = images,
		.publish = {.remote = &tagging->remote, .report = report},
		.everywhere = true};
	const enum outcome outcome = tag_all(tagging);

	remote_remember(&tagging->remote, state_path(tagging->state, survey->arena, "registry"));
	return ready_close(report, survey, images, outcome);
}

enum outcome
tag_images(struct survey *survey, struct state *state, const struct report_style *style)
{
	struct public_tagging tagging = {.survey = survey, .state = state, .style = style};

	return session_run(state, survey->arena, tag_in_session, &tagging);
}
