/* family/matrix: combinations, what agrees, what is left out, and the bounds. */
#include "family/matrix.h"

#include "document/document.h"
#include "family/combination.h"
#include "family/family.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "unit.h"

struct fixture {
	struct arena arena;
	struct diagnostics diagnostics;
	struct checker checker;
	struct image image;
};

/* An image whose keys are the YAML `text`. */
static struct fixture *
open_fixture(const char *text)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->diagnostics.arena = &fixture->arena;
	fixture->checker =
		(struct checker){.arena = &fixture->arena, .diagnostics = &fixture->diagnostics};
	const struct source *source =
		source_of_bytes(&fixture->arena, "images.yaml", text, (uint32_t)strlen(text));

	fixture->image.name = "a";
	fixture->image.resolved = document_read(source, &fixture->arena, &fixture->diagnostics);
	assert_non_null(fixture->image.resolved);
	fixture->image.key = fixture->image.resolved;
	matrix_read(&fixture->checker, &fixture->image);
	return fixture;
}

static void
close_fixture(struct fixture *fixture)
{
	arena_free(&fixture->arena);
	free(fixture);
}

/* The values of all points, as "1x 1y 2x 2y". */
static const char *
points(struct fixture *fixture)
{
	const char *said = "";

	for (size_t i = 0; i < fixture->image.point_count; i++) {
		if (i)
			said = arena_join(&fixture->arena, said, " ", NULL);
		for (size_t j = 0; j < fixture->image.axis_count; j++)
			said = arena_join(&fixture->arena, said,
				fixture->image.points[i].values[j].value, NULL);
	}
	return said;
}

/* The combinations of an image on a base. */
static struct combinations
candidates_on_a_base(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->image.point_count; i++)
		fixture->image.points[i].from = fixture->image.key;
	return combinations_make(&fixture->checker, &fixture->image);
}

static void
test_no_matrix_is_one_point(void **state)
{
	struct fixture *fixture = open_fixture("{from: x}");

	(void)state;
	assert_int_equal(fixture->image.point_count, 1);
	assert_int_equal(fixture->image.axis_count, 0);
	assert_int_equal(candidates_on_a_base(fixture).count, 1);
	close_fixture(fixture);
}

static void
test_the_first_axis_changes_last(void **state)
{
	struct fixture *fixture = open_fixture("{matrix: {a: ['1', '2'], b: [x, y, z]}}");

	(void)state;
	assert_string_equal(points(fixture), "1x 1y 1z 2x 2y 2z");
	close_fixture(fixture);
}

static void
test_wrong_axes(void **state)
{
	static const char *const wrong[][2] = {
		{"{matrix: {a: []}}", "axis 'a' has no values"},
		{"{matrix: {a: [x, y, x]}}", "axis 'a' has the value 'x' twice"},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture *fixture = open_fixture(wrong[i][0]);

		assert_int_equal(fixture->image.point_count, 0);
		assert_int_equal(fixture->diagnostics.kept_count, 1);
		assert_string_equal(fixture->diagnostics.kept[0]->message, wrong[i][1]);
		close_fixture(fixture);
	}
}

/* A matrix with this many values on one axis and two on `twos` others. */
static const char *
matrix_of(struct arena *arena, size_t values, size_t twos)
{
	const char *text = "{matrix: {a: [";

	for (size_t i = 0; i < values; i++)
		text = arena_format(arena, "%sv%zu, ", text, i);
	text = arena_join(arena, text, "]", NULL);
	for (size_t i = 0; i < twos; i++)
		text = arena_format(arena, "%s, b%zu: [x, y]", text, i);
	return arena_join(arena, text, "}}", NULL);
}

static void
test_bounds_of_a_matrix(void **state)
{
	static const size_t tried[][3] = {{256, 0, 256}, {257, 0, 0}, {1, 8, 256}, {1, 9, 0},
		{128, 1, 256}, {129, 1, 0}, {2, 40, 0}};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		struct fixture *fixture = open_fixture(matrix_of(&arena, tried[i][0], tried[i][1]));

		assert_int_equal(fixture->image.point_count, tried[i][2]);
		assert_true((fixture->diagnostics.errors == 0) == (tried[i][2] > 0));
		close_fixture(fixture);
	}
	arena_free(&arena);
}

