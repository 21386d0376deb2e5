#include "build/test/command_checks.h"

#include <string.h>

#include "build/state/interrupt.h"
#include "build/target/target.h"
#include "build/test/image_check.h"
#include "build/evidence/evidence.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { SHOWN = 16 << 10 }; /* of a long output, the bytes at its end that a message has */

/* The output of a test without the line break at its end. */
static void
append_output(struct text *text, const char *output)
{
	size_t length = strlen(output);

	if (length && output[length - 1] == '\n')
		length--;
	if (length > SHOWN) {
		text_format(text, "[%zu bytes are left out] ", length - SHOWN);
		output += length - SHOWN;
		length = SHOWN;
	}
	if (length)
		text_append(text, output, length);
	else
		text_append_string(text, "nothing");
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
	append_output(&text, result->output);
	if (result->status == test->status)
		text_format(&text, ", without %s", test->output);
	const char *message = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return message;
}

/* Runs a command once. False after a message if the engine could not run it. */
static bool
run_once(struct evidence *evidence, const struct target_test *test, struct check_result *result)
{
	struct text output = TEXT_EMPTY, why = TEXT_EMPTY;
	const bool ran = engine_run(evidence->engine, evidence->arena, evidence->image_id,
		test->words, &output, &result->status, &why);

	if (ran) {
		result->output = arena_copy(evidence->arena, output.bytes, output.length);
		if (result->status != test->status || !strstr(result->output, test->output))
			result->state = CHECK_FAILED;
		else
			result->state = CHECK_PASSED;
	} else if (!interrupt_came()) {
		evidence->outcome = failure("%s: %s: %s", evidence->target, test->words[0],
			why.length ? why.bytes : "it could not be run");
	}
	text_free(&output);
	text_free(&why);
	return ran;
}

/* If the engine may have lost output, the command runs again. */
static bool
run(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	enum { MOST = 4 };
	const struct target_test *test = check->data;
	int left = engine_loses_output(evidence->engine) ? MOST : 1;

	while (run_once(evidence, test, result)) {
		if (result->state == CHECK_PASSED)
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
