#include "build/reproduce/verdict.h"

#include <string.h>

#include "engine/engine.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

enum { MOST_FILES = 20, MOST_STEP = 60 };

/* What differs of a file, in words. */
static const struct {
	unsigned what;
	const char *word;
} words[] = {{DIFFERS_FIRST, "only in the first build"},
	{DIFFERS_SECOND, "only in the second build"}, {DIFFERS_KIND, "kind"},
	{DIFFERS_CONTENT, "content"}, {DIFFERS_MODE, "mode"}, {DIFFERS_OWNER, "owner"},
	{DIFFERS_ATTRIBUTES, "attributes"}, {DIFFERS_TIME, "time"}};

enum { WORDS = sizeof(words) / sizeof(*words) };

/* Whether the engine makes this member of each configuration anew. */
static bool
varies(const struct engine *engine, const char *member)
{
	const char *const *known = engine_variation(engine)->members;

	while (*known && strcmp(*known, member) != 0)
		known++;
	return *known;
}

/* Whether a layer differs in no more than the times of its files. */
static bool
is_by_time(const struct layer_difference *layer)
{
	return !layer->file_count && layer->times;
}

static enum verdict
judge(const struct finding *finding, const struct engine *engine)
{
	const struct image_difference *difference = &finding->difference;

	if (strcmp(finding->ids[0], finding->ids[1]) == 0)
		return VERDICT_SAME;
	if (difference->layer_counts[0] != difference->layer_counts[1])
		return VERDICT_DIFFERENT;
	for (size_t i = 0; i < difference->configuration.count; i++)
		if (!varies(engine, difference->configuration.entries[i].key))
			return VERDICT_DIFFERENT;
	for (size_t i = 0; i < difference->layer_count; i++)
		if (!engine_variation(engine)->times || !is_by_time(&difference->layers[i]))
			return VERDICT_DIFFERENT;
	return difference->layer_count ? VERDICT_SAME_CONTENTS : VERDICT_SAME_LAYERS;
}

void
verdict_find(struct finding *finding, const struct engine *engine)
{
	finding->verdict = judge(finding, engine);
}

/* Lines for people */

static void
append_members(struct text *text, const struct map *members)
{
	for (size_t i = 0; i < members->count; i++) {
		text_append_string(text, i ? ", " : "");
		text_append_visible(text, members->entries[i].key, members->entries[i].length);
	}
}

static size_t
count_times(const struct image_difference *difference)
{
	size_t count = 0;

	for (size_t i = 0; i < difference->layer_count; i++)
		count += difference->layers[i].times;
	return count;
}

static void
append_file(struct text *text, const struct file_difference *file)
{
	const char *comma = ": ";

	text_append_string(text, "        ");
	text_append_visible(text, file->path, strlen(file->path));
	for (size_t i = 0; i < WORDS; i++)
		if (file->what & words[i].what) {
			text_format(text, "%s%s", comma, words[i].word);
			comma = ", ";
		}
	text_append_character(text, '\n');
}

/* What an instruction runs: without the shell that engines name in it, and without options. */
static const char *
skip_shell(const char *step)
{
	static const char shell[] = "/bin/sh -c ";
	const char *start = strstr(step, shell);

	start = start ? start + sizeof(shell) - 1 : step;
	while (strncmp(start, "--", 2) == 0) {
		start += strcspn(start, " ");
		start += strspn(start, " ");
	}
	return start;
}

/* The start of the instruction that made a layer, on one line. */
static void
append_step(struct text *text, const char *step)
{
	struct text line = TEXT_EMPTY;

	for (const char *start = skip_shell(step); *start; start++)
		if (!strchr(" \t\n", *start))
			text_append_character(&line, *start);
		else if (line.length && line.bytes[line.length - 1] != ' ')
			text_append_character(&line, ' ');
	if (line.length)
		text_append_string(text, ", ");
	text_append_visible(text, line.bytes, line.length < MOST_STEP ? line.length : MOST_STEP);
	if (line.length > MOST_STEP)
		text_append_string(text, "...");
	text_free(&line);
}

static void
append_layer(struct text *text, const struct layer_difference *layer, bool all)
{
	const size_t most = all || layer->file_count <= MOST_FILES ? layer->file_count : MOST_FILES;

	text_format(text, "    layer %zu", layer->number);
	append_step(text, layer->step);
	text_append_string(text, ":\n");
	for (size_t i = 0; i < most; i++)
		append_file(text, &layer->files[i]);
	if (most < layer->file_count)
		text_format(text, "        and %zu other files, which V=1 shows\n",
			layer->file_count - most);
	if (layer->times)
		text_format(text,
			"        %zu files have another time and are the same otherwise\n",
			layer->times);
	if (!layer->file_count && !layer->times)
		text_append_string(text, "        its files are the same, in another order\n");
}

/* How many of the first layers are told with the parent. */
static size_t
inherited_layers(const struct finding *finding)
{
	const struct image_difference *parent =
		finding->parent ? &finding->parent->difference : NULL;

	return parent && parent->layer_count ? parent->layer_counts[0] : 0;
}

