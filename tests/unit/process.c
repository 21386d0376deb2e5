/* adapters/process: what is kept of programs that print much. */
#include <string.h>

#include "adapters/process.h"
#include "support/text.h"

#include "unit.h"

/* What comes of a shell command; process_result_free ends it. */
static bool
run(const char *script, size_t most, bool merged, struct process_result *result)
{
	const char *const words[] = {"sh", "-c", script, NULL};
	const struct process_call call = {
		.words = words, .most = most, .merged = merged, .limit = 60000};

	return process_run(&call, result);
}

static void
assert_ends_with(const struct text *text, const char *end)
{
	assert_true(text->length >= strlen(end));
	assert_string_equal(text->bytes + text->length - strlen(end), end);
}

static void
bounds_errors(void **state)
{
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)state;
	assert_true(run("echo answer; { echo first; head -c 40000000 /dev/zero | tr '\\0' x; echo; "
			"echo last; } >&2",
		0, false, &result));
	assert_string_equal(result.output.bytes, "answer\n");
	assert_memory_equal(result.error.bytes, "first\nxxx", 9);
	assert_ends_with(&result.error, "xxx\nlast\n");
	assert_non_null(strstr(result.error.bytes, "\n[38951436 bytes are left out]\n"));
	assert_true(result.error.length < 2 * PROCESS_ERROR_MOST + 100);
	process_result_free(&result);

	assert_true(run("echo short >&2", 0, false, &result));
	assert_string_equal(result.error.bytes, "short\n");
	process_result_free(&result);
}

static void
bounds_outputs(void **state)
{
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)state;
	assert_true(run("head -c 1000 /dev/zero | tr '\\0' x; echo last >&2", 5, true, &result));
	assert_string_equal(result.output.bytes, "xxxxx\n[995 bytes are left out]\nlast\n");
	assert_int_equal(result.printed, 1005);
	process_result_free(&result);
}

static void
ends_what_prints_too_much(void **state)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text end = TEXT_EMPTY;

	(void)state;
	assert_false(run("exec yes", 0, false, &result));
	assert_int_equal(result.end, PROCESS_OVERFLOWED);
	process_append_end(&end, &result);
	assert_string_equal(end.bytes, "printed more than 64 MiB");
	text_free(&end);
	process_result_free(&result);

	assert_false(run("exec yes >&2", 0, false, &result));
	assert_int_equal(result.end, PROCESS_OVERFLOWED);
	assert_true(result.error.length < 2 * PROCESS_ERROR_MOST + 100);
	process_result_free(&result);

	/* Its own output ends at once; what it leaves behind prints on. */
	assert_false(run("yes & sleep 0.2", 0, false, &result));
	assert_int_equal(result.end, PROCESS_OVERFLOWED);
	process_result_free(&result);
}

UNIT_MAIN(cmocka_unit_test(bounds_errors), cmocka_unit_test(bounds_outputs),
	cmocka_unit_test(ends_what_prints_too_much))
