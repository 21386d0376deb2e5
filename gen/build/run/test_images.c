#include "build/run/test_images.h"

#include <string.h>

#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

struct testing {
	struct arena *arena;
	struct survey *survey;
	const struct test_options *options;
	struct map passed; /* "ID HASH" of all tests that passed and are remembered */
	bool changed;
	size_t passed_count, failed_count, missing_count;
	enum outcome outcome;
};

/* The result of one test. */
struct outcome_of_test {
	bool passed, remembered;
	int status;
	const char *output; /* what it printed */
};

/* What is remembered */

/* The image and its tests as a key: "ID HASH". */
static const char *
name_of_pass(const struct testing *testing, size_t target)
{
	const struct target *self = &testing->survey->targets->items[target];
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < self->test_count; i++) {
		const struct target_test *test = &self->tests[i];

		text_format(
			&text, "test %d %zu:%s", test->status, strlen(test->output), test->output);
		for (const char *const *word = test->words; *word; word++)
			text_format(&text, " %zu:%s", strlen(*word), *word);
		text_append_character(&text, '\n');
	}
	const struct object_id id = object_id_of_blob(text.bytes, text.length);

	text_free(&text);
	return arena_format(testing->arena, "%s %s", testing->survey->statuses[target].image->id,
		object_id_hex(&id).digits);
}

static void
remember(struct testing *testing, const char *pass)
{
	map_set(&testing->passed, testing->arena, pass, strlen(pass), testing);
}

static void
read_passes(struct testing *testing, const char *path)
{
	const char *line = state_recall(testing->arena, path);

	for (size_t length; line && *(line += strspn(line, "\n")); line += length) {
		length = strcspn(line, "\n");
		remember(testing, arena_copy(testing->arena, line, length));
	}
}

static void
write_passes(const struct testing *testing, const char *path)
{
	enum { MOST = 10000 }; /* the oldest are forgotten */
	const size_t count = testing->passed.count;
	struct text text = TEXT_EMPTY;

	for (size_t i = count > MOST ? count - MOST : 0; i < count; i++)
		text_format(&text, "%s\n", testing->passed.entries[i].key);
	state_remember(path, &text);
	text_free(&text);
}

/* What is printed */

static void
append_words(struct text *text, const char *const *words)
{
	for (; *words; words++) {
		text_append_character(text, ' ');
		text_append_visible(text, *words, strlen(*words));
	}
}

/* The output of a test without the line break at its end. */
static void
append_output(struct text *text, const char *output)
{
	size_t length = strlen(output);

	if (length && output[length - 1] == '\n')
		length--;
	if (length)
		text_append_visible(text, output, length);
	else
		text_append_string(text, "nothing");
}

static void
append_failure(struct text *text, const struct target_test *test, const struct outcome_of_test *got)
{
	if (got->status != test->status)
		text_format(
			text, "    ended with %d, not %d; it printed: ", got->status, test->status);
	else
		text_append_string(text, "    printed ");
	append_output(text, got->output);
	if (got->status == test->status) {
		text_append_string(text, ", without ");
		text_append_visible(text, test->output, strlen(test->output));
	}
	text_append_character(text, '\n');
}

static void
print_as_text(const char *name, const struct target_test *test, const struct outcome_of_test *got)
{
	struct text text = TEXT_EMPTY;

	text_format(&text, "%s %s:", got->passed ? "ok" : "FAILED", name);
	append_words(&text, test->words);
	text_append_string(&text, got->remembered ? " (passed before)\n" : "\n");
	if (!got->passed)
		append_failure(&text, test, got);
	print_text(&text);
	text_free(&text);
}

static void
print_as_json(const char *id, const char *name, const struct target_test *test,
	const struct outcome_of_test *got)
{
	struct json_writer writer = {.text = TEXT_EMPTY};

	json_open(&writer, '{');
	json_member(&writer, "event", "test");
	json_member(&writer, "image", id);
	json_member(&writer, "name", name);
	json_name(&writer, "command");
	json_open(&writer, '[');
	for (const char *const *word = test->words; *word; word++)
		json_string(&writer, *word);
	json_close(&writer, ']');
	json_member(&writer, "result", got->passed ? "passed" : "failed");
	json_name(&writer, "remembered");
	json_boolean(&writer, got->remembered);
	if (!got->passed) {
		json_name(&writer, "status");
		json_integer(&writer, got->status);
		json_member(&writer, "output", got->output);
	}
	json_close(&writer, '}');
	text_append_character(&writer.text, '\n');
	print_text(&writer.text);
	text_free(&writer.text);
}

