#include "build/publish/new_repositories.h"

#include <string.h>

#include "build/publish/send_image.h"
#include "build/report/report.h"
#include "build/state/interrupt.h"
#include "build/survey/inspected.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/target.h"
#include "engine/registry.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether a target has its key or public tags in a repository. */
static bool
belongs(const struct survey *survey, size_t target, const char *repository)
{
	const struct target *self = &survey->targets->items[target];
	const struct public_names names = survey_public_names(survey, self);

	if (!survey->wanted[target])
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (strcmp(names.items[i].repository, repository) == 0)
			return true;
	return strcmp(survey_repository(survey, self), repository) == 0;
}

/* REPOSITORY:id-HEX for an ID, sha256:HEX. */
static const char *
name_of_id(struct arena *arena, const char *repository, const char *id)
{
	const char *colon = strchr(id, ':');

	return arena_join(arena, repository, ":id-", colon ? colon + 1 : id, NULL);
}

static enum outcome
make(const struct sending *sending, const char *repository, size_t target)
{
	struct survey *survey = sending->survey;
	const char *id = survey->statuses[target].image->id;
	const char *name = name_of_id(survey->arena, repository, id);
	struct text why = TEXT_EMPTY;
	int64_t time = 0;
	enum outcome outcome = OUTCOME_DONE;

	if (send_image(sending, target, id, name, &time, &why))
		report_line(sending->report, arena_format(survey->arena,
						     "%s could not be read, and is there now: %s "
						     "was the first to be sent",
						     repository, strrchr(name, ':') + 1));
	else
		outcome = interrupt_came()
				  ? OUTCOME_MACHINE
				  : failure("%s can be neither read nor made with this login: %s; "
					    "create it, or log in as who may push there",
					    repository, why.bytes);
	text_clear(&why);
	(void)engine_untag(&survey->engine, name, &why);
	text_free(&why);
	return outcome;
}

enum outcome
new_repositories_make(const struct sending *sending)
{
	const struct survey *survey = sending->survey;
	const struct string_list *denied = &sending->registry->denied;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < denied->count && outcome == OUTCOME_DONE; i++)
		for (size_t j = 0; j < survey->targets->count; j++)
			if (belongs(survey, j, denied->items[i])) {
				outcome = make(sending, denied->items[i], j);
				break;
			}
	return outcome;
}
