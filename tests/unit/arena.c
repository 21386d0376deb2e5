/* support/arena: alignment, zeroes, growth, and sizes that no machine has. */
#include "support/arena.h"

#include <stdalign.h>

#include "unit.h"

static bool
is_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void
test_pieces_are_aligned_and_zero(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t size = 0; size < 5000; size += 7) {
		unsigned char *piece = arena_allocate(&arena, size);

		assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
		assert_true(is_zero(piece, size));
		memset(piece, 0xFF, size);
		arena_copy(&arena, "x", size % 2); /* texts in between do not move the others */
	}
	arena_free(&arena);
}

static void
test_empty_pieces(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_non_null(arena_allocate(&arena, 0));
	assert_non_null(arena_allocate_array(&arena, 0, SIZE_MAX));
	assert_non_null(arena_allocate_array(&arena, SIZE_MAX, 0));
	assert_string_equal(arena_copy(&arena, NULL, 0), "");
	assert_string_equal(arena_join(&arena, "", "", NULL), "");
	arena_free(&arena);
	arena_free(&arena);
}

static void
test_large_pieces(void **state)
{
	struct arena arena = {0};
	unsigned char *small = arena_allocate(&arena, 1);
	unsigned char *large = arena_allocate(&arena, 5 << 20);

	(void)state;
	*small = 1;
	assert_true(is_zero(large, 5 << 20));
	memset(large, 2, 5 << 20);
	assert_int_equal(*small, 1);
	arena_free(&arena);
}

static void
test_copies(void **state)
{
	struct arena arena = {0};
	char bytes[300];

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	for (size_t length = 0; length < sizeof(bytes); length++) {
		const char *copy = arena_copy(&arena, bytes, length);

		assert_int_equal(strlen(copy), length);
		assert_memory_equal(copy, bytes, length);
	}
	assert_memory_equal(arena_copy(&arena, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_join(&arena, "a", "", "bc", NULL), "abc");
	arena_free(&arena);
}

/* A format is tried in 256 bytes first. */
static void
test_formats_of_all_lengths(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (int width = 250; width < 260; width++)
		assert_int_equal(strlen(arena_format(&arena, "%*d", width, 7)), (size_t)width);
	assert_string_equal(arena_format(&arena, "%s", ""), "");
	arena_free(&arena);
}

static void
test_reset_keeps_memory_and_zeroes_it(void **state)
{
	struct arena arena = {0};

	(void)state;
	arena_reset(&arena);
	for (size_t round = 0; round < 3; round++) {
		for (size_t i = 0; i < 100; i++) {
			unsigned char *piece = arena_allocate(&arena, 1000);

			assert_true(is_zero(piece, 1000));
			memset(piece, 0xFF, 1000);
			arena_string(&arena, "text");
		}
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	assert_string_equal(arena_string(&arena, "again"), "again");
	arena_free(&arena);
}

static void
overflow_in_a_product(void)
{
	struct arena arena = {0};

	arena_allocate_array(&arena, SIZE_MAX / 2 + 1, 2);
}

static void
overflow_in_rounding(void)
{
	volatile size_t size = SIZE_MAX;
	struct arena arena = {0};

	arena_allocate(&arena, size);
}

static void
overflow_in_a_block(void)
{
	volatile size_t size = SIZE_MAX - alignof(max_align_t);
	struct arena arena = {0};

	arena_allocate(&arena, size);
}

static void
test_sizes_that_overflow_end_with_3(void **state)
{
	(void)state;
	assert_int_equal(unit_status_of(overflow_in_a_product), 3);
	assert_int_equal(unit_status_of(overflow_in_rounding), 3);
	assert_int_equal(unit_status_of(overflow_in_a_block), 3);
}

UNIT_MAIN(cmocka_unit_test(test_pieces_are_aligned_and_zero), cmocka_unit_test(test_empty_pieces),
	cmocka_unit_test(test_large_pieces), cmocka_unit_test(test_copies),
	cmocka_unit_test(test_formats_of_all_lengths),
	cmocka_unit_test(test_reset_keeps_memory_and_zeroes_it),
	cmocka_unit_test(test_sizes_that_overflow_end_with_3))
