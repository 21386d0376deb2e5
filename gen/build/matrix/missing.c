#include "build/matrix/missing.h"

#include "build/matrix/job_images.h"
#include "build/state/session.h"
#include "build/survey/one_platform.h"
#include "build/survey/remote.h"
#include "build/survey/workspace.h"
#include "support/banned.h"

/* What missing_keep is called with. */
struct question {
	struct workspace *workspace;
	struct job_images *images;
};

static enum outcome
ask(struct registry *registry, void *data)
{
	const struct question *question = data;
	struct job_images *images = question->images;
	struct remote remote;

	registry->denied_is_absent = true;
	remote_open(&remote, &question->workspace->survey, registry);
	const enum outcome outcome = one_platform_read(&remote);

	remote_warn_of_denials(&remote);

	remote_remember(&remote,
		state_path(&question->workspace->state, question->workspace->arena, "registry"));

	for (size_t i = 0; outcome == OUTCOME_DONE && i < images->count; i++) {
		struct job_image *image = &images->items[i];
		const struct remote_image *there = NULL;

		if (image->listed)
			there = *image->platform
					? remote_on(&remote, image->target, image->platform)
					: remote_own(&remote, image->target);
		image->listed = image->listed && (!there || !there->valid);
	}
	return outcome;
}

enum outcome
missing_keep(struct workspace *workspace, struct job_images *images)
{
	struct question question = {workspace, images};
	enum outcome outcome = workspace_survey(workspace);

	if (outcome == OUTCOME_DONE)
		outcome = session_run(&workspace->state, workspace->arena, ask, &question);
	return outcome;
}
