#include "build/state/image_file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "adapters/process.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/state/work_folder.h"
#include "engine/engine.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
image_file_open(struct state *state, struct engine *engine, struct arena *arena)
{
	if (state->scratch)
		return OUTCOME_DONE;
	const enum outcome outcome = state_open_scratch(state, arena);
	char *scratch = outcome == OUTCOME_DONE && engine->kind == ENGINE_BUILDAH
				? realpath(state->scratch, NULL)
				: NULL;

	if (scratch) {
		const char *folder = arena_join(arena, scratch, "/buildah", NULL);

		if (mkdir(folder, 0755) == 0)
			engine->temporary = folder;
	}
	free(scratch);
	return outcome;
}

bool
image_file_save(const struct engine *engine, struct arena *arena, const char *image,
	const char *path, struct text *why)
{
	const struct process_call call = {.words = engine_save_words(engine, arena, image, path),
		.environment = engine_environment(engine, arena)};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done = interrupt_run(&call, &result, false);

	if (!done)
		engine_append_why(why, &result);
	process_result_free(&result);
	return done;
}

void
image_file_close(struct state *state, struct engine *engine, struct arena *arena)
{
	if (engine->temporary)
		work_folder_remove(arena, engine->temporary);
	engine->temporary = NULL;
	state_close_scratch(state);
}
