#include "command/project.h"

#include "border/document.h"
#include "command/command.h"
#include "family/family.h"
#include "output/axes.h"
#include "output/render.h"
#include "support/source.h"
#include "support/banned.h"

/* Prints the mistakes, if there are any. */
static enum outcome
show_mistakes(const struct project *project, const struct call *call)
{
	diagnostics_print(&project->diagnostics, stderr, call->format, call->color);
	return project->diagnostics.errors ? OUTCOME_MISTAKE : OUTCOME_DONE;
}

static enum outcome
report_unread(const char *file, enum source_failure why)
{
	switch (why) {
	case SOURCE_MISSING:
		(void)failure("%s: there is no such file; a family starts with one", file);
		return OUTCOME_MISTAKE;
	case SOURCE_IRREGULAR:
		(void)failure("%s: not a regular file", file);
		return OUTCOME_MISTAKE;
	case SOURCE_TOO_LARGE:
		(void)failure("%s: larger than %d bytes", file, DOCUMENT_LARGEST);
		return OUTCOME_MISTAKE;
	case SOURCE_UNREADABLE:
	default:
		return failure_of_file(file);
	}
}

static void
read_family(struct project *project, struct node *document, const struct call *call)
{
	struct expander *expander = axes_expander_new(&project->arena, &project->diagnostics);

	project->family = family_read(document, expander, &project->arena, &project->diagnostics);
	axes_expander_free(expander);
	if (project->family)
		render_check_inputs(
			project->family, call->templates, &project->arena, &project->diagnostics);
}

enum outcome
project_read(struct project *project, const struct call *call)
{
	enum source_failure why;
	const struct source *source =
		source_read(&project->arena, call->file, call->file, DOCUMENT_LARGEST, &why);

	project->diagnostics.arena = &project->arena;
	project->tree.arena = &project->arena;
	if (!source)
		return report_unread(call->file, why);
	struct node *document = document_read(source, &project->arena, &project->diagnostics);

	if (document)
		read_family(project, document, call);
	return show_mistakes(project, call);
}

enum outcome
project_render(struct project *project, const struct call *call)
{
	const enum outcome outcome = render_family(
		project->family, call->templates, &project->tree, &project->diagnostics);
	const enum outcome mistakes = show_mistakes(project, call);

	return outcome == OUTCOME_DONE ? mistakes : outcome;
}

void
project_close(struct project *project)
{
	arena_free(&project->arena);
}
