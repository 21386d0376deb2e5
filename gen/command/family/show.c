#include <stddef.h>
#include <string.h>

#include "command/command.h"
#include "command/project.h"
#include "document/document.h"
#include "family/family.h"
#include "family/schema/schema.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/banned.h"

/* Who wrote a value. */
struct writer {
	const char *from; /* image, defaults or parent */
	const char *name; /* of the image or parent */
};

/* Where a value of an image comes from. */
struct provenance {
	const char *from;
	const char *parent;
	struct position position;
};

/* What is shown, and where it goes. */
struct show {
	const struct variant *variant;
	struct map writers; /* of the scalars of the image and its parents, by their places */
	struct json_writer *writer; /* NULL: YAML */
	struct text *text;
};

/* What is the same in two places with the same start: all bytes before their ends. */
enum { PLACE_START_SIZE = offsetof(struct place, end) };

/* Notes who wrote the scalars in the tree of `node`, but for those that somebody nearer wrote. */
static void
note_writer(
	struct map *writers, struct arena *arena, const struct node *node, struct writer *writer)
{
	const char *place = (const char *)&node->place;

	if (node->kind == NODE_SCALAR && !map_get(writers, place, PLACE_START_SIZE))
		map_set(writers, arena, place, PLACE_START_SIZE, writer);
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		note_writer(writers, arena, node->items[i], writer);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		note_writer(writers, arena, node->entries[i].value, writer);
}

static void
note_writers(struct show *show, struct arena *arena)
{
	for (const struct variant *variant = show->variant; variant;
		variant = variant->origins[0].parent) {
		struct writer *writer = arena_allocate(arena, sizeof(*writer));

		*writer = (struct writer){
			variant == show->variant ? "image" : "parent", variant->image->name};
		note_writer(&show->writers, arena, variant->image->written, writer);
	}
}

static struct provenance
provenance_of(const struct show *show, const struct node *value)
{
	const struct writer *writer =
		map_get(&show->writers, (const char *)&value->place, PLACE_START_SIZE);

	return (struct provenance){writer ? writer->from : "defaults", writer ? writer->name : NULL,
		source_position(value->place)};
}

/* Whether a text can stand in YAML without quotes and is read as a text again. */
static bool
is_plain_word(const char *text, size_t length)
{
	static const char *const others[] = {
		"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
	char lower[8] = "";

	for (size_t i = 0; i < length; i++) {
		const bool letter = (text[i] >= 'a' && text[i] <= 'z') ||
				    (text[i] >= 'A' && text[i] <= 'Z') || text[i] == '/';

		if (!letter && (i == 0 || !strchr("0123456789._-", text[i])))
			return false;
		if (length < sizeof(lower))
			lower[i] = (char)(text[i] | 0x20);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(lower, others[i]) == 0)
			return false;
	return length > 0;
}

/* A scalar as YAML: what is a number, a boolean or null stays one, a text stays a text. */
static void
append_scalar(struct text *text, const struct node *scalar)
{
	if (scalar->plain || is_plain_word(scalar->text, scalar->length))
		text_append(text, scalar->text, scalar->length);
	else
		text_append_json(text, scalar->text, scalar->length);
}

static void
append_origin(const struct show *show, const struct node *scalar)
{
	const struct provenance origin = provenance_of(show, scalar);

	text_append_string(show->text, " # ");
	if (strcmp(origin.from, "image") != 0)
		text_format(show->text, "%s, ", origin.parent ? origin.parent : origin.from);
	text_format(show->text, "%s:%u\n", scalar->place.source->name, origin.position.line);
}

static void
indent(struct text *text, int depth)
{
	text_format(text, "%*s", depth * 2, "");
}

/* What stands behind "key:" or "-", with the line's end. */
static void
append_yaml(const struct show *show, const struct node *node, int depth)
{
	struct text *text = show->text;

	if (node->kind == NODE_SCALAR) {
		text_append_character(text, ' ');
		append_scalar(text, node);
		append_origin(show, node);
		return;
	}
	if ((node->kind == NODE_LIST ? node->count : node->entry_count) == 0) {
		text_append_string(text, node->kind == NODE_LIST ? " []\n" : " {}\n");
		return;
	}
	text_append_character(text, '\n');
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
		indent(text, depth);
		text_append_character(text, '-');
		append_yaml(show, node->items[i], depth + 1);
	}
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++) {
		indent(text, depth);
		append_scalar(text, node->entries[i].key);
		text_append_character(text, ':');
		append_yaml(show, node->entries[i].value, depth + 1);
	}
}

