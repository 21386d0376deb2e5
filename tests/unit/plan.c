/* build/run/plan: the longest way first, and nothing before what it needs. */
#include "build/run/plan.h"

#include "build/run/times.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "unit.h"

enum { MOST = 64 };

static struct target_parent parent_lists[MOST][3];
static struct target items[MOST];
static bool todo[MOST];
static struct arena arena;
static struct times times;

/*
 * A target with the parents that are given, ended by -1, which takes `milliseconds`, -1: not known.
 */
static void
target(size_t at, int64_t milliseconds, int first, int second)
{
	items[at] = (struct target){
		.id = arena_format(&arena, "t%zu", at), .parents = parent_lists[at]};
	if (first >= 0)
		parent_lists[at][items[at].parent_count++].target = (size_t)first;
	if (second >= 0)
		parent_lists[at][items[at].parent_count++].target = (size_t)second;
	todo[at] = true;
	if (milliseconds >= 0)
		times_note(&times, items[at].id, milliseconds);
}

static int
begin(void **state)
{
	(void)state;
	arena = (struct arena){0};
	times = (struct times){.arena = &arena};
	memset(parent_lists, 0, sizeof(parent_lists));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* Takes and makes all, one after the other; the order as "3 1 2". */
static const char *
taken(size_t count)
{
	const struct targets targets = {.items = items, .count = count};
	struct plan plan;
	const char *said = "";

	plan_open(&plan, &arena, &targets, todo, &times);
	for (long next; (next = plan_take(&plan)) != PLAN_NOTHING;) {
		said = arena_format(&arena, "%s%s%ld", said, *said ? " " : "", next);
		plan_done(&plan, (size_t)next);
	}
	assert_false(plan_has_ready(&plan));
	return said;
}

static void
test_nothing(void **state)
{
	(void)state;
	assert_string_equal(taken(0), "");
}

static void
test_without_times_as_in_the_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++)
		target(i, -1, -1, -1);
	assert_string_equal(taken(4), "0 1 2 3");
}

static void
test_the_longest_chain_first(void **state)
{
	(void)state;
	target(0, 10, -1, -1);
	target(1, 5, -1, -1);
	target(2, 100, 1, -1);
	target(3, 50, -1, -1);
	assert_string_equal(taken(4), "1 2 3 0");
}

/* What is not to be made is neither waited for nor taken, and has no time. */
static void
test_what_is_made_already(void **state)
{
	(void)state;
	target(0, 1000, -1, -1);
	target(1, 1, 0, -1);
	target(2, 2, -1, -1);
	todo[0] = false;
	assert_string_equal(taken(3), "2 1");
	todo[1] = todo[2] = false;
	assert_string_equal(taken(3), "");
}

/* A parent that is named twice, by FROM and by COPY, is waited for once. */
static void
test_a_parent_counts_once(void **state)
{
	(void)state;
	target(0, 1, -1, -1);
	target(1, 1, 0, 0);
	assert_string_equal(taken(2), "0 1");
}

/* Two that are ready wait for nobody; the third waits for both. */
static void
test_ready_when_all_parents_are_made(void **state)
{
	const struct targets targets = {.items = items, .count = 3};
	struct plan plan;

	(void)state;
	target(0, 1, -1, -1);
	target(1, 1, -1, -1);
	target(2, 1, 0, 1);
	plan_open(&plan, &arena, &targets, todo, &times);
	assert_int_equal(plan_take(&plan), 0);
	assert_int_equal(plan_take(&plan), 1);
	assert_int_equal(plan_take(&plan), PLAN_NOTHING);
	plan_done(&plan, 1);
	assert_false(plan_has_ready(&plan));
	plan_done(&plan, 0);
	assert_int_equal(plan_take(&plan), 2);
	assert_int_equal(plan_take(&plan), PLAN_NOTHING);
}

/* Many, in an order that is none, come out by their times. */
static void
test_the_heap(void **state)
{
	const struct targets targets = {.items = items, .count = MOST};
	struct plan plan;

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		target(i, (int64_t)(i * 37 % MOST), -1, -1);
	plan_open(&plan, &arena, &targets, todo, &times);
	for (size_t i = MOST; i-- > 0;)
		assert_int_equal((size_t)plan_take(&plan) * 37 % MOST, i);
	assert_int_equal(plan_take(&plan), PLAN_NOTHING);
}

#define PLAN_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

UNIT_MAIN(PLAN_TEST(test_nothing), PLAN_TEST(test_without_times_as_in_the_family),
	PLAN_TEST(test_the_longest_chain_first), PLAN_TEST(test_what_is_made_already),
	PLAN_TEST(test_a_parent_counts_once), PLAN_TEST(test_ready_when_all_parents_are_made),
	PLAN_TEST(test_the_heap))