static void
test_what_agrees(void **state)
{
	static const struct axis_value a1[] = {{"a", "1", NULL, NULL}, {"b", "x", NULL, NULL}},
				       a2[] = {{"b", "x", NULL, NULL}, {"c", "9", NULL, NULL}},
				       a3[] = {{"c", "9", NULL, NULL}, {"a", "2", NULL, NULL}};

	(void)state;
	assert_true(matrix_axes_agree(a1, 2, a2, 2));
	assert_true(matrix_axes_agree(a2, 2, a3, 2));
	assert_false(matrix_axes_agree(a1, 2, a3, 2));
	assert_false(matrix_axes_agree(a3, 2, a1, 2));
	assert_true(matrix_axes_agree(NULL, 0, a1, 2));
	assert_true(matrix_axes_agree(a1, 2, NULL, 0));
}

/*
 * `exclude` in the matrix and beside it count both; a point of fewer axes leaves out all that have
 * them.
 */
static void
test_what_is_left_out(void **state)
{
	struct fixture *fixture =
		open_fixture("{matrix: {a: ['1', '2'], b: [x, y], exclude: [{a: '1', b: y}]}, "
			     "exclude: [{b: x}]}");
	const struct combinations combinations = candidates_on_a_base(fixture);
	static const bool expected[] = {true, true, true, false};

	(void)state;
	assert_int_equal(combinations.count, 4);
	assert_true(combinations_check_names(&fixture->checker, &fixture->image, &combinations));
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(combination_is_excluded(&fixture->checker, &fixture->image,
					 &combinations.items[i]),
			expected[i]);
	close_fixture(fixture);
}

static void
test_names_that_no_combination_has(void **state)
{
	struct fixture *fixture =
		open_fixture("{matrix: {arch: [amd64, arm64]}, "
			     "exclude: [{arsh: amd64}, {arch: amd65}, {os: linux}]}");
	const struct combinations combinations = candidates_on_a_base(fixture);
	static const char *const expected[] = {"unknown axis 'arsh'; did you mean 'arch'?",
		"axis 'arch' has no value 'amd65'; did you mean 'amd64'?", "unknown axis 'os'"};

	(void)state;
	assert_false(combinations_check_names(&fixture->checker, &fixture->image, &combinations));
	assert_int_equal(fixture->diagnostics.kept_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(fixture->diagnostics.kept[i]->message, expected[i]);
	close_fixture(fixture);
}

/* An image on two variants of a parent takes those that agree with its own axes. */
static void
test_parents_agree(void **state)
{
	struct fixture *fixture = open_fixture("{matrix: {a: ['1', '3'], c: [x, y]}}");
	const struct axis_value one[] = {{"a", "1", NULL, NULL}, {"b", "p", NULL, NULL}},
				two[] = {{"a", "1", NULL, NULL}, {"b", "q", NULL, NULL}};
	struct variant variants[] = {
		{.axes = one, .axis_count = 2}, {.axes = two, .axis_count = 2}};
	struct variant *list[] = {&variants[0], &variants[1]};
	struct image parent = {.name = "p", .variants = list, .variant_count = 2};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		fixture->image.points[i].parent = &parent;
	const struct combinations combinations =
		combinations_make(&fixture->checker, &fixture->image);

	assert_int_equal(combinations.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(combinations.items[i].axis_count, 3);
		assert_ptr_equal(combinations.items[i].parent, &variants[i % 2]);
		assert_string_equal(combinations.items[i].axes[2].value, i < 2 ? "x" : "y");
	}
	assert_string_equal(fixture->diagnostics.kept[0]->message, "'p' has no variant with a=3");
	close_fixture(fixture);
}

UNIT_MAIN(cmocka_unit_test(test_no_matrix_is_one_point),
	cmocka_unit_test(test_the_first_axis_changes_last), cmocka_unit_test(test_wrong_axes),
	cmocka_unit_test(test_bounds_of_a_matrix), cmocka_unit_test(test_what_agrees),
	cmocka_unit_test(test_what_is_left_out),
	cmocka_unit_test(test_names_that_no_combination_has), cmocka_unit_test(test_parents_agree))