static void
append_layers(struct text *text, const struct finding *finding, bool all)
{
	const struct image_difference *difference = &finding->difference;
	const size_t inherited = inherited_layers(finding);

	if (difference->layer_count && difference->layers[0].number <= inherited)
		text_format(text, "    layers of %s\n", finding->parent->name);
	for (size_t i = 0; i < difference->layer_count; i++)
		if (difference->layers[i].number > inherited)
			append_layer(text, &difference->layers[i], all);
}

/* The members of the configuration that differ, but for those that the engine makes anew. */
static void
append_configuration(struct text *text, const struct map *members, const struct engine *engine)
{
	const char *comma = "    configuration: ";

	for (size_t i = 0; i < members->count; i++)
		if (!varies(engine, members->entries[i].key)) {
			text_append_string(text, comma);
			text_append_visible(
				text, members->entries[i].key, members->entries[i].length);
			comma = ", ";
		}
	if (*comma == ',')
		text_append_character(text, '\n');
}

static void
append_difference(
	struct text *text, const struct finding *finding, const struct engine *engine, bool all)
{
	const struct image_difference *difference = &finding->difference;

	text_append_string(text, "two builds differ\n");
	if (difference->layer_counts[0] != difference->layer_counts[1])
		text_format(text, "    they have %zu and %zu layers\n", difference->layer_counts[0],
			difference->layer_counts[1]);
	append_layers(text, finding, all);
	append_configuration(text, &difference->configuration, engine);
}

void
verdict_append(
	struct text *text, const struct finding *finding, const struct engine *engine, bool all)
{
	const char *kind = engine_kind_name(engine->kind);

	text_format(text, "%s %s: ", finding->verdict < VERDICT_DIFFERENT ? "ok" : "FAILED",
		finding->name);
	switch (finding->verdict) {
	case VERDICT_SAME:
		text_format(text, "the same: %s\n", finding->ids[0]);
		break;
	case VERDICT_SAME_LAYERS:
		text_format(text, "the same layers; %s makes anew in each configuration: ", kind);
		append_members(text, &finding->difference.configuration);
		text_append_character(text, '\n');
		break;
	case VERDICT_SAME_CONTENTS:
		text_format(text, "the same contents; %s gives files the time of the build (%zu)\n",
			kind, count_times(&finding->difference));
		break;
	case VERDICT_DIFFERENT:
		append_difference(text, finding, engine, all);
		break;
	case VERDICT_FAILED:
		text_append_visible(text, finding->why, strlen(finding->why));
		text_append_character(text, '\n');
		break;
	}
}

/* JSON */

static void
write_file(struct json_writer *writer, const struct file_difference *file)
{
	json_open(writer, '{');
	json_member(writer, "path", file->path);
	json_open_member(writer, "differs", '[');
	for (size_t i = 0; i < WORDS; i++)
		if (file->what & words[i].what)
			json_string(writer, words[i].word);
	json_close(writer, ']');
	json_close(writer, '}');
}

static void
write_layer(struct json_writer *writer, const struct layer_difference *layer)
{
	json_open(writer, '{');
	json_member_count(writer, "layer", layer->number);
	json_member(writer, "step", layer->step);
	json_open_member(writer, "files", '[');
	for (size_t i = 0; i < layer->file_count; i++)
		write_file(writer, &layer->files[i]);
	json_close(writer, ']');
	json_member_count(writer, "times", layer->times);
	json_close(writer, '}');
}

static void
write_difference(struct json_writer *writer, const struct image_difference *difference)
{
	json_open_member(writer, "layers", '[');
	for (size_t i = 0; i < difference->layer_count; i++)
		write_layer(writer, &difference->layers[i]);
	json_close(writer, ']');
	json_open_member(writer, "configuration", '[');
	for (size_t i = 0; i < difference->configuration.count; i++)
		json_string(writer, difference->configuration.entries[i].key);
	json_close(writer, ']');
}

void
verdict_append_json(struct text *text, const struct finding *finding)
{
	static const char *const results[] = {
		[VERDICT_SAME] = "same",
		[VERDICT_SAME_LAYERS] = "same layers",
		[VERDICT_SAME_CONTENTS] = "same contents",
		[VERDICT_DIFFERENT] = "different",
		[VERDICT_FAILED] = "failed",
	};
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "event", "reproduce");
	json_member(&writer, "image", finding->target);
	json_member(&writer, "name", finding->name);
	json_member(&writer, "result", results[finding->verdict]);
	if (finding->why)
		json_member(&writer, "why", finding->why);
	json_open_member(&writer, "digests", '[');
	for (size_t i = 0; i < 2; i++)
		if (finding->ids[i])
			json_string(&writer, finding->ids[i]);
	json_close(&writer, ']');
	write_difference(&writer, &finding->difference);
	json_close(&writer, '}');
	text_append_character(text, '\n');
}
