#include "family/tags.h"

#include <ctype.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/matrix.h"
#include "family/mistakes.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

/* The setting of an image's tags. */
struct tagging {
	struct checker *checker;
	struct map taken; /* tag → the variant that has it */
	struct map own;   /* what TAG stands for in each variant */
};

static void
report_unknown_latest(struct checker *checker, const struct image *image, const struct node *latest)
{
	struct nearest nearest = nearest_to(latest->text, latest->length);

	for (size_t i = 0; i < image->variant_count; i++)
		if (image->variants[i]->tag)
			nearest_try(
				&nearest, image->variants[i]->tag, strlen(image->variants[i]->tag));
	if (nearest.found)
		diagnostic_error(checker->diagnostics, latest->place, MISTAKE_UNKNOWN_LATEST_NEAR,
			latest->text, nearest.found);
	else
		diagnostic_error(
			checker->diagnostics, latest->place, MISTAKE_UNKNOWN_LATEST, latest->text);
}

static bool
is_named(const struct variant *variant, const struct node *latest)
{
	if (latest->kind == NODE_MAP)
		return matrix_point_matches(latest, variant->axes, variant->axis_count);
	return (variant->tag && node_is(latest, variant->tag)) ||
	       (variant->axis_count == 1 && node_is(latest, variant->axes[0].value));
}

/* The first variant on a parent that is the latest of its image, or the first of all. */
static struct variant *
default_latest(const struct image *image)
{
	for (size_t i = 0; i < image->variant_count; i++) {
		const struct variant *parent = image->variants[i]->origins[0].parent;

		if (parent && parent == parent->image->latest)
			return image->variants[i];
	}
	return image->variants[0];
}

/*
 * The default, unless `latest` names a variant: by its tag, by the value of its only axis, or by a
 * map.
 */
static void
find_latest(struct checker *checker, struct image *image, bool names_known)
{
	const struct node *latest = node_get(image->resolved, "latest");

	image->latest = default_latest(image);
	if (!latest)
		return;
	for (size_t i = 0; i < image->variant_count; i++)
		if (is_named(image->variants[i], latest)) {
			image->latest = image->variants[i];
			return;
		}
	if (latest->kind == NODE_MAP && names_known)
		diagnostic_error(checker->diagnostics, latest->place, MISTAKE_LATEST_LEFT_OUT);
	else if (latest->kind == NODE_SCALAR)
		report_unknown_latest(checker, image, latest);
}

/* The words that are not known before a build, and what stands for each until then. */
static const struct {
	const char *word, *mark;
} later[] = {{"VERSION", "%"}, {"MAJOR", "%MAJOR"}, {"MINOR", "%MINOR"}, {"DATE", "%DATE"},
	{"OUTPUT", "%OUTPUT"}};

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

enum { LATER = sizeof(later) / sizeof(*later) };

static bool
is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && memcmp(text, word, length) == 0;
}

/* The length of the word that `text` starts with, TAG or a later one; 0 if there is none. */
static size_t
word_at(const char *text, size_t length)
{
	size_t found = length >= 3 && is_word(text, 3, "TAG") ? 3 : 0;

	for (size_t i = 0; i < LATER && !found; i++) {
		const size_t size = strlen(later[i].word);

		if (length >= size && is_word(text, size, later[i].word))
			found = size;
	}
	return found;
}

/* Whether a run of capital letters is words without anything between them, or the plural of one. */
static bool
is_joined(const char *run, size_t length)
{
	const size_t first = word_at(run, length);
	size_t at = first, word = first;

	for (; word && at < length; at += word)
		word = word_at(run + at, length - at);
	return first && first < length && (at == length || (at + 1 == length && run[at] == 'S'));
}

