#include "build/target/records.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "build/target/target.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * A record is a line: a letter, a blank and a value. N comes first, and I starts a target.
 * What is empty is not written. Key inputs and words of commands contain line breaks, so their length
 * comes first.
 */
enum {
	NUMBER = 'N', /* of targets */
	ID = 'I',
	IMAGE = 'n',
	LINE = 'l', /* of images.yaml */
	REGISTRY = 'R',
	REPOSITORY = 'r', /* the first is the main one */
	TAG = 't',        /* a tag; the first is the target's own */
	READ_TAG = 'u',   /* a tag that is read from the image; its words follow */
	KEY = 'k',
	KEY_INPUTS = 'g', /* LENGTH and a line break, then the text */
	CONTEXT = 'c',
	PARENT = 'p', /* PLACE COPIED ARGUMENT */
	BASE = 'b',
	DIGEST = 'd', /* the digest of a base; empty: none */
	PLATFORM = 'm',
	NETWORK = 'w',
	SECRET = 's',
	SSH = 'a',
	TEST = 'T',   /* STATUS */
	OUTPUT = 'o', /* the output of a test: LENGTH and a line break, then the text */
	WORD = 'W',   /* a word of a test or of a read tag, in the form of OUTPUT */
	PULL = 'P',
	ON_DEMAND = 'D',
	NAMED = 'i',
	SOURCED = 'S',
};

static void
append(struct text *text, char letter, const char *value)
{
	text_append_character(text, letter);
	text_append_character(text, ' ');
	text_append_string(text, value);
	text_append_character(text, '\n');
}

static void
append_long(struct text *text, char letter, const char *value)
{
	text_format(text, "%c %zu\n", letter, strlen(value));
	text_append_string(text, value);
	text_append_character(text, '\n');
}

static void
append_all(struct text *text, char letter, const char *const *values)
{
	for (; *values; values++)
		append(text, letter, *values);
}

static void
append_tests(struct text *text, const struct target *target)
{
	for (size_t i = 0; i < target->test_count; i++) {
		const struct target_test *test = &target->tests[i];

		text_format(text, "%c %d\n", TEST, test->status);
		append_long(text, OUTPUT, test->output);
		for (const char *const *word = test->words; *word; word++)
			append_long(text, WORD, *word);
	}
}

static void
append_read_tags(struct text *text, const struct target *target)
{
	for (size_t i = 0; i < target->read_tag_count; i++) {
		append(text, READ_TAG, target->read_tags[i].tag);
		for (const char *const *word = target->read_tags[i].words; *word; word++)
			append_long(text, WORD, *word);
	}
}

static void
append_target(struct text *text, const struct target *target)
{
	append(text, ID, target->id);
	append(text, IMAGE, target->image);
	text_format(text, "%c %zu\n", LINE, target->line);
	append(text, REGISTRY, target->registry);
	append_all(text, REPOSITORY, target->repositories);
	append_all(text, TAG, target->tags);
	append_read_tags(text, target);
	append(text, KEY, target->key);
	append_long(text, KEY_INPUTS, target->key_inputs);
	append(text, CONTEXT, target->context);
	for (size_t i = 0; i < target->parent_count; i++)
		text_format(text, "%c %zu %d %s\n", PARENT, target->parents[i].target,
			target->parents[i].copied, target->parents[i].argument);
	append_all(text, BASE, target->bases);
	append_all(text, DIGEST, target->digests);
	append_all(text, PLATFORM, target->platforms);
	if (target->network)
		append(text, NETWORK, target->network);
	append_all(text, SECRET, target->secrets);
	append_all(text, SSH, target->ssh);
	append_tests(text, target);
	if (target->pull)
		append(text, PULL, "");
	if (target->on_demand)
		append(text, ON_DEMAND, "");
	if (target->named)
		append(text, NAMED, "");
	if (target->sourced)
		append(text, SOURCED, "");
}

