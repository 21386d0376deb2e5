/*
 * A project: the family of images.yaml, read from the disk or a commit, and the files of its out/
 * in memory.
 */
#ifndef OUTPUT_PROJECT_H
#define OUTPUT_PROJECT_H

#include <stdbool.h>

#include "family/lockfile.h"
#include "output/loader.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/failure.h"

struct changes;
struct family;
struct source;
struct store;

/* Where its files are. */
struct project_places {
	const char *file;      /* images.yaml */
	const char *templates; /* templates/ */
	const char *out;       /* out/ */
};

/* All zero before use, but for the first three members; project_close ends it. */
struct project {
	struct project_places places;
	const struct store *store; /* NULL: the disk */
	bool is_quiet;             /* mistakes stay in `diagnostics`, and are not printed */
	struct arena arena;        /* holds all that is read and rendered */
	struct diagnostics diagnostics;
	struct family *family;
	const struct source *lock; /* images.lock; NULL: there is none */
	struct lockfile lockfile;  /* what it says, which the family goes by already */
	struct loader loader;      /* of templates/, which project_read opens */
	struct tree tree;
	struct budget budget; /* of reading and rendering; project_read fills it */
};

/*
 * Reads and checks images.yaml and images.lock, and looks whether templates/ has what the family
 * names. OUTCOME_MISTAKE after the mistakes were printed; OUTCOME_MACHINE after a message if a file
 * cannot be read. A commit may have no images.yaml: OUTCOME_DONE without a family.
 */
enum outcome
project_read(struct project *project);

/* Renders all files of a project that was read into its tree. Fails as project_read does. */
enum outcome
project_render(struct project *project);

/* Finds what has to change in out/, as write_compare does; write_close(changes) ends it. */
enum outcome
project_compare(struct project *project, struct changes *changes);

/* What project_write prints. */
enum written {
	WRITTEN_QUIET,
	WRITTEN_COUNTED, /* how many files it wrote and removed */
	WRITTEN_UNDONE, /* that too, and which files somebody had changed: no input gives what they were */
};

/*
 * Writes those files of a rendered project that differ from what is in out/, and removes those that
 * are left over. OUTCOME_MACHINE after a message if something cannot be read or written.
 */
enum outcome
project_write(struct project *project, enum written written);

/*
 * Prints how many files were written and removed: "out: 3 files written, 1 removed"; nothing if
 * none was. Then which files changed, if another version of the stock templates wrote out/ before.
 */
void
project_print_written(const struct project *project, const struct changes *changes);

void
project_close(struct project *project);

#endif