static void
print_test(struct testing *testing, size_t target, const struct target_test *test,
	const struct outcome_of_test *got)
{
	const struct target *self = &testing->survey->targets->items[target];
	const char *name = survey_name(testing->survey, self);

	testing->passed_count += got->passed;
	testing->failed_count += !got->passed;
	if (testing->options->json)
		print_as_json(self->id, name, test, got);
	else
		print_as_text(name, test, got);
}

static void
print_counts(const struct testing *testing)
{
	if (testing->options->json)
		print_format(
			"{\"event\":\"counts\",\"passed\":%zu,\"failed\":%zu,\"missing\":%zu}\n",
			testing->passed_count, testing->failed_count, testing->missing_count);
	else if (testing->missing_count)
		print_format("%zu passed, %zu failed, %zu not built\n", testing->passed_count,
			testing->failed_count, testing->missing_count);
	else
		print_format(
			"%zu passed, %zu failed\n", testing->passed_count, testing->failed_count);
}

/* Running */

/* Runs a test once. False after a message if the engine could not run it. */
static bool
run_once(struct testing *testing, size_t target, const struct target_test *test,
	struct outcome_of_test *got)
{
	const char *id = testing->survey->statuses[target].image->id;
	struct text output = TEXT_EMPTY, why = TEXT_EMPTY;
	const bool ran = engine_run(&testing->survey->engine, testing->arena, id, test->words,
		&output, &got->status, &why);

	if (ran) {
		got->output = arena_copy(testing->arena, output.bytes, output.length);
		got->passed = got->status == test->status && strstr(got->output, test->output);
	} else if (!interrupt_came()) {
		testing->outcome = failure("%s: %s: %s", testing->survey->targets->items[target].id,
			test->words[0], why.length ? why.bytes : "it could not be run");
	}
	text_free(&output);
	text_free(&why);
	return ran;
}

/* If the engine may have lost output, the test runs again. */
static bool
run_test(struct testing *testing, size_t target, const struct target_test *test,
	struct outcome_of_test *got)
{
	enum { MOST = 4 };
	int left = engine_loses_output(&testing->survey->engine) ? MOST : 1;

	while (run_once(testing, target, test, got)) {
		if (got->passed || got->status != test->status || --left == 0)
			return true;
	}
	return false;
}

static void
test_image(struct testing *testing, size_t target)
{
	const struct target *self = &testing->survey->targets->items[target];
	const char *pass = name_of_pass(testing, target);
	const bool remembered =
		!testing->options->force && map_get(&testing->passed, pass, strlen(pass)) != NULL;
	bool passed = true;

	for (size_t i = 0; i < self->test_count; i++) {
		struct outcome_of_test got = {
			.passed = remembered, .remembered = remembered, .output = ""};

		if (interrupt_came() ||
			(!remembered && !run_test(testing, target, &self->tests[i], &got)))
			return;
		print_test(testing, target, &self->tests[i], &got);
		passed = passed && got.passed;
	}
	if (!passed || remembered)
		return;
	remember(testing, pass);
	testing->changed = true;
}

static void
report_missing(struct testing *testing, size_t target)
{
	testing->missing_count++;
	(void)failure_mistake(NULL, "%s is not built, so it is not tested: run basegen build %s",
		survey_name(testing->survey, &testing->survey->targets->items[target]),
		testing->survey->targets->items[target].id);
}

enum outcome
test_images(struct survey *survey, const bool *selected, const struct state *state,
	const struct test_options *options)
{
	struct testing testing = {.arena = survey->arena, .survey = survey, .options = options};
	const char *path = state_path(state, survey->arena, "tests");

	read_passes(&testing, path);
	interrupt_catch();
	for (size_t i = 0; i < survey->targets->count && !interrupt_came(); i++) {
		if (!selected[i] || !survey->targets->items[i].test_count)
			continue;
		if (survey->statuses[i].image)
			test_image(&testing, i);
		else
			report_missing(&testing, i);
		if (testing.outcome != OUTCOME_DONE)
			break;
	}
	if (testing.changed)
		write_passes(&testing, path);
	print_counts(&testing);
	interrupt_release();
	if (testing.outcome != OUTCOME_DONE)
		return testing.outcome;
	return testing.failed_count || testing.missing_count ? OUTCOME_STALE : OUTCOME_DONE;
}