void
records_append(struct text *text, const struct targets *targets)
{
	text_format(text, "%c %zu\n", NUMBER, targets->count);
	for (size_t i = 0; i < targets->count; i++)
		append_target(text, &targets->items[i]);
}

/* A target that is being read. Its lists grow, and end when the next target starts. */
struct reading {
	struct arena *arena;
	struct targets *targets;
	struct target *target;
	size_t count;
	char *rest;
	struct string_list repositories, tags, bases, digests, platforms, secrets, ssh, words;
	const char *const **command; /* where the words belong; NULL: nowhere */
};

static void
end_command(struct reading *reading)
{
	if (reading->command)
		*reading->command = string_list_end(&reading->words);
	reading->command = NULL;
	reading->words = (struct string_list){.arena = reading->arena};
}

static void
end_target(struct reading *reading)
{
	struct target *target = reading->target;
	const struct string_list none = {.arena = reading->arena};

	if (!target)
		return;
	end_command(reading);
	target->repositories = string_list_end(&reading->repositories);
	target->repository = target->repositories[0];
	target->tags = string_list_end(&reading->tags);
	target->tag = target->tags[0] ? target->tags[0] : "";
	target->bases = string_list_end(&reading->bases);
	target->digests = string_list_end(&reading->digests);
	target->platforms = string_list_end(&reading->platforms);
	target->secrets = string_list_end(&reading->secrets);
	target->ssh = string_list_end(&reading->ssh);
	reading->repositories = reading->tags = reading->bases = reading->digests =
		reading->platforms = reading->secrets = reading->ssh = none;
}

/* The text of `length` bytes that follows the line. NULL if there are fewer. */
static const char *
read_long(struct reading *reading, const char *length)
{
	char *end;
	const unsigned long wanted = strtoul(length, &end, 10);
	char *text = reading->rest;

	if (*end || strnlen(text, wanted + 1) <= wanted || text[wanted] != '\n')
		return NULL;
	text[wanted] = '\0';
	reading->rest = text + wanted + 1;
	return text;
}

static bool
read_parent(struct reading *reading, char *value)
{
	struct target *target = reading->target;
	const size_t place = strtoul(value, &value, 10);

	if (*value != ' ' || (value[1] != '0' && value[1] != '1') || value[2] != ' ' ||
		place >= (size_t)(target - reading->targets->items))
		return false;
	*ARENA_ADD(reading->arena, target->parents, target->parent_count) =
		(struct target_parent){value + 3, place, value[1] == '1'};
	return true;
}

static void
read_test(struct reading *reading, const char *value)
{
	struct target *target = reading->target;

	end_command(reading);
	struct target_test *test = ARENA_ADD(reading->arena, target->tests, target->test_count);

	*test = (struct target_test){.output = "", .status = (int)strtol(value, NULL, 10)};
	reading->command = &test->words;
}

static void
read_read_tag(struct reading *reading, const char *value)
{
	struct target *target = reading->target;

	end_command(reading);
	struct target_read_tag *read_tag =
		ARENA_ADD(reading->arena, target->read_tags, target->read_tag_count);

	*read_tag = (struct target_read_tag){.tag = value};
	reading->command = &read_tag->words;
}

static bool
start_target(struct reading *reading, const char *value)
{
	end_target(reading);
	if (reading->count >= reading->targets->count)
		return false;
	reading->target = &reading->targets->items[reading->count++];
	reading->target->id = value;
	return true;
}

static bool
read_head(struct reading *reading, char letter, const char *value)
{
	struct targets *targets = reading->targets;

	if (letter != NUMBER)
		return false;
	targets->count = strtoul(value, NULL, 10);
	if (targets->count > strlen(reading->rest))
		return false;
	targets->items =
		arena_allocate_array(reading->arena, targets->count, sizeof(*targets->items));
	return true;
}

/* The member of a target that holds the text of a record; NULL if the letter has none. */
static const char **
text_member(struct target *target, char letter)
{
	switch (letter) {
	case IMAGE:
		return &target->image;
	case REGISTRY:
		return &target->registry;
	case KEY:
		return &target->key;
	case CONTEXT:
		return &target->context;
	case NETWORK:
		return &target->network;
	default:
		return NULL;
	}
}

