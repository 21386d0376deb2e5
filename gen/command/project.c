#include "command/project.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "document/document.h"
#include "family/family.h"
#include "family/lockfile.h"
#include "family/schema/schema.h"
#include "output/axes.h"
#include "output/render_family.h"
#include "output/write.h"
#include "support/nearest.h"
#include "support/print.h"
#include "support/store.h"
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
		return failure_mistake(file, "there is no such file; a family starts with one");
	case SOURCE_IRREGULAR:
		return failure_mistake(file, "not a regular file");
	case SOURCE_TOO_LARGE:
		return failure_mistake(file, "larger than %d bytes", DOCUMENT_LARGEST);
	case SOURCE_OUTSIDE:
		return failure_mistake(file, "a link that leads out of the checkout is not read");
	case SOURCE_UNREADABLE:
	default:
		return failure_of_file(file);
	}
}

static void
read_family(struct project *project, struct node *document)
{
	struct expander *expander =
		axes_expander_new(&project->arena, &project->diagnostics, &project->budget);

	project->family = family_read(
		document, expander, &project->arena, &project->diagnostics, &project->budget);
	axes_expander_free(expander);
	if (project->family)
		render_check_inputs(project->family, &project->loader, &project->diagnostics);
}

/* The folder of a file, as short as people write it. */
static const char *
folder_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? arena_copy(arena, file, (size_t)(slash - file) + 1) : ".";
}

/* Reads images.lock; a family needs none. */
static enum outcome
read_lock(struct project *project, const struct call *call)
{
	struct arena *arena = &project->arena;
	const char *path = lockfile_path(arena, call->file);
	enum source_failure why;

	project->lock = project->store->read(
		project->store, arena, folder_of(arena, path), path, DOCUMENT_LARGEST, &why);
	if (project->lock)
		lockfile_read(&project->lockfile, project->lock, arena, &project->diagnostics);
	return project->lock || why == SOURCE_MISSING ? OUTCOME_DONE : report_unread(path, why);
}

enum outcome
project_read(struct project *project, const struct call *call)
{
	enum source_failure why;
	const bool is_commit = project->store;

	if (!is_commit)
		project->store = &store_disk;
	const struct source *source = project->store->read(
		project->store, &project->arena, NULL, call->file, DOCUMENT_LARGEST, &why);

	project->diagnostics.arena = &project->arena;
	project->tree.arena = &project->arena;
	if (!source && is_commit && why == SOURCE_MISSING)
		return OUTCOME_DONE;
	if (!source)
		return report_unread(call->file, why);
	project->budget = budget_new();
	budget_grow(&project->budget, source->length);
	struct node *document = document_read(source, &project->arena, &project->diagnostics);

	enum outcome outcome = read_lock(project, call);

	if (outcome == OUTCOME_DONE)
		outcome = loader_open(&project->loader, project->store, call->templates,
			&project->arena, &project->budget);
	if (document && outcome == OUTCOME_DONE)
		read_family(project, document);
	if (project->family && !project->diagnostics.errors)
		lockfile_apply(&project->lockfile, project->family, &project->arena);
	const enum outcome mistakes = show_mistakes(project, call);

	return outcome == OUTCOME_DONE ? mistakes : outcome;
}

enum outcome
project_render(struct project *project, const struct call *call)
{
	const enum outcome outcome = render_family(project->family, &project->loader,
		&project->tree, &project->diagnostics, &project->budget);
	const enum outcome mistakes = show_mistakes(project, call);

	return outcome == OUTCOME_DONE ? mistakes : outcome;
}

/* The image called NAME in its latest variant, or the variant called NAME:TAG or NAME/TAG. */
static const struct variant *
find_variant(const struct family *family, const char *word)
{
	const size_t length = strcspn(word, ":/");
	const struct image *image = map_get(&family->images, word, length);

	if (!image || !word[length])
		return image ? image->latest : NULL;
	for (size_t i = 0; i < image->variant_count; i++)
		if (strcmp(image->variants[i]->tag, word + length + 1) == 0)
			return image->variants[i];
	return NULL;
}

/* The goal of make that is nearer to `word` than the image `near` (NULL: none is near), or NULL. */
static const char *
nearest_goal(const char *word, size_t length, const char *near)
{
	struct nearest nearest = nearest_to(word, length);

	if (near)
		nearest_try(&nearest, near, strlen(near));
	for (const char *const *goal = schema_goals; *goal; goal++)
		nearest_try(&nearest, *goal, strlen(*goal));
	return nearest.found == near ? NULL : nearest.found;
}

void
project_report_unknown(const struct call *call, const struct map *images, const char *word)
{
	const size_t length = strcspn(word, ":/");
	const char *near = map_nearest(images, word, length), *goal = NULL;

	if (getenv("MAKELEVEL") && strcmp(call->verb, "build") == 0)
		goal = nearest_goal(word, length, near);
	if (map_get(images, word, length))
		call_mistake(call, "'%.*s' has no variant with the tag '%s'", (int)length, word,
			word + length + 1);
	else if (goal)
		call_mistake(
			call, "there is no image '%s'; did you mean the goal '%s'?", word, goal);
	else if (near)
		call_mistake(call, "there is no image '%s'; did you mean '%s'?", word, near);
	else
		call_mistake(call, "there is no image '%s'", word);
}

const struct variant *
project_find(const struct project *project, const struct call *call, const char *word)
{
	const struct variant *variant = find_variant(project->family, word);

	if (!variant)
		project_report_unknown(call, &project->family->images, word);
	return variant;
}

void
project_print_written(const struct call *call, const struct changes *changes)
{
	size_t removed = 0;

	for (size_t i = 0; i < changes->count; i++)
		removed += changes->items[i].kind == CHANGE_REMOVE;
	if (!changes->count || call->format == DIAGNOSTIC_JSON)
		return;
	print_format("%s: %zu file%s written", call->out, changes->count - removed,
		changes->count - removed == 1 ? "" : "s");
	if (removed)
		print_format(", %zu removed", removed);
	print_format("\n");
}

void
project_close(struct project *project)
{
	arena_free(&project->arena);
}
