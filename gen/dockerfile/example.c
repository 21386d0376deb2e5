#include "dockerfile/example.h"

#include <string.h>
#include <strings.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/mistakes.h"
#include "dockerfile/words.h"
#include "document/node.h"
#include "family/family.h"
#include "family/reference.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* An example that is read from its first line to its last. */
struct example {
	struct arena *arena;
	const struct family *family;
	const struct node *node;
	struct map stages;               /* names of those that began */
	struct text text;                /* the example with references */
	uint32_t taken;                  /* how many bytes of the node it has */
	struct diagnostics *diagnostics; /* of names that are no images; NULL: they stay */
};

static bool
is_number(const char *name)
{
	return *name && !name[strspn(name, "0123456789")];
}

/* Puts the reference in the place of a name, which ends at the byte `end`. */
static void
replace(struct example *example, const char *name, uint32_t end, const struct variant *variant)
{
	const char *text = example->node->text;
	const size_t length = strlen(name);

	if (length > end || memcmp(text + end - length, name, length) != 0)
		return; /* a name with quotes or escapes */
	const uint32_t start = (uint32_t)(end - length);

	text_append(&example->text, text + example->taken, start - example->taken);
	text_append_string(&example->text, reference_of_variant(example->arena, variant));
	example->taken = end;
}

/* Reports a name that is neither an image of the family nor a base from outside. */
static void
check_name(struct example *example, const char *name)
{
	const struct node word = {
		.place = example->node->place, .text = name, .length = strlen(name)};
	struct image *image;

	if (!reference_find(example->family, &word, &image, example->diagnostics) || image)
		return;
	const struct image *namesake = reference_namesake(example->family, name);

	if (namesake)
		diagnostic_error(example->diagnostics, word.place, MISTAKE_EXAMPLE_TAG, name,
			namesake->name, name);
}

/* Looks at the name of an image or a stage. */
static void
take_name(struct example *example, const char *name, uint32_t end)
{
	if (strchr(name, '$') || map_get(&example->stages, name, strlen(name)))
		return;
	const struct variant *variant = family_find_variant(example->family, name);

	if (variant)
		replace(example, name, end, variant);
	else if (example->diagnostics)
		check_name(example, name);
}

/* Looks at the field from of --mount. */
static void
take_mount(struct example *example, const struct dockerfile_flag *flag)
{
	for (const char *at = flag->value; *at; at += *at == ',') {
		const size_t length = strcspn(at, ",");
		const char *name = arena_copy(example->arena, at, length);

		at += length;
		if (strncasecmp(name, "from=", 5) == 0 && !is_number(name + 5))
			take_name(example, name + 5, flag->end - (uint32_t)strlen(at));
	}
}

static void
take_from(struct example *example, const struct dockerfile_instruction *instruction)
{
	size_t count;
	const struct dockerfile_word *words =
		dockerfile_words(example->arena, instruction, &count, NULL);

	if (count)
		take_name(example, words[0].text, words[0].end);
	if (count == 3 && strcasecmp(words[1].text, "AS") == 0)
		map_set(&example->stages, example->arena, words[2].text, strlen(words[2].text),
			example);
}

static void
take_flags(struct example *example, const struct dockerfile_instruction *instruction)
{
	const bool is_run = strcmp(instruction->name, "RUN") == 0;

	for (size_t i = 0; i < instruction->flag_count; i++) {
		const struct dockerfile_flag *flag = &instruction->flags[i];

		if (!flag->value)
			continue;
		if (is_run && strcasecmp(flag->name, "mount") == 0)
			take_mount(example, flag);
		else if (strcasecmp(flag->name, "from") == 0 && !is_number(flag->value))
			take_name(example, flag->value, flag->end);
	}
}

static void
take_all(struct example *example, const struct dockerfile *dockerfile)
{
	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];

		if (strcmp(instruction->name, "FROM") == 0 && !instruction->on_build)
			take_from(example, instruction);
		else
			take_flags(example, instruction);
	}
	text_append(&example->text, example->node->text + example->taken,
		example->node->length - example->taken);
}

static const struct dockerfile *
read_example(struct arena *arena, const struct node *node)
{
	return dockerfile_read(arena, node->text, node->length, DOCKERFILE_TODAY);
}

/* What the variant has, or inherits. */
static const struct node *
find_example(const struct variant *variant)
{
	const struct node *own = node_get(variant->resolved, "example");

	return own ? own : node_get(variant->all, "example");
}

size_t
example_length(const struct variant *variant)
{
	const struct node *node = find_example(variant);

	return node ? node->length : 0;
}

const char *
example_of_variant(struct arena *arena, struct arena *scratch, const struct family *family,
	const struct variant *variant)
{
	struct example example = {.arena = scratch,
		.family = family,
		.node = find_example(variant),
		.text = TEXT_EMPTY};
	const struct dockerfile *dockerfile =
		example.node ? read_example(scratch, example.node) : NULL;
	const char *copy = NULL;

	if (dockerfile && !dockerfile->stage_count)
		text_format(&example.text, "FROM %s\n", reference_of_variant(scratch, variant));
	if (dockerfile && (!dockerfile->stage_count ||
				  example.node == node_get(variant->resolved, "example"))) {
		take_all(&example, dockerfile);
		copy = arena_copy(arena, example.text.bytes, example.text.length);
	}
	text_free(&example.text);
	arena_reset(scratch);
	return copy;
}

void
example_check(const struct family *family, const struct variant *variant, struct arena *scratch,
	struct diagnostics *diagnostics)
{
	const struct node *node = node_get(variant->resolved, "example");
	struct example example = {.arena = scratch,
		.family = family,
		.node = node,
		.text = TEXT_EMPTY,
		.diagnostics = diagnostics};

	if (node)
		take_all(&example, read_example(scratch, node));
	text_free(&example.text);
	arena_reset(scratch);
}
