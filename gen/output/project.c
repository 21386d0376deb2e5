#include "output/project.h"

#include <string.h>

#include "document/document.h"
#include "family/family.h"
#include "family/lockfile.h"
#include "output/axes.h"
#include "output/render_family.h"
#include "output/write.h"
#include "support/print.h"
#include "support/store.h"
#include "support/banned.h"

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
read_lock(struct project *project)
{
	struct arena *arena = &project->arena;
	const char *path = lockfile_path(arena, project->places.file);
	enum source_failure why;

	project->lock = project->store->read(
		project->store, arena, folder_of(arena, path), path, DOCUMENT_LARGEST, &why);
	if (project->lock)
		lockfile_read(&project->lockfile, project->lock, arena, &project->diagnostics);
	return project->lock || why == SOURCE_MISSING
		       ? OUTCOME_DONE
		       : failure_of_source(path, why, DOCUMENT_LARGEST);
}

static enum outcome
outcome_of_mistakes(const struct project *project)
{
	if (!project->is_quiet)
		return failure_of_diagnostics(&project->diagnostics);
	return project->diagnostics.errors ? OUTCOME_MISTAKE : OUTCOME_DONE;
}

enum outcome
project_read(struct project *project)
{
	enum source_failure why;
	const bool is_commit = project->store;

	if (!is_commit)
		project->store = &store_disk;
	const struct source *source = project->store->read(project->store, &project->arena, NULL,
		project->places.file, DOCUMENT_LARGEST, &why);

	project->diagnostics.arena = &project->arena;
	project->tree.arena = &project->arena;
	if (!source && is_commit && why == SOURCE_MISSING)
		return OUTCOME_DONE;
	if (!source && why == SOURCE_MISSING)
		return failure_mistake(project->places.file,
			"no such file: basegen init writes one, and -f names another");
	if (!source)
		return failure_of_source(project->places.file, why, DOCUMENT_LARGEST);
	project->budget = budget_new();
	budget_grow(&project->budget, source->length);
	struct node *document = document_read(source, &project->arena, &project->diagnostics);

	enum outcome outcome = read_lock(project);

	if (outcome == OUTCOME_DONE)
		outcome = loader_open(&project->loader, project->store, project->places.templates,
			&project->arena, &project->budget);
	if (document && outcome == OUTCOME_DONE)
		read_family(project, document);
	if (project->family && !project->diagnostics.errors)
		lockfile_apply(&project->lockfile, project->family, &project->arena);
	const enum outcome mistakes = outcome_of_mistakes(project);

	return outcome == OUTCOME_DONE ? mistakes : outcome;
}

enum outcome
project_render(struct project *project)
{
	const enum outcome outcome = render_family(project->family, &project->loader,
		&project->tree, &project->diagnostics, &project->budget);
	const enum outcome mistakes = outcome_of_mistakes(project);

	return outcome == OUTCOME_DONE ? mistakes : outcome;
}

/* Whether a change is one that a reader of out/ looks at. */
static bool
is_of_interest(const struct change *change)
{
	return strcmp(change->path, WRITE_MANIFEST) != 0 && strcmp(change->path, RENDER_LAST) != 0;
}

/* Prints what changed with the stock templates, if another program wrote out/ before. */
static void
print_upgrade(const struct project *project, const struct changes *changes)
{
	enum { FILES_SHOWN = 20 };
	const struct stock_mark *before = &changes->before;
	size_t count = 0, shown = 0;
	bool keys = false;

	if (!stock_mark_is_other(before))
		return;
	for (size_t i = 0; i < changes->count; i++) {
		count += is_of_interest(&changes->items[i]);
		keys |= strcmp(changes->items[i].path, RENDER_LAST) == 0;
	}
	if (before->version == STOCK_VERSION)
		print_format("The stock templates of version %d changed", STOCK_VERSION);
	else
		print_format("The stock templates went from version %u to version %d",
			before->version, STOCK_VERSION);
	print_format(
		count ? ", and with them or with your edits:\n" : ", which changes no file.\n");
	for (size_t i = 0; i < changes->count && shown < FILES_SHOWN; i++)
		if (is_of_interest(&changes->items[i]) && ++shown)
			print_format("    %s/%s\n", project->places.out, changes->items[i].path);
	if (count > shown)
		print_format("    and %zu more\n", count - shown);
	if (keys)
		print_format("The lines of %s/%s that differ are the images to be built again.\n",
			project->places.out, RENDER_LAST);
}

/* Prints which files were not as they had been written. */
static void
print_undone(const struct project *project, const struct changes *changes)
{
	enum { FILES_SHOWN = 5 };
	size_t count = 0;

	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == CHANGE_REPLACE && ++count <= FILES_SHOWN)
			print_format("%s/%s was changed by hand, which is undone now\n",
				project->places.out, changes->items[i].path);
	if (count > FILES_SHOWN)
		print_format("and so were %zu files more\n", count - FILES_SHOWN);
	if (count)
		print_format("To change what %s/ holds, edit %s or %s/.\n", project->places.out,
			project->places.file, project->places.templates);
}

void
project_print_written(const struct project *project, const struct changes *changes)
{
	size_t removed = 0;

	for (size_t i = 0; i < changes->count; i++)
		removed += changes->items[i].kind == CHANGE_REMOVE;
	if (!changes->count)
		return;
	print_format("%s: %zu file%s written", project->places.out, changes->count - removed,
		changes->count - removed == 1 ? "" : "s");
	if (removed)
		print_format(", %zu removed", removed);
	print_format("\n");
	print_upgrade(project, changes);
}

enum outcome
project_compare(struct project *project, struct changes *changes)
{
	return write_compare(&project->tree, project->places.out, RENDER_LAST,
		project->loader.uses_stock, changes);
}

enum outcome
project_write(struct project *project, enum written written)
{
	struct changes changes = {0};
	enum outcome outcome = project_compare(project, &changes);

	if (outcome == OUTCOME_DONE)
		outcome = write_changes(&project->tree, project->places.out, &changes);
	if (outcome == OUTCOME_DONE && written != WRITTEN_QUIET)
		project_print_written(project, &changes);
	if (outcome == OUTCOME_DONE && written == WRITTEN_UNDONE)
		print_undone(project, &changes);
	write_close(&changes);
	return outcome;
}

void
project_close(struct project *project)
{
	arena_free(&project->arena);
}
