/* basegen init --from: a folder of Dockerfiles becomes a family. */
#ifndef COMMAND_FAMILY_IMPORT_FAMILY_H
#define COMMAND_FAMILY_IMPORT_FAMILY_H

#include "output/starter_family.h"
#include "support/failure.h"

struct arena;
struct diagnostics;

/*
 * Takes the folder `from` in as the family of `request`, and prints what became of it. What is not
 * taken in is in `diagnostics`, and is for the caller to print; the rest is a family that renders.
 * OUTCOME_MISTAKE or OUTCOME_MACHINE after a message if nothing is written.
 */
enum outcome
import_family(struct arena *arena, const char *from, const struct starter_request *request,
	struct starter_written *written, struct diagnostics *diagnostics);

#endif