/* Reports a run of capital letters in a tag that looks like words but is none. */
static void
check_words(struct checker *checker, const struct node *item)
{
	const char *at = strpbrk(item->text, capitals);

	for (; at; at = strpbrk(at, capitals)) {
		const size_t length = strspn(at, capitals);

		if (is_joined(at, length))
			diagnostic_error(checker->diagnostics, item->place, MISTAKE_TAG_JOINED,
				arena_copy(checker->arena, at, length));
		at += length;
	}
}

/* Appends what stands for a word of a pattern: `tag` for TAG, a mark for one that is not known. */
static void
append_word(struct text *text, const char *word, size_t length, const char *tag)
{
	if (is_word(word, length, "TAG")) {
		text_append_string(text, tag);
		return;
	}
	for (size_t i = 0; i < LATER; i++)
		if (is_word(word, length, later[i].word)) {
			text_append_string(text, later[i].mark);
			return;
		}
	text_append(text, word, length);
}

/*
 * `pattern` with the tag in the place of each word TAG, and marks in those of the other words. A
 * word is a whole run of capital letters.
 */
static const char *
fill_tag(struct arena *arena, const char *pattern, const char *tag)
{
	struct text text = TEXT_EMPTY;

	if (strcmp(pattern, "TAG") == 0 || !strpbrk(pattern, "TVMDO"))
		return strcmp(pattern, "TAG") == 0 ? tag : pattern;
	for (const char *at = pattern; *at;) {
		const size_t word = strspn(at, capitals);

		append_word(&text, at, word, tag);
		at += word;
		if (*at)
			text_append_character(&text, *at++);
	}
	const char *filled = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return filled;
}

/* The rest of `text` behind a number, or a mark of one, that it starts with; or NULL. */
static const char *
skip_number(const char *text)
{
	const char *at = text;

	if (strncmp(at, "%M", 2) == 0)
		return at + strlen("%MAJOR");
	while (isdigit((unsigned char)*at))
		at++;
	return at > text ? at : NULL;
}

static bool
has_version(const char *tag)
{
	const char *at = strchr(tag, '%');

	while (at && isupper((unsigned char)at[1]))
		at = strchr(at + 1, '%');
	return at;
}

const char *
tags_spell(struct arena *arena, const char *tag)
{
	struct text text = TEXT_EMPTY;

	for (; *tag; tag++)
		if (*tag != '%')
			text_append_character(&text, *tag);
		else if (!isupper((unsigned char)tag[1]))
			text_append_string(&text, "VERSION");
	const char *spelled = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return spelled;
}

/*
 * Whether `text` starts with the three numbers of a version; what follows is a pre-release, or what
 * git describe adds.
 */
static bool
is_version(const char *text)
{
	for (int i = 0; i < 2; i++) {
		text = skip_number(text);
		if (!text || *text++ != '.')
			return false;
	}
	return skip_number(text);
}

void *
tags_find_versioned(const struct map *own, const char *tag)
{
	const size_t longest = grammar_of(GRAMMAR_TAG)->longest;
	const char *at = has_version(tag) ? NULL : strchr(tag, '-');
	void *found = NULL;

	for (; !found && at && (size_t)(at - tag) <= longest; at = strchr(at + 1, '-'))
		if (is_version(at + 1))
			found = map_get(own, tag, (size_t)(at - tag));
	return found;
}

/* Reports that another variant has the tag that `node` asks for. */
static void
report_twice(struct tagging *tagging, const struct variant *variant, const struct node *node)
{
	const struct image *image = variant->image;
	struct diagnostics *diagnostics = tagging->checker->diagnostics;
	const char *axis = variant->axis_count ? variant->axes[0].axis : "axis";

	if (node == node_get(variant->resolved, "tag") && !node_get(image->written, "tag"))
		diagnostic_error(diagnostics, node->place, MISTAKE_TAG_OF_DEFAULTS, image->name,
			node->text, image->name, axis);
	else
		diagnostic_error(diagnostics, node->place, MISTAKE_TAG_TWICE, image->name,
			node == image->key ? variant->tag : node->text, axis);
}

/*
 * Adds a tag that the word `pattern` asks for, unless the variant has it; false if another one has
 * it.
 */
