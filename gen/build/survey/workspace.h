/*
 * A workspace: the targets of a project, with an out/ that is up to date, and what the engine has
 * of them. A verb on images opens it, marks in `survey.wanted` which targets it wants, and takes
 * the survey.
 */
#ifndef BUILD_SURVEY_WORKSPACE_H
#define BUILD_SURVEY_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/target/build_version.h"
#include "build/target/settings.h"
#include "support/failure.h"

struct index;
struct project;
struct targets;

/*
 * The first members are for whoever opens it; all others are zero before that. The arena is the
 * project's.
 */
struct workspace {
	struct project *project; /* its places are set; it is read only if an input has changed */
	bool peek;               /* out/ is not written */
	bool needs_family;       /* it is read, even if the index has the targets */
	bool quiet;              /* how many files were written is not said */
	bool needs_registry;     /* without one there is nothing to do */
	bool without_engine;     /* no engine is asked: the registry alone is worked on */

	struct arena *arena;
	struct state state;
	struct settings settings;
	struct targets *targets;
	struct index *known; /* it has the targets; NULL: an input has changed */
	struct version version;
	struct survey survey;
};

/*
 * Reads the settings and finds the targets: from the index if no input has changed, else
 * images.yaml is read, out/ is rendered and, where that is not what it was, written, and the index
 * made anew. OUTCOME_MISTAKE after a message for a mistake in images.yaml or in a variable, or if
 * there is no registry and one is needed.
 */
enum outcome
workspace_open(struct workspace *workspace);

/*
 * Asks git and the engine at the same time, checks the tags, and takes the survey. Meanwhile it
 * looks whether out/ is what the index says, and renders it again if not, but for `peek`.
 *
 * Without an engine the survey is one of an engine that has no images on this machine. What
 * registries hold is remembered in a file of its own, "registry" in the state folder.
 */
enum outcome
workspace_survey(struct workspace *workspace);

/*
 * Asks the registry what it has under the keys, which counts from here on (remote_prefer).
 * OUTCOME_MACHINE after a message if it does not say. With `lacking`, which is set to OUTCOME_STALE
 * then, what it lacks though the engine has it is told.
 */
enum outcome
workspace_prefer_registry(struct workspace *workspace, enum outcome *lacking);

#endif
