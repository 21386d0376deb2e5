#include "output/key_inputs.h"

#include <string.h>

#include "family/family.h"
#include "family/key.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

const char *
key_inputs_write(const struct variant *variant, const struct tree *tree)
{
	struct text lines = TEXT_EMPTY;
	size_t count;
	struct tree_file **files = tree_below(tree, variant->context, &count);

	for (size_t i = 0; i < count; i++)
		text_format(&lines, "file %s %s %s\n", files[i]->executable ? "100755" : "100644",
			object_id_hex(&files[i]->id).digits,
			files[i]->path + strlen(variant->context) + 1);
	key_append_rest(&lines, variant);
	const char *written =
		arena_copy(tree->arena, lines.bytes, lines.length ? lines.length - 1 : 0);

	text_free(&lines);
	return written;
}

/* Splits `line` in place at the first `character`; returns what is behind it, "" if nothing is. */
static char *
split(char *line, char character)
{
	char *at = strchr(line, character);

	if (!at)
		return line + strlen(line);
	*at = '\0';
	return at + 1;
}

/* Splits one line in place. */
static struct key_input
read_line(char *line)
{
	char *rest = split(line, ' ');
	struct key_input input = {.kind = line, .name = rest, .value = ""};

	if (strcmp(line, "file") == 0) {
		char *hash = strchr(rest, ' ');

		input.name = hash ? split(hash + 1, ' ') : "";
		input.value = rest;
	} else if (strcmp(line, "arg") == 0 || strcmp(line, "parent") == 0) {
		input.value = split(rest, '=');
	} else if (strcmp(line, "base") == 0) {
		input.value = split(rest, '@');
	}
	return input;
}

struct key_inputs
key_inputs_read(struct arena *arena, const char *lines)
{
	struct key_inputs inputs = {0};

	while (*lines) {
		const size_t length = strcspn(lines, "\n");
		const struct key_input input = read_line(arena_copy(arena, lines, length));

		lines += length + (lines[length] == '\n');
		if (!*input.name)
			continue;
		*ARENA_ADD(arena, inputs.items, inputs.count) = input;
	}
	return inputs;
}

/* The inputs by kind and name; of several with the same, the first. */
static struct map
index_of(struct arena *arena, const struct key_inputs *inputs)
{
	struct map map = {0};

	for (size_t i = inputs->count; i-- > 0;) {
		struct key_input *item = &inputs->items[i];
		const char *key = arena_join(arena, item->kind, " ", item->name, NULL);

		map_set(&map, arena, key, strlen(key), item);
	}
	return map;
}

static const struct key_input *
find(struct arena *arena, const struct map *map, const struct key_input *wanted)
{
	const char *key = arena_join(arena, wanted->kind, " ", wanted->name, NULL);

	return map_get(map, key, strlen(key));
}

struct key_input_change *
key_inputs_compare(struct arena *arena, const struct key_inputs *before,
	const struct key_inputs *after, size_t *count)
{
	struct key_input_change *changes =
		arena_allocate(arena, (before->count + after->count + 1) * sizeof(*changes));
	struct arena scratch = {0};
	const struct map olds = index_of(&scratch, before), news = index_of(&scratch, after);

	*count = 0;
	for (size_t i = 0; i < before->count; i++) {
		const struct key_input *earlier = &before->items[i],
				       *later = find(&scratch, &news, earlier);

		if (!later || strcmp(earlier->value, later->value) != 0)
			changes[(*count)++] = (struct key_input_change){earlier, later};
	}
	for (size_t i = 0; i < after->count; i++)
		if (!find(&scratch, &olds, &after->items[i]))
			changes[(*count)++] = (struct key_input_change){NULL, &after->items[i]};
	arena_free(&scratch);
	return changes;
}
