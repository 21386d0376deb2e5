/* What most verbs begin with: the family of images.yaml, and its files in memory. */
#ifndef COMMAND_PROJECT_H
#define COMMAND_PROJECT_H

#include "family/lockfile.h"
#include "output/loader.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/failure.h"

struct call;
struct changes;
struct family;
struct map;
struct source;
struct variant;
struct store;

/* All zero before use, but for `store` where it is not the disk; project_close ends it. */
struct project {
	const struct store *store;
	struct arena arena;
	struct diagnostics diagnostics;
	struct family *family;
	const struct source *lock; /* images.lock; NULL: there is none */
	struct lockfile lockfile;  /* what it says, which the family goes by already */
	struct loader loader;      /* of templates/, which project_read opens */
	struct tree tree;
	struct budget budget; /* of reading and rendering; project_read fills it */
};

/* Reads and checks images.yaml and images.lock. Mistakes are printed: OUTCOME_MISTAKE. A commit may have no such file; then there is no family. */
enum outcome
project_read(struct project *project, const struct call *call);

/* Renders all files of a project that was read. Mistakes are printed: OUTCOME_MISTAKE. */
enum outcome
project_render(struct project *project, const struct call *call);

/*
 * The variant that a person calls `word`: NAME is the latest one of an image, NAME:TAG or NAME/TAG
 * that one. NULL after a message. If it was make that asked to build it (MAKELEVEL is set, and the verb is
 * build), the word may be meant for a goal of make, so the message names the nearest of these too.
 */
const struct variant *
project_find(const struct project *project, const struct call *call, const char *word);

/* Says that no image or variant is called `word`, as project_find does; `images` has the names as keys. */
void
project_report_unknown(const struct call *call, const struct map *images, const char *word);

/* Prints how many files were written and removed: "out: 3 files written, 1 removed". */
void
project_print_written(const struct call *call, const struct changes *changes);

void
project_close(struct project *project);

#endif
