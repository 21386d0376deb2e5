#include "build/survey/inspected.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build/state/state.h"
#include "build/target/labels.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The file has a line for each layer, "layer NUMBER NUMBER-OF-BELOW DIFF-ID", numbered from 1, and
 * a line for each image, "image TOP-LAYER" and the words of inspected_append. A layer out of order
 * and an image whose layers do not have its hash are ignored.
 */
#define FIRST_LINE "basegen images 3"

static const struct layer *
layer_on(struct inspections *inspections, const struct layer *below, const char *diff_id)
{
	struct arena *arena = inspections->arena;
	const char *name = arena_format(arena, "%zu/%s", below ? below->number : 0, diff_id);
	struct layer *layer = map_get(&inspections->layers, name, strlen(name));

	if (layer)
		return layer;
	layer = arena_allocate(arena, sizeof(*layer));
	*layer = (struct layer){
		.below = below,
		.diff_id = strchr(name, '/') + 1,
		.height = below ? below->height + 1 : 1,
		.number = inspections->layers.count + 1,
	};
	map_set(&inspections->layers, arena, name, strlen(name), layer);
	return layer;
}

/* The number in `digits`. -1 if they are anything else. */
static long
read_number(const char *digits)
{
	char *end;

	if (*digits < '0' || *digits > '9')
		return -1;
	errno = 0;
	const long number = strtol(digits, &end, 10);

	return *end || errno ? -1 : number;
}

static const struct layer *
layer_numbered(const struct inspections *inspections, long number)
{
	return number > 0 && (size_t)number <= inspections->layers.count
		       ? inspections->layers.entries[number - 1].value
		       : NULL;
}

/* The hash of the diff IDs of a stack of layers. */
static const char *
hash_layers(struct arena *arena, const struct layer *top)
{
	const size_t height = top ? top->height : 0;
	const char **diff_ids = arena_allocate_array(arena, height + 1, sizeof(*diff_ids));
	struct text lines = TEXT_EMPTY;

	for (const struct layer *layer = top; layer; layer = layer->below)
		diff_ids[layer->height - 1] = layer->diff_id;
	for (size_t i = 0; i < height; i++)
		text_format(&lines, "%s\n", diff_ids[i]);
	const struct object_id id = object_id_of_blob(lines.bytes, lines.length);

	text_free(&lines);
	return arena_string(arena, object_id_hex(&id).digits);
}

/* Whether a text is one word of printable characters. */
static bool
is_word(const char *text)
{
	const char *at = text;

	while (*at > ' ' && *at <= '~')
		at++;
	return at > text && !*at;
}

static const char *
word_or_none(const char *text)
{
	return is_word(text) && strcmp(text, "-") != 0 ? text : "";
}

/*
 * Whether a text has the form of survey_parents_label: ARGUMENT=HASH, separated by single blanks.
 */
static bool
are_parents(const char *text)
{
	static const char digits[] = "0123456789abcdef",
			  letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_";

	for (;;) {
		const size_t name = strspn(text, letters);
		const size_t hash = text[name] == '=' ? strspn(text + name + 1, digits) : 0;

		if (!name || !hash)
			return false;
		text += name + 1 + hash;
		if (*text != ' ')
			return !*text;
		text++;
	}
}

static bool
are_words(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_word(texts[i]))
			return false;
	return true;
}

/* The layers with these diff IDs, the lowest first. */
static const struct layer *
stack(struct inspections *inspections, const char *const *diff_ids, size_t count)
{
	const struct layer *top = NULL;

	for (size_t i = 0; i < count; i++)
		top = layer_on(inspections, top, diff_ids[i]);
	return top;
}

static const struct inspected *
remember(struct inspections *inspections, struct inspected known)
{
	struct inspected *kept = arena_allocate(inspections->arena, sizeof(*kept));

	*kept = known;
	map_set(&inspections->images, inspections->arena, kept->id, strlen(kept->id), kept);
	inspections->changed = inspections->changed || kept->fresh;
	return kept;
}

const struct inspected *
inspections_remember(struct inspections *inspections, const struct engine_image *image)
{
	const char *parents = engine_label(image, LABEL_PARENTS);
	/* No engine writes such diff IDs: the image belongs to no key. */
	const bool sound = are_words(image->layers, image->layer_count);
	const struct layer *top =
		sound ? stack(inspections, image->layers, image->layer_count) : NULL;

	return remember(inspections,
		(struct inspected){
			.id = image->id,
			.platform = word_or_none(image->platform),
			.top = top,
			.layers_hash = hash_layers(inspections->arena, top),
			.key = sound ? word_or_none(engine_label(image, LABEL_KEY)) : "",
			.parents = are_parents(parents) ? parents : "",
			.stand_in = *engine_label(image, LABEL_STAND_IN) != '\0',
			.fresh = true,
		});
}

static const char *
dash_if_none(const char *word)
{
	return *word ? word : "-";
}

static const char *
none_if_dash(const char *word)
{
	return strcmp(word, "-") == 0 ? "" : word;
}

void
inspected_append(struct text *text, const struct inspected *image)
{
	text_format(text, "%s %s %s %c %s %s", image->id, dash_if_none(image->platform),
		image->layers_hash, image->stand_in ? '1' : '0', dash_if_none(image->key),
		dash_if_none(image->parents));
}

/*
 * Splits `line` in place into at most `most` words, the last of which is the rest. Returns how many
 * they are.
 */
static size_t
split(char *line, char **words, size_t most)
{
	size_t count = 0;

	while (*line && count < most) {
		words[count++] = line;
		char *blank = strchr(line, ' ');

		if (!blank || count == most)
			break;
		*blank = '\0';
		line = blank + 1;
	}
	return count;
}

