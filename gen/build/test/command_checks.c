#include "build/test/command_checks.h"

#include <string.h>

#include "build/evidence/evidence.h"
#include "build/target/target.h"
#include "build/test/image_check.h"
#include "build/test/refused_run.h"
#include "build/test/shown_text.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { SHOWN_IN_MESSAGE = SHOWN_AT_ENDS / 2 }; /* beside what else a message says */

/* The output of a test without the line break at its end. */
static void
append_output(struct text *text, struct arena *arena, const struct check_result *result)
{
	size_t length = result->output_length;

	if (length && result->output[length - 1] == '\n')
		length--;
	text_append_string(text, length ? shown_text(arena, result->output, length, result->printed,
						  SHOWN_IN_MESSAGE)
					: "nothing");
}

static const char *
message_of(struct arena *arena, const struct target_test *test, const struct check_result *result)
{
	struct text text = TEXT_EMPTY;

	if (result->status != test->status)
		text_format(
			&text, "ended with %d, not %d; it printed: ", result->status, test->status);
	else
		text_append_string(&text, "printed ");
	append_output(&text, arena, result);
	if (result->status == test->status)
		text_format(&text, ", without %s", test->output);
	const char *message = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return message;
}

/*
 * Runs a command once. The result has no output if the image does not have its user. False after a
 * message if the engine could not run it.
 */
static bool
run_once(struct evidence *evidence, const struct target_test *test, struct check_result *result)
{
	const struct engine_command command = {.image = evidence->image_id, .words = test->words};
	struct engine_ended ended = {0};
	struct text why = TEXT_EMPTY;
	bool ran = engine_run(evidence->engine, evidence->arena, &command, &ended, &why);

	if (ran) {
		result->status = ended.status;
		result->output = ended.output;
		result->output_length = ended.output_length;
		result->printed = ended.printed;
		if (result->status != test->status ||
			!text_has(result->output, result->output_length, test->output,
				strlen(test->output)))
			result->state = CHECK_FAILED;
		else
			result->state = CHECK_PASSED;
	} else {
		result->output = NULL;
		ran = refused_run(evidence, test->words[0], ended.status, &why, result);
	}
	text_free(&why);
	return ran;
}

/* If the engine may have lost output, the command runs again. */
static bool
run(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct target_test *test = check->data;
	int left = engine_tries(evidence->engine);

	while (run_once(evidence, test, result)) {
		if (result->state == CHECK_PASSED || !result->output)
			return true;
		if (result->status != test->status || --left == 0) {
			result->message = message_of(evidence->arena, test, result);
			return true;
		}
	}
	return false;
}

static const char *
name_of(struct arena *arena, const struct target_test *test)
{
	struct text text = TEXT_EMPTY;

	for (const char *const *word = test->words; *word; word++)
		text_format(&text, "%s%s", text.length ? " " : "", *word);
	const char *name = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return name;
}

static const char *
expectation_of(struct arena *arena, const struct target_test *test)
{
	return *test->output ? arena_format(arena, "status %d and output with %s", test->status,
				       test->output)
			     : arena_format(arena, "status %d", test->status);
}

void
command_checks_add(struct checklist *list, const struct target *target)
{
	for (size_t i = 0; i < target->test_count; i++) {
		const struct target_test *test = &target->tests[i];

		*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
			.key = "tests",
			.name = name_of(list->arena, test),
			.expected = expectation_of(list->arena, test),
			.words = test->words,
			.make = run,
			.runs = true,
			.data = test,
		};
	}
}
