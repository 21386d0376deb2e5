/*
 * Whether a tag that moves may move to what is pushed (DESIGN: Keys, versions, tags; "Tags only go forward"). Anybody who
 * pulls `latest` shall never get something older than before.
 */
#ifndef BUILD_PUBLISH_FORWARD_H
#define BUILD_PUBLISH_FORWARD_H

#include <stdbool.h>

#include "build/survey/remote.h"
#include "support/failure.h"

struct target;
struct text;

struct forward {
	struct remote *remote;
	bool dirty;          /* the tree has changes that no commit has */
	const char *refused; /* why git cannot tell that, and what to do; NULL: it can */
	bool moves;          /* MOVE=1: every tag moves */
};

/* Looks at the tree. */
void
forward_open(struct forward *forward, struct remote *remote);

/*
 * Whether a public tag of a target, which stands for `manifest` now, may move. What it stands for is the newest of the
 * versions whose tags (those with a version in them) name the same image, else what the labels of the image say. The
 * commit of that version must be HEAD or one before it, and the tree be clean. If not, `why` says it: "as the tree
 * has changes". OUTCOME_MACHINE after a message where the registry does not answer.
 */
enum outcome
forward_check(struct forward *forward, const struct target *target, const char *name,
	const struct registry_manifest *manifest, bool *may, struct text *why);

#endif