/* Remembers an image from its words and layers. */
static const struct inspected *
take_words(struct inspections *inspections, char *line, const struct layer *top, bool fresh)
{
	char *words[6];

	if (split(line, words, 6) != 6 ||
		strcmp(hash_layers(inspections->arena, top), words[2]) != 0)
		return NULL;
	return remember(inspections, (struct inspected){
					     .id = words[0],
					     .platform = none_if_dash(words[1]),
					     .top = top,
					     .layers_hash = words[2],
					     .stand_in = *words[3] == '1',
					     .key = none_if_dash(words[4]),
					     .parents = none_if_dash(words[5]),
					     .fresh = fresh,
				     });
}

const struct inspected *
inspections_parse(
	struct inspections *inspections, const char *const *diff_ids, size_t count, char *words)
{
	return take_words(inspections, words, stack(inspections, diff_ids, count), true);
}

static void
read_image(struct inspections *inspections, char *line)
{
	char *words[2];

	if (split(line, words, 2) != 2)
		return;
	const long number = read_number(words[0]);
	const struct layer *top = layer_numbered(inspections, number);

	if (number == 0 || top)
		(void)take_words(inspections, words[1], top, false);
}

static void
read_layer(struct inspections *inspections, char *line)
{
	char *words[3];

	if (split(line, words, 3) != 3)
		return;
	const long number = read_number(words[0]), below = read_number(words[1]);

	if (number > 0 && (size_t)number == inspections->layers.count + 1 && below >= 0 &&
		below < number && is_word(words[2]))
		layer_on(inspections, layer_numbered(inspections, below), words[2]);
}

static void
read_line(struct inspections *inspections, char *line)
{
	if (strncmp(line, "layer ", 6) == 0)
		read_layer(inspections, line + 6);
	else if (strncmp(line, "image ", 6) == 0)
		read_image(inspections, line + 6);
}

void
inspections_open(struct inspections *inspections, struct arena *arena, const struct engine *engine,
	const char *path)
{
	char *line = path ? state_recall(arena, path) : NULL;

	*inspections = (struct inspections){.arena = arena, .engine = engine};
	if (!line || strncmp(line, FIRST_LINE "\n", sizeof(FIRST_LINE)) != 0)
		return;
	while (line) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		read_line(inspections, line);
		line = end ? end + 1 : NULL;
	}
}

const struct inspected *
inspections_find(const struct inspections *inspections, const char *id)
{
	return map_get(&inspections->images, id, strlen(id));
}

enum outcome
inspections_add(struct inspections *inspections, const char *const *ids, size_t count)
{
	struct arena *arena = inspections->arena;
	const char **unknown = arena_allocate_array(arena, count + 1, sizeof(*unknown));
	struct map asked = {0};
	size_t wanted = 0;

	for (size_t i = 0; i < count; i++)
		if (!inspections_find(inspections, ids[i]) &&
			!map_set(&asked, arena, ids[i], strlen(ids[i]), &asked))
			unknown[wanted++] = ids[i];
	if (!wanted)
		return OUTCOME_DONE;
	struct engine_image *images = arena_allocate_array(arena, wanted, sizeof(*images));
	const enum outcome outcome =
		engine_inspect(inspections->engine, arena, unknown, wanted, images);

	for (size_t i = 0; outcome == OUTCOME_DONE && i < wanted; i++)
		if (images[i].id)
			inspections_remember(inspections, &images[i]);
	return outcome;
}

static void
append_image(struct text *text, const struct inspected *known)
{
	text_format(text, "image %zu ", known->top ? known->top->saved : 0);
	inspected_append(text, known);
	text_append_character(text, '\n');
}

static bool
is_kept(const struct inspected *known, const struct map *wanted)
{
	return is_word(known->id) &&
	       (known->fresh || map_get(wanted, known->id, strlen(known->id)));
}

/* Appends the layers of the images that are kept, each once, and numbers them for the file. */
static void
append_layers(struct text *text, const struct inspections *inspections, const struct map *wanted)
{
	size_t number = 0;

	for (size_t i = 0; i < inspections->layers.count; i++)
		((struct layer *)inspections->layers.entries[i].value)->saved = 0;
	for (size_t i = 0; i < inspections->images.count; i++) {
		const struct inspected *known = inspections->images.entries[i].value;

		for (const struct layer *layer = is_kept(known, wanted) ? known->top : NULL; layer;
			layer = layer->below)
			((struct layer *)inspections->layers.entries[layer->number - 1].value)
				->saved = 1;
	}
	for (size_t i = 0; i < inspections->layers.count; i++) {
		struct layer *layer = inspections->layers.entries[i].value;

		if (!layer->saved)
			continue;
		layer->saved = ++number;
		text_format(text, "layer %zu %zu %s\n", number,
			layer->below ? layer->below->saved : 0, layer->diff_id);
	}
}

void
inspections_save(struct inspections *inspections, const char *path, const struct map *wanted)
{
	struct text text = TEXT_EMPTY;

	if (!inspections->changed)
		return;
	text_append_string(&text, FIRST_LINE "\n");
	append_layers(&text, inspections, wanted);
	for (size_t i = 0; i < inspections->images.count; i++)
		if (is_kept(inspections->images.entries[i].value, wanted))
			append_image(&text, inspections->images.entries[i].value);
	state_remember(path, &text);
	text_free(&text);
	inspections->changed = false;
}

bool
inspected_stands_on(const struct inspected *image, const struct inspected *parent)
{
	const struct layer *layer = image->top;

	while (layer && parent->top && layer->height > parent->top->height)
		layer = layer->below;
	return layer == parent->top || !parent->top;
}
