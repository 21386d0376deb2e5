#include "engine/query.h"

#include <string.h>

#include "engine/answer.h"
#include "engine/driver.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

enum { SIDE_BY_SIDE = 4 }; /* questions at once */

static const char *const *
environment_of(const struct engine *engine, struct arena *arena)
{
	return engine->driver->environment ? engine->driver->environment(engine, arena) : NULL;
}

void
engine_begin_words(struct string_list *words, const struct engine *engine)
{
	string_list_add(words, engine->path);
	string_list_add_all(words, engine->options);
}

struct process_call
engine_call(const struct engine *engine, struct arena *arena, const char *const *more)
{
	struct string_list words = {.arena = arena};

	engine_begin_words(&words, engine);
	string_list_add_all(&words, more);
	return (struct process_call){
		.words = string_list_end(&words), .environment = environment_of(engine, arena)};
}

bool
engine_query(const struct engine *engine, const char *const *words, int seconds,
	struct process_result *result)
{
	struct arena arena = {0};
	struct process_call call = engine_call(engine, &arena, words);

	call.limit = seconds * 1000;
	const bool done = process_run(&call, result);

	arena_free(&arena);
	return done;
}

const struct node *
engine_query_json(const struct engine *engine, struct arena *arena, const char *const *words)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	const struct node *answer = NULL;

	if (engine_query(engine, words, ENGINE_SECONDS, &result))
		answer = answer_read_json(arena, result.output.bytes, result.output.length);
	process_result_free(&result);
	return answer;
}

/*
 * Whether a line of an engine's error output says something. docker ends with a hint at its help.
 */
static bool
is_telling(const char *line, size_t length)
{
	return length && !(length > 4 && strncmp(line, "See '", 5) == 0);
}

/* Whether the line is of a log, which tells less than what is printed for people. */
static bool
is_logged(const char *line)
{
	return strncmp(line, "time=", 5) == 0;
}

void
engine_append_why(struct text *why, const struct process_result *result)
{
	const char *line = result->error.bytes, *last = NULL;
	size_t last_length = 0;

	while (line && *line) {
		line += strspn(line, " \t*\n");
		const size_t length = strcspn(line, "\n");

		if (is_telling(line, length) && (!last || is_logged(last) || !is_logged(line))) {
			last = line;
			last_length = length;
		}
		line += length;
	}
	if (last && result->end == PROCESS_EXITED)
		text_append(why, last, last_length);
	else
		process_append_end(why, result);
}

/* Whether the engine answered. An image that it does not have stays empty. */
static bool
take_inspected(const struct engine *engine, struct arena *arena,
	const struct process_result *result, struct engine_image *image, engine_inspect_read *read)
{
	struct text why = TEXT_EMPTY;

	if (result->end == PROCESS_EXITED && result->status == 0) {
		const struct node *node =
			answer_read_json(arena, result->output.bytes, result->output.length);

		if (node)
			read(image, arena, node);
	} else if (result->end != PROCESS_EXITED) {
		process_append_end(&why, result);
		(void)failure("%s %s when it was asked for an image", engine->path, why.bytes);
	}
	text_free(&why);
	return result->end == PROCESS_EXITED;
}

enum outcome
engine_inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, engine_inspect_words *words_for,
	engine_inspect_read *read)
{
	struct process_call *calls = arena_allocate_array(arena, count, sizeof(*calls));
	struct process_result *results = arena_allocate_array(arena, count, sizeof(*results));
	bool asked = true;

	for (size_t i = 0; i < count; i++) {
		calls[i] = engine_call(engine, arena, words_for(arena, names[i]));
		calls[i].limit = ENGINE_SLOW_SECONDS * 1000;
	}
	process_run_each(calls, results, count, SIDE_BY_SIDE);
	for (size_t i = 0; i < count; i++) {
		/* One failure is reported for all. */
		asked = asked && take_inspected(engine, arena, &results[i], &images[i], read);
		process_result_free(&results[i]);
	}
	return asked ? OUTCOME_DONE : OUTCOME_MACHINE;
}
