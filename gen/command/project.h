/* What most verbs begin with: the family of images.yaml, and its files in memory. */
#ifndef COMMAND_PROJECT_H
#define COMMAND_PROJECT_H

#include "output/tree.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/failure.h"

struct call;
struct family;

/* All zero before use; project_close ends it. */
struct project {
	struct arena arena;
	struct diagnostics diagnostics;
	struct family *family;
	struct tree tree;
};

/* Reads and checks images.yaml. Mistakes are printed: OUTCOME_MISTAKE. */
enum outcome
project_read(struct project *project, const struct call *call);

/* Renders all files of a project that was read. Mistakes are printed: OUTCOME_MISTAKE. */
enum outcome
project_render(struct project *project, const struct call *call);

void
project_close(struct project *project);

#endif
