/* What verbs on images begin with: the targets of the family, with an out/ that is up to date. */
#ifndef COMMAND_WORKSPACE_H
#define COMMAND_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/build_version.h"
#include "support/failure.h"

struct call;
struct index;
struct project;
struct report_style;
struct targets;

/* A family and an engine, as far as they are known. All zero before use; the arena is the project's. */
struct workspace {
	struct arena *arena;
	struct state state;
	struct settings settings;
	struct targets *targets;
	struct index *known; /* it has the targets; NULL: an input has changed */
	struct version version;
	struct survey survey;
};

/*
 * Reads the settings and finds the targets: from the index if no input has changed, else images.yaml is read,
 * out/ is rendered and, where that is not what it was, written, and the index made anew. With `peek` out/
 * is not written.
 */
enum outcome
workspace_open(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek);

/*
 * Marks what is wanted: the images that the words of the call name; without words all but what is on demand, or
 * with `all` that too. They come back in `*selected` (NULL: nobody asks); the survey wants what they
 * need, too. OUTCOME_MISTAKE after a message.
 */
enum outcome
workspace_want(struct workspace *workspace, const struct call *call, bool all, bool **selected);

/*
 * Asks git and the engine at the same time, checks the tags, and takes the survey. Meanwhile it looks
 * whether out/ is what the index says, and renders it again if not, but for `peek`.
 */
enum outcome
workspace_survey(
	struct workspace *workspace, struct project *project, const struct call *call, bool peek);

/*
 * The steps above for verbs that work on images: opens the workspace, wants what the words of the call name, and takes the
 * survey. Those with a registry are for verbs that
 * talk to it: OUTCOME_MISTAKE after a message if none is known.
 */
enum outcome
workspace_take(
	struct workspace *workspace, struct project *project, const struct call *call, bool all);

enum outcome
workspace_open_with_registry(
	struct workspace *workspace, struct project *project, const struct call *call);

enum outcome
workspace_take_with_registry(
	struct workspace *workspace, struct project *project, const struct call *call, bool all);

/*
 * The same for a verb that works on the registry alone: no engine is asked, and the survey is one of an engine without
 * images on this machine. What registries hold is remembered in a file of its own, "registry" in the state folder.
 */
enum outcome
workspace_take_without_engine(
	struct workspace *workspace, struct project *project, const struct call *call, bool all);

/*
 * Asks the registry what it has under the keys, which counts from here on (remote_prefer). OUTCOME_MACHINE after a message if it
 * does not say. With `lacking`, which is set to OUTCOME_STALE then, what it lacks though the engine has it is told.
 */
enum outcome
workspace_prefer_registry(struct workspace *workspace, enum outcome *lacking);

#endif
