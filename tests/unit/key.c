/* family/key: the lines of a key, and its hash against git's own. */
#include "family/key.h"

#include "document/document.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "unit.h"

static struct node *
read_yaml(struct arena *arena, const char *text)
{
	struct diagnostics diagnostics = {.arena = arena};
	struct node *node = document_read(
		source_of_bytes(arena, "x", text, (uint32_t)strlen(text)), arena, &diagnostics);

	assert_non_null(node);
	return node;
}

/* The key of what the YAML says, with these origins. */
static const char *
key_of(struct arena *arena, const char *yaml, struct origin *origins, size_t count)
{
	struct variant variant = {
		.resolved = read_yaml(arena, yaml), .origins = origins, .origin_count = count};

	variant.all = variant.resolved;
	key_set(&variant, arena, "aaaa");
	return variant.content_key;
}

/* printf 'tree aaaa\n' | git hash-object --stdin */
static void
test_the_least(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(
		key_of(&arena, "{a: b}", NULL, 0), "131fd576694f01487a4ea7e328e1467a632c4097");
	assert_string_equal(key_of(&arena, "{args: {}, platforms: [], rebuild: ''}", NULL, 0),
		"131fd576694f01487a4ea7e328e1467a632c4097");
	arena_free(&arena);
}

/* All lines, in their order; the hash is git's of them behind "tree aaaa\n". */
static void
test_all_lines(void **state)
{
	static const char yaml[] = "{rebuild: monday, platforms: [linux/amd64, linux/arm64], "
				   "args: {A: '1', B: x y}}";
	struct variant parent = {.content_key = "0123"};
	struct origin origins[] = {{.argument = "BASE", .pinned = "debian:12@sha256:ab"},
		{.argument = "BASE_P", .parent = &parent}};
	struct arena arena = {0};
	struct variant variant = {
		.resolved = read_yaml(&arena, yaml), .origins = origins, .origin_count = 2};
	struct text lines = TEXT_EMPTY;

	(void)state;
	variant.all = variant.resolved;
	key_append_rest(&lines, &variant);
	assert_string_equal(lines.bytes, "arg A=1\narg B=x y\nplatform linux/amd64\n"
					 "platform linux/arm64\nrebuild monday\n"
					 "base debian:12@sha256:ab\nparent BASE_P=0123\n");
	assert_string_equal(
		key_of(&arena, yaml, origins, 2), "d72d0efebd2ae06c90d967678b1a7120944a3320");
	text_free(&lines);
	arena_free(&arena);
}

/* Each of these makes another image, so each has another key. */
static void
test_each_part_counts(void **state)
{
	static const char *const yaml[] = {"{args: {A: '1', B: '2'}}", "{args: {B: '2', A: '1'}}",
		"{args: {A: '2', B: '1'}}", "{args: {A: '1'}}", "{platforms: [linux/amd64]}",
		"{platforms: [linux/arm64]}", "{rebuild: '1'}", "{rebuild: '2'}"};
	enum { COUNT = sizeof(yaml) / sizeof(*yaml) };
	struct variant parent = {.content_key = "0123"};
	struct origin origin = {.argument = "BASE", .parent = &parent};
	const char *keys[COUNT + 3];
	struct arena arena = {0};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		keys[count++] = key_of(&arena, yaml[i], NULL, 0);
	keys[count++] = key_of(&arena, "{a: b}", &origin, 1);
	parent.content_key = "4567";
	keys[count++] = key_of(&arena, "{a: b}", &origin, 1);
	origin.argument = "BASE_OTHER";
	keys[count++] = key_of(&arena, "{a: b}", &origin, 1);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(keys[i], keys[j]);
	arena_free(&arena);
}

UNIT_MAIN(cmocka_unit_test(test_the_least), cmocka_unit_test(test_all_lines),
	cmocka_unit_test(test_each_part_counts))