static void
show_yaml(const struct show *show)
{
	const struct variant *variant = show->variant;
	struct text *text = show->text;

	text_format(text, "# %s:%s", variant->image->repository, variant->tag);
	for (size_t i = 0; i < variant->axis_count; i++)
		text_format(text, "%s%s=%s", i ? ", " : ", with ", variant->axes[i].axis,
			variant->axes[i].value);
	if (variant->image->variant_count > 1)
		text_format(text, "; one of %zu variants", variant->image->variant_count);
	text_append_character(text, '\n');
	for (const struct field *field = schema_image.fields; field->name; field++) {
		const struct node *value = node_get(variant->all, field->name);

		if (!value)
			continue;
		text_format(text, "%s:", field->name);
		append_yaml(show, value, 1);
	}
}

static void
append_json_scalar(struct json_writer *writer, const struct node *scalar)
{
	const enum scalar_type type = node_scalar_type(scalar);
	int64_t integer;

	if (type == SCALAR_BOOLEAN)
		json_boolean(writer, scalar->text[0] == 't' || scalar->text[0] == 'T');
	else if (type == SCALAR_INTEGER && node_integer(scalar, &integer))
		json_integer(writer, integer);
	else
		json_string(writer, scalar->text);
}

/* A scalar with where it comes from; lists and maps of such. */
static void
append_json(const struct show *show, const struct node *node)
{
	struct json_writer *writer = show->writer;

	if (node->kind == NODE_SCALAR) {
		const struct provenance origin = provenance_of(show, node);

		json_open(writer, '{');
		json_name(writer, "value");
		append_json_scalar(writer, node);
		json_member(writer, "from", origin.from);
		if (strcmp(origin.from, "parent") == 0)
			json_member(writer, "parent", origin.parent);
		json_member(writer, "file", node->place.source->name);
		json_name(writer, "line");
		json_integer(writer, origin.position.line);
		json_name(writer, "column");
		json_integer(writer, origin.position.column);
		json_close(writer, '}');
		return;
	}
	json_open(writer, node->kind == NODE_LIST ? '[' : '{');
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		append_json(show, node->items[i]);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++) {
		json_name(writer, node->entries[i].key->text);
		append_json(show, node->entries[i].value);
	}
	json_close(writer, node->kind == NODE_LIST ? ']' : '}');
}

static void
show_json(struct show *show)
{
	struct json_writer writer = {0};
	const struct variant *variant = show->variant;

	show->writer = &writer;
	json_open(&writer, '{');
	json_member(&writer, "image", variant->image->name);
	json_member(&writer, "tag", variant->tag);
	json_member(&writer, "repository", variant->image->repository);
	json_member(&writer, "context", variant->context);
	json_name(&writer, "axes");
	json_open(&writer, '{');
	for (size_t i = 0; i < variant->axis_count; i++)
		json_member(&writer, variant->axes[i].axis, variant->axes[i].value);
	json_close(&writer, '}');
	json_name(&writer, "keys");
	append_json(show, variant->all);
	json_close(&writer, '}');
	text_format(show->text, "%s\n", writer.text.bytes);
	text_free(&writer.text);
}

enum outcome
command_show(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "yaml";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {0};
	struct text text = {0};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "yaml json"))
		return OUTCOME_MISTAKE;
	if (call->word_count != 1)
		return call_mistake(call, "one image is needed");
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE) {
		struct show show = {
			.variant = project_find(&project, call, call->words[0]), .text = &text};

		if (show.variant)
			note_writers(&show, &project.arena);
		if (!show.variant)
			outcome = OUTCOME_MISTAKE;
		else if (strcmp(format, "json") == 0)
			show_json(&show);
		else
			show_yaml(&show);
	}
	if (outcome == OUTCOME_DONE)
		print_text(&text);
	text_free(&text);
	project_close(&project);
	return outcome;
}
