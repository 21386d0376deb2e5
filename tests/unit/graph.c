/* family/graph: orders, levels, cycles and depth. */
#include "family/graph.h"

#include "document/document.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "unit.h"

enum { MOST = 300 };

/* A graph of vertices named by numbers. */
struct fixture {
	struct arena arena;
	struct diagnostics diagnostics;
	struct node node;
	struct vertex vertices[MOST], *order[MOST];
};

static struct fixture *
open_fixture(size_t count)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->diagnostics.arena = &fixture->arena;
	for (size_t i = 0; i < count; i++) {
		fixture->vertices[i].id = arena_format(&fixture->arena, "%zu", i);
		fixture->vertices[i].node = &fixture->node;
		fixture->order[i] = &fixture->vertices[i];
	}
	return fixture;
}

static void
close_fixture(struct fixture *fixture)
{
	arena_free(&fixture->arena);
	free(fixture);
}

static void
need(struct fixture *fixture, size_t vertex, size_t to)
{
	graph_need(&fixture->arena, &fixture->vertices[vertex], &fixture->vertices[to],
		&fixture->node);
}

static bool
order(struct fixture *fixture, size_t count)
{
	return graph_order(fixture->order, count, &fixture->diagnostics);
}

static const char *
message(const struct fixture *fixture)
{
	assert_int_equal(fixture->diagnostics.kept_count, 1);
	return fixture->diagnostics.kept[0]->message;
}

static void
test_no_vertices(void **state)
{
	struct fixture *fixture = open_fixture(0);

	(void)state;
	assert_true(order(fixture, 0));
	close_fixture(fixture);
}

static void
test_level_by_level_as_they_stand(void **state)
{
	struct fixture *fixture = open_fixture(6);
	static const char *const expected[] = {"1", "4", "3", "5", "2", "0"};
	static const size_t levels[] = {0, 0, 1, 1, 2, 3};

	(void)state;
	need(fixture, 0, 2);
	need(fixture, 2, 3);
	need(fixture, 3, 1);
	need(fixture, 5, 4);
	assert_true(order(fixture, 6));
	for (size_t i = 0; i < 6; i++) {
		assert_string_equal(fixture->order[i]->id, expected[i]);
		assert_int_equal(fixture->order[i]->level, levels[i]);
		assert_int_equal(fixture->order[i]->number, i + 1);
	}
	close_fixture(fixture);
}

/* A level is one more than the highest need, whichever way is looked at first. */
static void
test_levels_take_the_longest_way(void **state)
{
	struct fixture *fixture = open_fixture(4);

	(void)state;
	need(fixture, 3, 0);
	need(fixture, 3, 2);
	need(fixture, 2, 1);
	need(fixture, 1, 0);
	assert_true(order(fixture, 4));
	assert_int_equal(fixture->vertices[3].level, 3);
	close_fixture(fixture);
}

static void
test_an_edge_counts_once(void **state)
{
	struct fixture *fixture = open_fixture(2);

	(void)state;
	need(fixture, 1, 0);
	need(fixture, 1, 0);
	assert_int_equal(fixture->vertices[1].need_count, 1);
	assert_int_equal(fixture->vertices[0].child_count, 1);
	assert_true(order(fixture, 2));
	close_fixture(fixture);
}

static void
test_a_vertex_that_needs_itself(void **state)
{
	struct fixture *fixture = open_fixture(2);

	(void)state;
	need(fixture, 1, 1);
	assert_false(order(fixture, 2));
	assert_string_equal(message(fixture), "images need each other in a circle: 1 -> 1");
	close_fixture(fixture);
}

/* What only needs a cycle is not on it, and a cycle is told once. */
static void
test_a_cycle_is_told_once(void **state)
{
	struct fixture *fixture = open_fixture(5);

	(void)state;
	need(fixture, 0, 1);
	need(fixture, 1, 2);
	need(fixture, 2, 3);
	need(fixture, 3, 1);
	need(fixture, 4, 3);
	assert_false(order(fixture, 5));
	assert_string_equal(
		message(fixture), "images need each other in a circle: 1 -> 2 -> 3 -> 1");
	close_fixture(fixture);
}

static void
test_two_cycles(void **state)
{
	struct fixture *fixture = open_fixture(4);

	(void)state;
	need(fixture, 0, 1);
	need(fixture, 1, 0);
	need(fixture, 2, 3);
	need(fixture, 3, 2);
	assert_false(order(fixture, 4));
	assert_int_equal(fixture->diagnostics.errors, 2);
	close_fixture(fixture);
}

static void
test_a_long_cycle_is_cut(void **state)
{
	struct fixture *fixture = open_fixture(MOST);

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		need(fixture, i, (i + 1) % MOST);
	assert_false(order(fixture, MOST));
	assert_non_null(strstr(message(fixture), "18 -> 19 -> (280 more) -> 0"));
	close_fixture(fixture);
}

/* A chain of `count`, and whether it is in order. */
static bool
chain(size_t count)
{
	struct fixture *fixture = open_fixture(count);

	for (size_t i = 0; i + 1 < count; i++)
		need(fixture, i, i + 1);
	const bool good = order(fixture, count);

	assert_int_equal(fixture->diagnostics.errors, good ? 0 : 1);
	close_fixture(fixture);
	return good;
}

static void
test_depth(void **state)
{
	(void)state;
	assert_true(chain(GRAPH_LEVELS_MOST));
	assert_false(chain(GRAPH_LEVELS_MOST + 1));
}

UNIT_MAIN(cmocka_unit_test(test_no_vertices), cmocka_unit_test(test_level_by_level_as_they_stand),
	cmocka_unit_test(test_levels_take_the_longest_way),
	cmocka_unit_test(test_an_edge_counts_once),
	cmocka_unit_test(test_a_vertex_that_needs_itself),
	cmocka_unit_test(test_a_cycle_is_told_once), cmocka_unit_test(test_two_cycles),
	cmocka_unit_test(test_a_long_cycle_is_cut), cmocka_unit_test(test_depth))
