#include "dockerfile/repeated_labels.h"

#include <string.h>

#include "dockerfile/check.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/mistakes.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

/* The word without its quotes; as it is written if it has variables of the build. */
static const char *
without_quotes(const struct dockerfile_check *check, const char *word)
{
	const struct variables none = {.arena = check->arena};
	const size_t length = strlen(word);
	const bool is_quoted = length > 1 && *word == '"' && word[length - 1] == '"';
	const char special[] = {'"', '\'', '$', check->dockerfile->escape, '\0'};
	const size_t plain_length = strcspn(word + is_quoted, special);

	/* Nearly all words are as plain as this. */
	if (plain_length == length - (is_quoted ? 2 : 0))
		return is_quoted ? arena_copy(check->arena, word + 1, plain_length) : word;
	const char *plain = variables_expand(&none, word, check->dockerfile->escape);

	return plain ? plain : word;
}

static void
check_label(const struct dockerfile_check *check, struct map *labels, const char *name,
	const char *value, const struct dockerfile_word *word)
{
	const char *key = without_quotes(check, name), *said = without_quotes(check, value);
	const char *before =
		map_set(labels, check->arena, key, strlen(key), (void *)(uintptr_t)said);

	if (before && strcmp(before, said) != 0)
		check_error(check, word->start, word->end, MISTAKE_LABEL_TWICE, key, before, said);
}

static void
check_instruction(const struct dockerfile_check *check, struct map *labels,
	const struct dockerfile_instruction *instruction)
{
	size_t count;
	const struct dockerfile_word *pairs =
		dockerfile_pairs(check->arena, instruction, check->dockerfile->escape, &count);

	/* LABEL NAME VALUE is the old form. */
	if (count > 1 && !strchr(pairs[0].text, '=')) {
		const char *value = instruction->arguments + strlen(pairs[0].text);

		check_label(check, labels, pairs[0].text, value + words_blank(value), &pairs[0]);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const char *equals = strchr(pairs[i].text, '=');

		if (equals)
			check_label(check, labels,
				arena_copy(check->arena, pairs[i].text,
					(size_t)(equals - pairs[i].text)),
				equals + 1, &pairs[i]);
	}
}

void
repeated_labels_check(const struct dockerfile_check *check)
{
	struct map labels = {0};

	for (size_t i = 0; i < check->dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction =
			&check->dockerfile->instructions[i];

		if (strcmp(instruction->name, "FROM") == 0)
			labels = (struct map){0};
		if (strcmp(instruction->name, "LABEL") == 0 && !instruction->on_build)
			check_instruction(check, &labels, instruction);
	}
}