static bool
add_tag(struct tagging *tagging, struct variant *variant, const char *pattern,
	const struct node *node)
{
	struct checker *checker = tagging->checker;

	if (!allowance_take(checker, ALLOWANCE_TAG, node->place))
		return false;
	const char *tag = fill_tag(checker->arena, pattern, variant->tag);
	const struct variant *other = tagging->own.count ? map_set(&tagging->taken, checker->arena,
								   tag, strlen(tag), variant)
							 : NULL;
	const char *versioned = tags_find_versioned(&tagging->own, tag);

	if (other && other != variant)
		report_twice(tagging, variant, node);
	if (other)
		return other == variant;
	if (versioned)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_TAG_VERSIONED,
			tags_spell(checker->arena, tag), versioned, variant->image->name);
	*ARENA_ADD(checker->arena, variant->tags, variant->tag_count) = tag;
	return true;
}

/* Adds a tag that is read from the image. */
static void
add_read_tag(struct checker *checker, struct variant *variant, const struct node *item)
{
	const struct node *written = node_get(item, "tag"), *command = node_get(item, "command");
	const char *tag =
		fill_tag(checker->arena, written ? written->text : "OUTPUT", variant->tag);

	if (!command || !allowance_take(checker, ALLOWANCE_TAG, item->place))
		return;
	if (!strstr(tag, "%OUTPUT"))
		diagnostic_error(
			checker->diagnostics, written->place, MISTAKE_TAG_NOT_READ, written->text);
	else if (written)
		check_words(checker, written);
	*ARENA_ADD(checker->arena, variant->read_tags, variant->read_tag_count) =
		(struct read_tag){tag, command};
}

/* Adds a tag of the key `tags`. */
static void
add_item(struct tagging *tagging, struct variant *variant, const struct node *item)
{
	struct checker *checker = tagging->checker;

	if (item->kind == NODE_MAP) {
		add_read_tag(checker, variant, item);
		return;
	}
	check_words(checker, item);
	if (strcmp(item->text, "latest") == 0 && variant != variant->image->latest)
		return;
	else if (strstr(fill_tag(checker->arena, item->text, variant->tag), "%OUTPUT"))
		diagnostic_error(checker->diagnostics, item->place, MISTAKE_TAG_WITHOUT_COMMAND,
			item->text, item->text);
	else
		add_tag(tagging, variant, item->text, item);
}

static void
add_tags(struct tagging *tagging, struct variant *variant)
{
	const struct node *tags = node_get(variant->resolved, "tags"),
			  *tag = node_get(variant->resolved, "tag"), *key = variant->image->key;

	if (!add_tag(tagging, variant, "TAG", tag ? tag : key))
		return;
	for (size_t i = 0; tags && i < tags->count && !allowance_is_gone(tagging->checker); i++)
		add_item(tagging, variant, tags->items[i]);
	if (tags)
		return;
	add_tag(tagging, variant, "TAG-VERSION", key);
	if (variant == variant->image->latest && strcmp(variant->tag, "latest") != 0)
		add_tag(tagging, variant, "latest", key);
}

static void
set_own(struct tagging *tagging, const struct image *image)
{
	for (size_t i = 0; i < image->variant_count; i++)
		if (image->variants[i]->tag)
			map_intern(&tagging->own, tagging->checker->arena, image->variants[i]->tag,
				strlen(image->variants[i]->tag));
}

void
tags_set(struct checker *checker, struct image *image, bool names_known)
{
	struct tagging tagging = {.checker = checker};

	if (!image->variant_count)
		return;
	find_latest(checker, image, names_known);
	/* The standard tags of a single variant differ. */
	if (image->variant_count > 1 || node_get(image->resolved, "tags"))
		set_own(&tagging, image);
	for (size_t i = 0; i < image->variant_count; i++)
		if (image->variants[i]->tag)
			add_tags(&tagging, image->variants[i]);
}
