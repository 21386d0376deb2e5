/*
 * Whether a tag without a version, such as `latest`, may move to what is pushed (basegen(1), THE
 * REGISTRY). Nobody who pulls `latest` may get something older than before.
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
	bool dirty;          /* the tree has changes that are in no commit */
	const char *refused; /* why git cannot tell that, and what to do; NULL: it can */
	bool moves;          /* MOVE=1: every tag may move */
};

/* Reads the state of the git tree. */
void
forward_open(struct forward *forward, struct remote *remote);

/*
 * Whether a public tag of a target, which names `manifest` now, may move. The version of that image
 * is the newest version with a tag for the same image, else what the labels of the image say. The
 * commit of that version must be HEAD or an ancestor of it, and the tree must be clean. If the tag
 * may not move, `why` gets the reason, to be put behind the name of the tag. OUTCOME_MACHINE after
 * a message if the registry does not answer.
 */
enum outcome
forward_check(struct forward *forward, const struct target *target, const char *name,
	const struct registry_manifest *manifest, bool *may, struct text *why);

#endif
