/* Runs the command of an engine to ask something, for a limited time. */
#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H

#include "adapters/process.h"
#include "engine/engine.h"

struct node;
struct string_list;

/* How long an engine may take for many images, a new name, or a container. */
enum { ENGINE_SLOW_SECONDS = 120 };

/* Begins a command line: the engine's command and the options for its store. */
void
engine_begin_words(struct string_list *words, const struct engine *engine);

/*
 * The engine's command with the words `more` behind it, and the environment for it. It lives in
 * `arena`.
 */
struct process_call
engine_call(const struct engine *engine, struct arena *arena, const char *const *more);

/*
 * Runs the engine with `words` for at most `seconds`. True if it ended with 0. The caller frees the
 * result in any case.
 */
bool
engine_query(const struct engine *engine, const char *const *words, int seconds,
	struct process_result *result);

/* Asks for an answer in JSON, for at most ENGINE_SECONDS. NULL if there is none. */
const struct node *
engine_query_json(const struct engine *engine, struct arena *arena, const char *const *words);

/* Appends why a question failed: the last line of the engine's error output, or how it ended. */
void
engine_append_why(struct text *why, const struct process_result *result);

/* The words that inspect one image, and the function that reads the answer, which is JSON. */
typedef const char *const *
engine_inspect_words(struct arena *arena, const char *name);
typedef void
engine_inspect_read(struct engine_image *image, struct arena *arena, const struct node *node);

/*
 * Inspects images one by one, several at once. OUTCOME_MACHINE after a message if one takes too
 * long.
 */
enum outcome
engine_inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, engine_inspect_words *words_for,
	engine_inspect_read *read);

#endif
