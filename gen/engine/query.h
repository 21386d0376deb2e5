/* Asking an engine something: its command with some words, for so long and no longer. */
#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H

#include "adapters/process.h"
#include "engine/engine.h"

struct node;

/* How long an engine may take for what is not done in a moment: many images, a name, a container. */
enum { ENGINE_SLOW_SECONDS = 120 };

/* The engine's command with `more` behind it and the environment for it. */
struct process_call
engine_call(const struct engine *engine, struct arena *arena, const char *const *more);

/* Asks, for `seconds` at most. Whether the command ended with 0. */
bool
engine_query(const struct engine *engine, const char *const *words, int seconds,
	struct process_result *result);

/* Asks something that is answered in JSON; NULL where there is no such answer. */
const struct node *
engine_query_json(const struct engine *engine, struct arena *arena, const char *const *words);

/* Appends why a question failed: the last line that the engine wrote as an error, or how it ended. */
void
engine_append_why(struct text *why, const struct process_result *result);

/* The words that ask for one image, and what reads the answer to them, which is JSON. */
typedef const char *const *
engine_inspect_words(struct arena *arena, const char *name);
typedef void
engine_inspect_read(struct engine_image *image, struct arena *arena, const struct node *node);

/* Looks at images one by one, several at once. OUTCOME_MACHINE after a message if it takes too long. */
enum outcome
engine_inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, engine_inspect_words *words_for,
	engine_inspect_read *read);

#endif
