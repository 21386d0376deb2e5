/*
 * build/run/jobs: what MAKEFLAGS says, and a jobserver in this very process. tests/jobs.t asks a
 * real make.
 */
#include "build/run/jobs.h"

#include <fcntl.h>

#include "support/text.h"
#include "unit.h"

static struct jobs jobs;

/* How many start before one ends, at most 20. */
static size_t
take_all(void)
{
	size_t taken = 0;

	while (taken < 20 && jobs_take(&jobs))
		taken++;
	return taken;
}

/* How many run at once with these flags and -j `wanted`; what was wrong is in `why`. */
static size_t
at_once(const char *makeflags, size_t wanted, struct text *why)
{
	text_clear(why);
	const bool fine = jobs_open(&jobs, makeflags, wanted, why);

	assert_int_equal(fine, why->length == 0);
	const size_t taken = take_all();

	for (size_t i = 0; i < taken; i++)
		jobs_give(&jobs);
	assert_int_equal(jobs.running, 0);
	jobs_close(&jobs);
	jobs_close(&jobs);
	return taken;
}

static void
test_letters(void **state)
{
	const struct jobs_options all = jobs_read_options("kntd -j4"),
				  none = jobs_read_options(NULL);

	(void)state;
	assert_true(all.keep_going && all.dry_run && all.question && all.verbose_make);
	assert_false(none.keep_going || none.dry_run || none.question || none.verbose_make);
	assert_true(jobs_read_options("q").question);
	assert_false(jobs_read_options("").keep_going);
	assert_false(jobs_read_options(" k").keep_going);
	assert_false(jobs_read_options("-k").keep_going);
	assert_false(jobs_read_options("k=1").keep_going);
	assert_false(jobs_read_options("w -- k").keep_going);
}

static void
test_numbers(void **state)
{
	static const struct {
		const char *flags;
		size_t wanted, expected;
	} tried[] = {{NULL, 0, 1}, {"", 0, 1}, {" -j3", 0, 3}, {" -j", 0, 20}, {" -j3", 5, 5},
		{" -j4 -j2", 0, 2}, {" -j0", 0, 1}, {" -jx", 0, 1}, {" -j2x", 0, 1},
		{" -j99999999999999999999", 0, 1}, {"-- -j5", 0, 1}, {"k\t-j2", 0, 2}};
	struct text why = TEXT_EMPTY;

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		const size_t found = at_once(tried[i].flags, tried[i].wanted, &why);

		if (found != tried[i].expected)
			fail_msg(
				"MAKEFLAGS='%s': %zu", tried[i].flags ? tried[i].flags : "", found);
		assert_int_equal(why.length, 0);
	}
	text_free(&why);
}

static void
test_what_is_no_jobserver(void **state)
{
	static const char *const wrong[] = {"x", "3", "3,", ",4", "-2,-2", "98,99", "99999999999,3",
		"99999999999999999999,3", "0x3,4", "fifo:", "fifo:/dev/null", "fifo:/nowhere"};
	struct text why = TEXT_EMPTY;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char flags[64];

		snprintf(flags, sizeof(flags), " -j9 --jobserver-auth=%s", wrong[i]);
		assert_int_equal(at_once(flags, 0, &why), 1);
		assert_true(why.length > 0);
	}
	text_free(&why);
}

/* The first job is free, the others take a token each, and the very bytes go back. */
static void
test_tokens(void **state)
{
	int ends[2];
	char flags[64], tokens[8];
	struct text why = TEXT_EMPTY;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(write(ends[1], "xyz", 3), 3);
	snprintf(flags, sizeof(flags), " -j9 --jobserver-auth=%d,%d", ends[0], ends[1]);
	assert_true(jobs_open(&jobs, flags, 0, &why));
	assert_int_equal(take_all(), 4);
	assert_true(jobs_file(&jobs) >= 0);
	assert_int_equal(read(ends[0], tokens, sizeof(tokens)), -1);
	jobs_give(&jobs);
	assert_int_equal(read(ends[0], tokens, sizeof(tokens)), 1);
	assert_int_equal(write(ends[1], tokens, 1), 1);
	assert_true(jobs_take(&jobs));
	jobs_close(&jobs);
	assert_int_equal(read(ends[0], tokens, sizeof(tokens)), 3);
	assert_int_equal(tokens[0] + tokens[1] + tokens[2], 'x' + 'y' + 'z');
	assert_int_equal(jobs_file(&jobs), -1);
	close(ends[0]);
	close(ends[1]);
	text_free(&why);
}

/* Where others hold all tokens, one job runs. */
static void
test_no_tokens(void **state)
{
	int ends[2];
	char flags[64];
	struct text why = TEXT_EMPTY;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	snprintf(flags, sizeof(flags), " --jobserver-auth=%d,%d", ends[0], ends[1]);
	assert_int_equal(at_once(flags, 0, &why), 1);
	assert_int_equal(why.length, 0);
	close(ends[0]);
	close(ends[1]);
	text_free(&why);
}

UNIT_MAIN(cmocka_unit_test(test_letters), cmocka_unit_test(test_numbers),
	cmocka_unit_test(test_what_is_no_jobserver), cmocka_unit_test(test_tokens),
	cmocka_unit_test(test_no_tokens))
