#include "build/survey/workspace.h"

#include <string.h>

#include "build/state/session.h"
#include "build/survey/remote.h"
#include "build/survey/survey_names.h"
#include "build/target/index.h"
#include "build/target/target.h"
#include "engine/answer.h"
#include "engine/choose.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/banned.h"

static const char *
index_path(const struct workspace *workspace)
{
	return state_path(&workspace->state, workspace->arena, "index");
}

/* Reads and renders the project, and writes what is not as it should be. */
static enum outcome
render(const struct workspace *workspace, enum written written)
{
	enum outcome outcome = project_read(workspace->project);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(workspace->project);
	return outcome == OUTCOME_DONE && !workspace->peek
		       ? project_write(
				 workspace->project, workspace->quiet ? WRITTEN_QUIET : written)
		       : outcome;
}

/* Renders the project, which gives the targets and a new index. */
static enum outcome
render_targets(struct workspace *workspace, enum written written)
{
	const struct project *project = workspace->project;
	struct index_files *inputs = index_scan(workspace->arena, &project->places);
	const enum outcome outcome = render(workspace, written);

	if (outcome != OUTCOME_DONE)
		return outcome;
	workspace->targets = targets_of_family(workspace->arena, project->family);
	if (!workspace->peek)
		index_write(workspace->arena, index_path(workspace), &project->places, inputs,
			&project->tree, workspace->targets);
	return OUTCOME_DONE;
}

static enum outcome
find_targets(struct workspace *workspace)
{
	if (!workspace->needs_family)
		workspace->known = index_open(workspace->arena, index_path(workspace),
			&workspace->project->places, &workspace->targets);
	return workspace->known ? OUTCOME_DONE : render_targets(workspace, WRITTEN_COUNTED);
}

/*
 * What somebody changed in out/ is rendered again. The targets stay those of the index: if an input
 * has changed just now, the next run sees that, and a context that is another one by then is
 * refused.
 */
static enum outcome
heal_outputs(struct workspace *workspace)
{
	struct targets *kept = workspace->targets;

	if (!workspace->known || index_confirm(workspace->known) || workspace->peek)
		return OUTCOME_DONE;
	const enum outcome outcome = render_targets(workspace, WRITTEN_UNDONE);

	workspace->targets = kept;
	return outcome;
}

/* Whether there is a registry, where one is needed. */
static enum outcome
check_registry(const struct workspace *workspace)
{
	const struct targets *targets = workspace->targets;
	const struct settings *settings = &workspace->settings;

	for (size_t i = 0; i < targets->count; i++)
		if (*settings_registry(settings, &targets->items[i]))
			return OUTCOME_DONE;
	if (settings->cache)
		return failure_mistake(NULL,
			"CACHE=1 pulls from a registry, and none is known: set REGISTRY, or "
			"write 'registry' in images.yaml");
	if (workspace->needs_registry)
		return failure_mistake(NULL,
			"no registry is known: set REGISTRY, or write 'registry' in images.yaml");
	return OUTCOME_DONE;
}

/* The same for each image that is wanted. */
static enum outcome
check_registries(const struct workspace *workspace)
{
	const struct survey *survey = &workspace->survey;

	for (size_t i = 0; workspace->needs_registry && i < survey->targets->count; i++)
		if (survey->wanted[i] &&
			!*settings_registry(survey->settings, &survey->targets->items[i]))
			return failure_mistake(NULL,
				"%s has no registry: set REGISTRY, or write 'registry' for it in "
				"images.yaml",
				survey->targets->items[i].id);
	return OUTCOME_DONE;
}

enum outcome
workspace_open(struct workspace *workspace)
{
	workspace->arena = &workspace->project->arena;
	workspace->state = state_find(workspace->arena);
	enum outcome outcome = state_check(&workspace->state);

	if (outcome == OUTCOME_DONE)
		outcome = settings_read(&workspace->settings, workspace->arena);
	if (outcome == OUTCOME_DONE)
		outcome = version_check_given();
	if (outcome == OUTCOME_DONE)
		outcome = find_targets(workspace);
	return outcome == OUTCOME_DONE ? check_registry(workspace) : outcome;
}

/* All of a survey that needs no engine. */
static enum outcome
prepare(struct workspace *workspace)
{
	struct survey *survey = &workspace->survey;
	enum outcome outcome = heal_outputs(workspace);

	survey->arena = workspace->arena;
	survey->targets = workspace->targets;
	survey->settings = &workspace->settings;
	if (outcome == OUTCOME_DONE)
		outcome = version_find(&workspace->version, workspace->arena);
	if (outcome != OUTCOME_DONE)
		return outcome;
	survey->version = workspace->version.text;
	survey->words = tag_words_of(survey->arena, &workspace->version);
	outcome = check_registries(workspace);
	return outcome == OUTCOME_DONE ? survey_check_tags(survey) : outcome;
}

static enum outcome
survey_registry(struct workspace *workspace)
{
	struct survey *survey = &workspace->survey;

	inspections_open(&survey->inspections, workspace->arena, &survey->engine,
		state_path(&workspace->state, workspace->arena, "registry"));
	if (targets_have_read_tags(workspace->targets))
		outputs_open(&survey->outputs, workspace->arena,
			state_path(&workspace->state, workspace->arena, "outputs"));
	survey->engine.machine = machine_platform(workspace->arena);
	const enum outcome outcome = prepare(workspace);

	return outcome == OUTCOME_DONE ? survey_run(survey) : outcome;
}

static enum outcome
survey_engine(struct workspace *workspace)
{
	struct survey *survey = &workspace->survey;
	struct arena *arena = workspace->arena;
	struct engine_answer answer = {0};
	struct engine_question *question = engine_ask(
		arena, workspace->settings.engine, state_path(&workspace->state, arena, "engines"));

	/* While the engine thinks. */
	inspections_open(&survey->inspections, arena, &survey->engine,
		state_path(&workspace->state, arena, "images"));
	if (targets_have_read_tags(workspace->targets))
		outputs_open(
			&survey->outputs, arena, state_path(&workspace->state, arena, "outputs"));
	enum outcome outcome = prepare(workspace);
	const enum outcome answered = engine_wait(question, &answer);

	survey->engine = answer.engine;
	survey->images = answer.images;
	if (outcome == OUTCOME_DONE)
		outcome = answered;
	return outcome == OUTCOME_DONE ? survey_run(survey) : outcome;
}

enum outcome
workspace_survey(struct workspace *workspace)
{
	return workspace->without_engine ? survey_registry(workspace) : survey_engine(workspace);
}

/* What workspace_prefer_registry is called with. */
struct preference {
	struct workspace *workspace;
	enum outcome *lacking;
};

static enum outcome
prefer(struct registry *registry, void *data)
{
	const struct preference *preference = data;
	struct remote remote;

	/* Whoever wants to know what is lacking is not served by a guess. */
	registry->denied_is_absent = !preference->lacking;
	remote_open(&remote, &preference->workspace->survey, registry);
	const enum outcome outcome = remote_read(&remote);

	remote_warn_of_denials(&remote);

	if (outcome != OUTCOME_DONE)
		return outcome;
	if (preference->lacking)
		*preference->lacking = remote_report_lacking(&remote);
	remote_prefer(&remote);
	return OUTCOME_DONE;
}

enum outcome
workspace_prefer_registry(struct workspace *workspace, enum outcome *lacking)
{
	struct preference preference = {workspace, lacking};

	return session_run(&workspace->state, workspace->arena, prefer, &preference);
}
