/*
 * Images of the engine as files: what an engine saves can be read without running anything in it.
 * The files lie in the scratch folder of the state (build/state/state.h).
 */
#ifndef BUILD_STATE_IMAGE_FILE_H
#define BUILD_STATE_IMAGE_FILE_H

#include <stdbool.h>

#include "support/failure.h"

struct arena;
struct engine;
struct state;
struct text;

/*
 * Opens the scratch folder, unless it is open. Buildah gets a folder in it, as a buildah that is
 * killed leaves its own behind. OUTCOME_MACHINE after a message.
 */
enum outcome
image_file_open(struct state *state, struct engine *engine, struct arena *arena);

/*
 * Saves the image with this ID or name as the file `path` (engine/inside/image_archive.h). False,
 * with the reason in `why`, if it cannot be saved, and after a signal.
 */
bool
image_file_save(const struct engine *engine, struct arena *arena, const char *image,
	const char *path, struct text *why);

/* Removes the scratch folder, and buildah's folder. May be called without image_file_open. */
void
image_file_close(struct state *state, struct engine *engine, struct arena *arena);

#endif
