#include "command/workspace.h"

#include <string.h>

#include "build/state/session.h"
#include "build/survey/remote.h"
#include "build/target/index.h"
#include "build/target/target.h"
#include "command/command.h"
#include "command/project.h"
#include "engine/reading.h"
#include "output/render_family.h"
#include "output/write.h"
#include "support/arena.h"
#include "support/banned.h"

/* Reads and renders the family, and writes what is not as it should be. */
static enum outcome
render(struct project *project, const struct call *call, bool peek)
{
	struct changes changes = {0};
	enum outcome outcome = project_read(project, call);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(project, call);
	if (outcome != OUTCOME_DONE || peek)
		return outcome;
	outcome = write_compare(&project->tree, call->out, RENDER_LAST, &changes);
	if (outcome == OUTCOME_DONE)
		outcome = write_changes(&project->tree, call->out, &changes);
	if (outcome == OUTCOME_DONE)
		project_print_written(call, &changes);
	write_close(&changes);
	return outcome;
}

/* Renders the family, which gives the targets and a new index. */
static enum outcome
render_targets(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	const struct index_places places = {call->file, call->templates, call->out};
	struct index_files *inputs = index_scan(workspace->arena, &places);
	const enum outcome outcome = render(project, call, peek);

	if (outcome != OUTCOME_DONE)
		return outcome;
	workspace->targets = targets_of_family(workspace->arena, project->family);
	if (!peek)
		index_write(workspace->arena,
			state_path(&workspace->state, workspace->arena, "index"), &places, inputs,
			&project->tree, workspace->targets);
	return OUTCOME_DONE;
}

static enum outcome
find_targets(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	const struct index_places places = {call->file, call->templates, call->out};

	workspace->known = index_open(workspace->arena,
		state_path(&workspace->state, workspace->arena, "index"), &places,
		&workspace->targets);
	return workspace->known ? OUTCOME_DONE : render_targets(workspace, project, call, peek);
}

/*
 * What somebody changed in out/ is rendered again. The targets stay those of the index: if an input has changed
 * just now, the next run sees that, and a context that is another one by then is refused.
 */
static enum outcome
heal_outputs(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	struct targets *kept = workspace->targets;

	if (!workspace->known || index_confirm(workspace->known) || peek)
		return OUTCOME_DONE;
	const enum outcome outcome = render_targets(workspace, project, call, false);

	workspace->targets = kept;
	return outcome;
}

enum outcome
workspace_open(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	workspace->arena = &project->arena;
	workspace->state = state_find(workspace->arena);
	enum outcome outcome = state_check(&workspace->state);

	if (outcome == OUTCOME_DONE)
		outcome = settings_read(&workspace->settings, workspace->arena, "");

	if (outcome == OUTCOME_DONE)
		outcome = version_check_given();
	if (outcome == OUTCOME_DONE)
		outcome = find_targets(workspace, project, call, peek);
	/* Now the registry of images.yaml is known too. */
	if (outcome == OUTCOME_DONE)
		outcome = settings_read(
			&workspace->settings, workspace->arena, workspace->targets->registry);
	return outcome;
}

enum outcome
workspace_want(struct workspace *workspace, const struct call *call, bool all, bool **selected)
{
	const struct targets *targets = workspace->targets;
	bool *wanted = arena_allocate_array(workspace->arena, targets->count, sizeof(*wanted));
	enum outcome outcome = OUTCOME_DONE;

	workspace->survey.wanted = wanted;
	for (int i = 0; i < call->word_count; i++)
		if (!targets_want(targets, call->words[i], wanted)) {
			project_report_unknown(call, &targets->images, call->words[i]);
			outcome = OUTCOME_MISTAKE;
		}
	for (size_t i = 0; !call->word_count && i < targets->count; i++)
		wanted[i] = all || !targets->items[i].on_demand;
	if (selected) {
		*selected = arena_allocate_array(workspace->arena, targets->count, sizeof(bool));
		memcpy(*selected, wanted, targets->count * sizeof(bool));
	}
	targets_want_parents(targets, wanted);
	return outcome;
}

/* All of a survey that needs no engine. */
static enum outcome
prepare(struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	struct survey *survey = &workspace->survey;
	enum outcome outcome = heal_outputs(workspace, project, call, peek);

	survey->arena = workspace->arena;
	survey->targets = workspace->targets;
	survey->settings = &workspace->settings;
	if (outcome == OUTCOME_DONE)
		outcome = version_find(&workspace->version, workspace->arena);
	survey->version = workspace->version.text;
	return outcome == OUTCOME_DONE ? survey_check_tags(survey) : outcome;
}

enum outcome
workspace_survey(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek)
{
	struct survey *survey = &workspace->survey;
	struct arena *arena = workspace->arena;
	struct engine_answer answer = {0};
	struct engine_question *question = engine_ask(
		arena, workspace->settings.engine, state_path(&workspace->state, arena, "engines"));

	/* While the engine thinks. */
	inspections_open(&survey->inspections, arena, &survey->engine,
		state_path(&workspace->state, arena, "images"));
	enum outcome outcome = prepare(workspace, project, call, peek);
	const enum outcome answered = engine_wait(question, &answer);

	survey->engine = answer.engine;
	survey->images = answer.images;
	if (outcome == OUTCOME_DONE)
		outcome = answered;
	return outcome == OUTCOME_DONE ? survey_run(survey) : outcome;
}

/* Wants and surveys what was opened. */
static enum outcome
take(struct workspace *workspace, struct project *project, const struct call *call, bool all)
{
	const enum outcome outcome = workspace_want(workspace, call, all, NULL);

	return outcome == OUTCOME_DONE ? workspace_survey(workspace, project, call, false)
				       : outcome;
}

enum outcome
workspace_take(
	struct workspace *workspace, struct project *project, const struct call *call, bool all)
{
	const enum outcome outcome = workspace_open(workspace, project, call, false);

	return outcome == OUTCOME_DONE ? take(workspace, project, call, all) : outcome;
}

enum outcome
workspace_open_with_registry(
	struct workspace *workspace, struct project *project, const struct call *call)
{
	const enum outcome outcome = workspace_open(workspace, project, call, false);

	if (outcome == OUTCOME_DONE && !*workspace->settings.registry)
		return failure_mistake(NULL,
			"no registry is known: set REGISTRY, or write 'registry' in images.yaml");
	return outcome;
}

enum outcome
workspace_take_with_registry(
	struct workspace *workspace, struct project *project, const struct call *call, bool all)
{
	const enum outcome outcome = workspace_open_with_registry(workspace, project, call);

	return outcome == OUTCOME_DONE ? take(workspace, project, call, all) : outcome;
}

enum outcome
workspace_take_without_engine(
	struct workspace *workspace, struct project *project, const struct call *call, bool all)
{
	struct survey *survey = &workspace->survey;
	enum outcome outcome = workspace_open_with_registry(workspace, project, call);

	if (outcome == OUTCOME_DONE)
		outcome = workspace_want(workspace, call, all, NULL);
	if (outcome != OUTCOME_DONE)
		return outcome;
	inspections_open(&survey->inspections, workspace->arena, &survey->engine,
		state_path(&workspace->state, workspace->arena, "registry"));
	survey->engine.machine = machine_platform(workspace->arena);
	outcome = prepare(workspace, project, call, false);
	return outcome == OUTCOME_DONE ? survey_run(survey) : outcome;
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

	remote_open(&remote, &preference->workspace->survey, registry);
	const enum outcome outcome = remote_read(&remote);

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
