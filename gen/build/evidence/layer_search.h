/*
 * Looks for texts in the layers of an image, which keep what a later layer removes or replaces. The
 * engine saves the image in the scratch folder for that, which is open.
 */
#ifndef BUILD_EVIDENCE_LAYER_SEARCH_H
#define BUILD_EVIDENCE_LAYER_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct content_searches;
struct engine;
struct state;
struct text;

/*
 * Sets `found`, in the arena, and `layer` of the texts that were not found yet. `unknown` gets why
 * a layer cannot be searched. False, with the reason in `why`, if the engine, the disk or a signal
 * keeps it from that.
 */
bool
layer_search(struct content_searches *searches, const struct engine *engine,
	const struct state *state, struct arena *arena, const char *image, struct text *unknown,
	struct text *why);

#endif
