#include "engine/asking.h"

#include <string.h>

#include "engine/reading.h"
#include "support/arena.h"
#include "support/banned.h"

enum { SIDE_BY_SIDE = 4 }; /* questions at once */

void
words_add(struct words *words, const char *word)
{
	*(const char **)arena_grow(
		words->arena, (void **)&words->items, words->count++, sizeof(word)) = word;
}

void
words_add_all(struct words *words, const char *const *more)
{
	for (; more && *more; more++)
		words_add(words, *more);
}

const char *const *
words_end(struct words *words)
{
	words_add(words, NULL);
	return words->items;
}

struct process_call
engine_call(const struct engine *engine, struct arena *arena, const char *const *more)
{
	struct words words = {.arena = arena};

	words_add(&words, engine->path);
	words_add_all(&words, more);
	return (struct process_call){
		.words = words_end(&words), .environment = engine_environment(engine, arena)};
}

bool
engine_question(const struct engine *engine, const char *const *words, int seconds,
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
ask_json(const struct engine *engine, struct arena *arena, const char *const *words)
{
	struct process_result result = {0};
	const struct node *answer = NULL;

	if (engine_question(engine, words, ENGINE_SECONDS, &result))
		answer = read_json(arena, result.output.bytes, result.output.length);
	process_result_free(&result);
	return answer;
}

/* Whether a line of an engine's errors says something: docker ends with a hint at its help. */
static bool
is_telling(const char *line, size_t length)
{
	return length && !(length > 4 && strncmp(line, "See '", 5) == 0);
}

void
engine_append_why(struct text *why, const struct process_result *result)
{
	const char *line = result->error.bytes, *last = NULL;
	size_t last_length = 0;

	while (line && *line) {
		line += strspn(line, " \t*\n");
		const size_t length = strcspn(line, "\n");

		if (is_telling(line, length)) {
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

/* One of the questions of inspect_each that run. */
struct running {
	struct process process;
	struct process_call call;
};

static void
start_inspect(struct running *running, const struct engine *engine, struct arena *arena,
	const char *const *question)
{
	running->call = engine_call(engine, arena, question);
	running->call.limit = ENGINE_SLOW_SECONDS * 1000;
	process_start(&running->process, &running->call);
}

/* Whether the engine could be asked; an image that it does not know stays empty. */
static bool
finish_inspect(struct running *running, const struct engine *engine, struct arena *arena,
	struct engine_image *image, inspect_read *read)
{
	struct process_result result = {0};
	struct text why = {0};
	const bool known = process_finish(&running->process, &result);
	const bool asked = result.end == PROCESS_EXITED;

	if (known) {
		const struct node *node =
			read_json(arena, result.output.bytes, result.output.length);

		if (node)
			read(image, arena, node);
	} else if (!asked) {
		process_append_end(&why, &result);
		(void)failure("%s %s when it was asked for an image", engine->path, why.bytes);
	}
	text_free(&why);
	process_result_free(&result);
	return asked;
}

enum outcome
inspect_each(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, inspect_words *words_for, inspect_read *read)
{
	struct running running[SIDE_BY_SIDE];
	bool asked = true;

	for (size_t i = 0; i < count + SIDE_BY_SIDE; i++) {
		const size_t slot = i % SIDE_BY_SIDE;

		if (i >= SIDE_BY_SIDE && i - SIDE_BY_SIDE < count)
			asked &= finish_inspect(
				&running[slot], engine, arena, &images[i - SIDE_BY_SIDE], read);
		if (i < count && !asked)
			count = i; /* what runs is still waited for */
		if (i < count)
			start_inspect(&running[slot], engine, arena, words_for(arena, names[i]));
	}
	return asked ? OUTCOME_DONE : OUTCOME_MACHINE;
}
