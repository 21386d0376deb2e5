#include "build/run/dry_run.h"

#include <string.h>

#include "build/image/request.h"
#include "build/run/run.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/permission.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/print.h"
#include "support/string_list.h"
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
append_tagging(struct text *text, const struct survey *survey, const struct target_status *status)
{
	for (size_t i = 0; i < status->new_tag_count; i++) {
		const char *words[] = {survey->engine.path, "tag", status->new_tags[i].id,
			status->new_tags[i].name, NULL};

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

/* Appends the command that pulls a target. */
static void
append_pull(struct text *text, const struct survey *survey, size_t target)
{
	append_command(text, engine_pull_words(&survey->engine, survey->arena,
				     survey_registry_key_name(survey, target), NULL));
}

static void
append_line(struct text *text, const struct survey *survey, size_t target, const char *done)
{
	const struct target_status *status = &survey->statuses[target];

	text_format(text, "%s ", survey_name(survey, &survey->targets->items[target]));
	if (status->state == TARGET_UNTAGGED)
		text_format(text, "is present, and would be tagged %s\n",
			survey_new_names_text(survey, status));
	else if (status->state == TARGET_WAITING)
		text_format(
			text, "would be %s, unless its parent's layers come out the same\n", done);
	else
		text_format(text, "would be %s\n", done);
}

/* Appends what the build of a target needs and ALLOW does not have. */
static void
append_lacking(struct text *text, const struct survey *survey, size_t target,
	const struct run_options *options)
{
	struct string_list lacking = {.arena = survey->arena};

	if (survey->statuses[target].state == TARGET_UNTAGGED || options->only_pull)
		return;
	permission_add_lacking(&lacking, &survey->targets->items[target], options->out,
		permission_all(survey->arena, survey->settings->allow, options->allow));
	for (size_t i = 0; i < lacking.count; i++) {
		text_append_string(text, i ? ", " : "    only if ALLOW has ");
		text_append_visible(text, lacking.items[i], strlen(lacking.items[i]));
	}
	if (lacking.count)
		text_append_character(text, '\n');
}

static void
append_commands(struct text *text, const struct survey *survey, size_t target,
	const struct version *version, const struct run_options *options)
{
	if (survey->statuses[target].state == TARGET_UNTAGGED)
		append_tagging(text, survey, &survey->statuses[target]);
	else if (options->only_pull)
		append_pull(text, survey, target);
	else
		append_build(text, survey, target, version, options->out);
}

enum outcome
dry_run_print(const struct survey *survey, const struct version *version, const bool *todo,
	const struct run_options *options)
{
	const size_t count = survey->targets->count;
	const char *done = options->only_pull        ? "pulled"
			   : survey->settings->cache ? "pulled, or built"
						     : "built";
	struct text text = TEXT_EMPTY;
	size_t place = 0, total = 0;

	for (size_t i = 0; i < count; i++)
		total += todo[i];
	for (size_t i = 0; i < count; i++) {
		if (!todo[i])
			continue;
		text_format(&text, "[%zu/%zu] ", ++place, total);
		append_line(&text, survey, i, done);
		append_lacking(&text, survey, i, options);
		if (options->verbose)
			append_commands(&text, survey, i, version, options);
	}
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}
