#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/options.h"
#include "engine/choose.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/banned.h"

/* A line; what an engine has said of itself may stand in it. */
static void
append_line(struct text *text, const char *line)
{
	text_append_visible(text, line, strlen(line));
	text_append_character(text, '\n');
}

static void
append_answer(struct text *text, struct arena *arena, const struct engine_answer *answer)
{
	append_line(text, arena_format(arena, "%s: taken as %s: %s", answer->engine.path,
				  engine_kind_name(answer->engine.kind), answer->why));
	for (size_t i = 0; i < answer->skipped_count; i++)
		append_line(text, arena_format(arena, "%s: passed over: %s",
					  answer->skipped[i].path, answer->skipped[i].why));
}

static void
append_json(struct text *text, const struct engine_answer *answer)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "path", answer->engine.path);
	json_member(&writer, "kind", engine_kind_name(answer->engine.kind));
	json_member(&writer, "platform", answer->engine.machine);
	json_member(&writer, "why", answer->why);
	json_open_member(&writer, "passed", '[');
	for (size_t i = 0; i < answer->skipped_count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "path", answer->skipped[i].path);
		json_member(&writer, "why", answer->skipped[i].why);
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_append_character(text, '\n');
}

enum outcome
command_engine(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats), *path = NULL;
	const struct option_rule rules[] = {
		{"--format", true, &format}, {"--path", false, &path}, {0}};
	struct arena arena = {0};
	struct engine_answer answer;
	struct text text = TEXT_EMPTY;

	if (!call_options(call, rules) || !call_has_no_words(call) ||
		!call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	enum outcome outcome = engine_wait(engine_ask(&arena, getenv("ENGINE"), NULL), &answer);

	if (outcome == OUTCOME_DONE) {
		if (path)
			text_format(&text, "%s\n", answer.engine.path);
		else if (strcmp(format, "json") == 0)
			append_json(&text, &answer);
		else
			append_answer(&text, &arena, &answer);
		print_text(&text);
	}
	text_free(&text);
	arena_free(&arena);
	return outcome;
}