/* The list to which a record adds its text; NULL if the letter has none. */
static struct string_list *
list_member(struct reading *reading, char letter)
{
	switch (letter) {
	case REPOSITORY:
		return &reading->repositories;
	case TAG:
		return &reading->tags;
	case BASE:
		return &reading->bases;
	case DIGEST:
		return &reading->digests;
	case PLATFORM:
		return &reading->platforms;
	case SECRET:
		return &reading->secrets;
	case SSH:
		return &reading->ssh;
	default:
		return NULL;
	}
}

/* The member of a target that a record without a value sets; NULL if the letter has none. */
static bool *
flag_member(struct target *target, char letter)
{
	switch (letter) {
	case PULL:
		return &target->pull;
	case ON_DEMAND:
		return &target->on_demand;
	case NAMED:
		return &target->named;
	case SOURCED:
		return &target->sourced;
	default:
		return NULL;
	}
}

/* Reads a word of the last command, or the output of the last test. */
static bool
read_command_text(struct reading *reading, char letter, const char *value)
{
	struct target *target = reading->target;
	const char *text = reading->command ? read_long(reading, value) : NULL;

	if (!text || (letter == OUTPUT && !target->test_count))
		return false;
	if (letter == WORD)
		string_list_add(&reading->words, text);
	else
		target->tests[target->test_count - 1].output = text;
	return true;
}

/* Reads one record of a target. */
static bool
read_member(struct reading *reading, char letter, char *value)
{
	struct target *target = reading->target;
	const char **text = text_member(target, letter);
	struct string_list *list = list_member(reading, letter);
	bool *flag = flag_member(target, letter);

	if (text)
		*text = value;
	else if (list)
		string_list_add(list, value);
	else if (flag)
		*flag = true;
	else if (letter == LINE)
		target->line = strtoul(value, NULL, 10);
	else if (letter == KEY_INPUTS)
		return (target->key_inputs = read_long(reading, value)) != NULL;
	else if (letter == PARENT)
		return read_parent(reading, value);
	else if (letter == TEST)
		read_test(reading, value);
	else if (letter == READ_TAG)
		read_read_tag(reading, value);
	else
		return (letter == OUTPUT || letter == WORD) &&
		       read_command_text(reading, letter, value);
	return true;
}

static bool
read_record(struct reading *reading, char letter, char *value)
{
	if (letter == ID)
		return start_target(reading, value);
	return reading->target ? read_member(reading, letter, value)
			       : read_head(reading, letter, value);
}

static bool
is_whole(const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->items[i];

		size_t bases = 0, digests = 0;

		while (target->bases[bases])
			bases++;
		while (target->digests[digests])
			digests++;
		if (bases != digests || !target->id || !target->image || !target->registry ||
			!target->repository || !target->key || !target->key_inputs ||
			!target->context)
			return false;
	}
	return true;
}

struct targets *
records_read(struct arena *arena, char *records)
{
	const struct string_list none = {.arena = arena};
	struct reading reading = {
		.arena = arena,
		.targets = arena_allocate(arena, sizeof(struct targets)),
		.rest = records,
		.repositories = none,
		.tags = none,
		.bases = none,
		.digests = none,
		.platforms = none,
		.secrets = none,
		.ssh = none,
		.words = none,
	};

	while (*reading.rest) {
		char *line = reading.rest, *end = strchr(line, '\n');

		if (!end || end < line + 2 || line[1] != ' ')
			return NULL;
		*end = '\0';
		reading.rest = end + 1;
		if (!read_record(&reading, line[0], line + 2))
			return NULL;
	}
	end_target(&reading);
	if (reading.count != reading.targets->count || !is_whole(reading.targets))
		return NULL;
	targets_name(arena, reading.targets);
	return reading.targets;
}
