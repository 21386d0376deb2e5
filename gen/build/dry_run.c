#include "build/dry_run.h"

#include <stdio.h>
#include <string.h>

#include "build/request.h"
#include "build/survey.h"
#include "build/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static void
append_word(struct text *text, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789_./:=@,+-";

	if (*word && strspn(word, plain) == strlen(word)) {
		text_append_string(text, word);
		return;
	}
	text_append_character(text, '\'');
	for (size_t length; *word; word += length) {
		length = strcspn(word, "'\n");
		text_append_visible(text, word, length);
		if (word[length] == '\'')
			text_append_string(text, "'\\''");
		else if (word[length])
			text_append_character(text, word[length]);
		length += word[length] != '\0';
	}
	text_append_character(text, '\'');
}

static void
append_command(struct text *text, const char *const *words)
{
	for (; words && *words; words++) {
		append_word(text, *words);
		text_append_character(text, words[1] ? ' ' : '\n');
	}
}

static void
append_tagging(struct text *text, const struct survey *survey, const struct standing *standing)
{
	for (size_t i = 0; i < standing->move_count; i++) {
		const char *words[] = {survey->engine.path, "tag", standing->moves[i].id,
			standing->moves[i].name, NULL};

		append_command(text, words);
	}
}

static void
append_build(struct text *text, const struct survey *survey, size_t target,
	const struct version *version, const char *out)
{
	const char *context =
		arena_format(survey->arena, "%s/%s", out, survey->targets->items[target].context);
	const struct engine_build build = request_describe(survey, target, version, context);

	append_command(text, engine_build_words(&survey->engine, survey->arena, &build));
}

static void
append_line(struct text *text, const struct survey *survey, size_t target)
{
	const struct target *self = &survey->targets->items[target];

	text_format(text, "%s ", survey_name(survey, self));
	switch (survey->standings[target].state) {
	case STANDING_TAG:
		text_format(text, "is there, and would be tagged %s\n",
			survey_moves_text(survey, &survey->standings[target]));
		break;
	case STANDING_WAITING:
		text_append_string(
			text, "would be built, unless its parent's layers come out the same\n");
		break;
	case STANDING_CURRENT:
	case STANDING_BUILD:
	default:
		text_append_string(text, "would be built\n");
	}
}

enum outcome
dry_run_print(const struct survey *survey, const struct version *version, const char *out,
	const bool *todo, bool commands)
{
	const size_t count = survey->targets->count;
	struct text text = {0};
	size_t place = 0, total = 0;

	for (size_t i = 0; i < count; i++)
		total += todo[i];
	for (size_t i = 0; i < count; i++) {
		if (!todo[i])
			continue;
		text_format(&text, "[%zu/%zu] ", ++place, total);
		append_line(&text, survey, i);
		if (commands && survey->standings[i].state == STANDING_TAG)
			append_tagging(&text, survey, &survey->standings[i]);
		else if (commands)
			append_build(&text, survey, i, version, out);
	}
	if (text.length)
		fwrite(text.bytes, 1, text.length, stdout);
	text_free(&text);
	return fflush(stdout) ? failure_of_file("standard output") : OUTCOME_DONE;
}
