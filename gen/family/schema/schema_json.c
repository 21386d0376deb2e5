#include "family/schema/schema_json.h"

#include <string.h>

#include "family/schema/list.h"
#include "family/schema/schema.h"
#include "support/json_writer.h"
#include "support/banned.h"

/* How placeholders start, which images with axes may have in any single value. */
#define PLACEHOLDER_STARTS "\\{[{%#]"

/* What depends on where a shape is used. */
struct spot {
	const char *help;
	bool nullable;     /* null means that it was not written */
	bool placeholders; /* texts may use axes */
	bool whole;        /* required keys cannot come from the defaults */
};

static void
write_shape(struct json_writer *writer, const struct shape *shape, struct spot spot);

static void
write_type(struct json_writer *writer, const char *types, struct spot spot)
{
	json_open_member(writer, "type", '[');
	for (const char *at = types; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		char type[16] = "";

		memcpy(type, at, strcspn(at, " "));
		json_string(writer, type);
	}
	if (spot.nullable)
		json_string(writer, "null");
	json_close(writer, ']');
}

/*
 * `expression` for the whole text, or anything with placeholders. In Python $ matches before a
 * final line end.
 */
static void
write_pattern(struct json_writer *writer, const char *expression, bool placeholders)
{
	struct text pattern = TEXT_EMPTY;

	text_format(&pattern, "^(?:%s)$(?!\\n)%s", expression,
		placeholders ? "|" PLACEHOLDER_STARTS : "");
	json_member(writer, "pattern", pattern.bytes);
	text_free(&pattern);
}

static bool
accepts(enum grammar_id id, const char *text)
{
	struct grammars *grammars = grammars_new();
	const bool accepted = grammar_accepts(grammars, id, text, strlen(text));

	grammars_free(grammars);
	return accepted;
}

/* A text, which a reader of YAML may take for a number or a boolean, where it can look like one. */
static void
write_text(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	const struct grammar *grammar = grammar_of(shape->grammar);
	const bool number = accepts(shape->grammar, "1.5"), integer = accepts(shape->grammar, "1"),
		   boolean = accepts(shape->grammar, "true");

	write_type(writer,
		number && boolean    ? "string number boolean"
		: number             ? "string number"
		: integer && boolean ? "string integer boolean"
		: integer            ? "string integer"
		: boolean            ? "string boolean"
				     : "string",
		spot);
	if (integer && !accepts(shape->grammar, "-1"))
		json_member_count(writer, "minimum", 0);
	write_pattern(writer, grammar->expression, spot.placeholders);
	if (!spot.placeholders)
		json_member_count(writer, "maxLength", grammar->longest);
}

static void
write_integer(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	write_type(writer, "integer string", spot);
	json_member_count(writer, "minimum", (size_t)shape->smallest);
	json_member_count(writer, "maximum", (size_t)shape->largest);
	write_pattern(writer, "0|[1-9][0-9]{0,9}", spot.placeholders);
}

enum {
	JOINED_MOST = 2
}; /* lists in one another that are described; further ones can hold anything */

static void
write_item(struct json_writer *writer, const struct shape *items, struct spot spot)
{
	write_shape(writer, items, (struct spot){.placeholders = spot.placeholders, .whole = true});
}

/* An item of a list, or a list of items, which is joined with it. */
static void
write_joined_items(
	struct json_writer *writer, const struct shape *items, struct spot spot, int depth)
{
	json_open(writer, '{');
	json_open_member(writer, "anyOf", '[');
	write_item(writer, items, spot);
	json_open(writer, '{');
	json_member(writer, "type", "array");
	if (depth > 1) {
		json_name(writer, "items");
		write_joined_items(writer, items, spot, depth - 1);
	}
	json_close(writer, '}');
	json_close(writer, ']');
	json_close(writer, '}');
}

static void
write_list(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	write_type(writer, "array", spot);
	if (shape->filled)
		json_member_count(writer, "minItems", 1);
	json_name(writer, "items");
	if (list_joins(shape))
		write_joined_items(writer, shape->items, spot, JOINED_MOST);
	else
		write_item(writer, shape->items, spot);
}

static void
write_names(struct json_writer *writer, enum grammar_id id)
{
	json_open_member(writer, "propertyNames", '{');
	write_pattern(writer, grammar_of(id)->expression, false);
	json_member_count(writer, "maxLength", grammar_of(id)->longest);
	json_close(writer, '}');
}

static void
write_map(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	write_type(writer, "object", spot);
	write_names(writer, shape->grammar);
	json_name(writer, "additionalProperties");
	write_shape(writer, shape->items, (struct spot){.placeholders = spot.placeholders});
}

static void
write_required(struct json_writer *writer, const struct field *field)
{
	json_open_member(writer, "required", '[');
	for (; field->name; field++)
		if (field->flags & REQUIRED)
			json_string(writer, field->name);
	json_close(writer, ']');
}

/* Writes what other keys a record can have: the user's own, or those with a grammar. */
static void
write_others(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	json_open_member(writer, "patternProperties", '{');
	if (shape->own_keys) {
		json_member_boolean(writer, "^x-.", true);
	}
	if (shape->items) {
		struct text pattern = TEXT_EMPTY;

		text_format(&pattern, "^(?:%s)$", grammar_of(shape->grammar)->expression);
		json_name(writer, pattern.bytes);
		write_shape(writer, shape->items, (struct spot){.placeholders = spot.placeholders});
		text_free(&pattern);
	}
	json_close(writer, '}');
	json_member_boolean(writer, "additionalProperties", false);
}

static void
write_record(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	write_type(writer, "object", spot);
	json_open_member(writer, "properties", '{');
	for (const struct field *field = shape->fields; field->name; field++) {
		json_name(writer, field->name);
		write_shape(writer, field->shape,
			(struct spot){field->help, !spot.whole || !(field->flags & REQUIRED),
				spot.placeholders, false});
	}
	json_close(writer, '}');
	write_others(writer, shape, spot);
	if (spot.whole)
		write_required(writer, shape->fields);
}

/* A text, or something else: the types tell them apart. */
static void
write_either(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	spot.help = NULL;
	json_open_member(writer, "anyOf", '[');
	write_shape(writer, shape->items, spot);
	write_shape(writer, shape->other, spot);
	json_close(writer, ']');
}

/* A list, or the one item that stands for it. */
static void
write_lone(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	struct shape list = *shape;

	list.lone = false;
	spot.help = NULL;
	json_open_member(writer, "anyOf", '[');
	write_shape(writer, &list, spot);
	write_shape(writer, shape->items, spot);
	json_close(writer, ']');
}

/* A record, or what stands for the field of its short form. */
static void
write_short_form(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	const struct field *field = shape->fields;
	struct shape record = *shape;

	record.short_form = NULL;
	spot.help = NULL;
	while (strcmp(field->name, shape->short_form) != 0)
		field++;
	json_open_member(writer, "anyOf", '[');
	write_shape(writer, field->shape, spot);
	if (field->shape->kind == SHAPE_LIST)
		write_shape(writer, field->shape->items, spot);
	write_shape(writer, &record, spot);
	json_close(writer, ']');
}

static void
write_members(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	switch (shape->kind) {
	case SHAPE_TEXT:
		write_text(writer, shape, spot);
		break;
	case SHAPE_INTEGER:
		write_integer(writer, shape, spot);
		break;
	case SHAPE_BOOLEAN:
		write_type(writer, "boolean string", spot);
		json_member(writer, "pattern", PLACEHOLDER_STARTS);
		break;
	case SHAPE_LIST:
		if (shape->lone)
			write_lone(writer, shape, spot);
		else
			write_list(writer, shape, spot);
		break;
	case SHAPE_MAP:
		write_map(writer, shape, spot);
		break;
	case SHAPE_RECORD:
		if (shape->short_form)
			write_short_form(writer, shape, spot);
		else
			write_record(writer, shape, spot);
		break;
	case SHAPE_EITHER:
		write_either(writer, shape, spot);
		break;
	case SHAPE_FREE:
	case SHAPE_LATER:
	default:
		break;
	}
}

static void
write_shape(struct json_writer *writer, const struct shape *shape, struct spot spot)
{
	json_open(writer, '{');
	if (spot.help)
		json_member(writer, "description", spot.help);
	if (shape->partial)
		json_member(writer, "$ref", "#/definitions/image");
	else
		write_members(writer, shape, spot);
	json_close(writer, '}');
}

/* Writes the map of images. No image can have a reserved name. */
static void
write_images(struct json_writer *writer, const struct field *field)
{
	json_open(writer, '{');
	json_member(writer, "description", field->help);
	json_member(writer, "type", "object");
	json_member_count(writer, "minProperties", 1);
	json_open_member(writer, "propertyNames", '{');
	write_pattern(writer, grammar_of(field->shape->grammar)->expression, false);
	json_member_count(writer, "maxLength", grammar_of(field->shape->grammar)->longest);
	json_open_member(writer, "not", '{');
	json_open_member(writer, "enum", '[');
	for (const char *const *name = schema_goals; *name; name++)
		json_string(writer, *name);
	for (const char *const *name = schema_reserved_names; *name; name++)
		json_string(writer, *name);
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, '}');
	json_open_member(writer, "additionalProperties", '{');
	json_member(writer, "$ref", "#/definitions/image");
	json_close(writer, '}');
	json_close(writer, '}');
}

/* `from` is required of each image that is enabled, unless the defaults have it. */
static void
write_required_from(struct text *text)
{
	text_append_string(text,
		",\n"
		"  \"if\": {\"required\": [\"defaults\"], \"properties\": {\"defaults\": "
		"{\"type\": "
		"\"object\", \"required\": [\"from\"], "
		"\"properties\": {\"from\": {\"type\": \"string\"}}}}},\n"
		"  \"else\": {\"properties\": {\"images\": {\"additionalProperties\": {\"anyOf\": "
		"[\n"
		"    {\"type\": \"object\", \"required\": [\"from\"], \"properties\": {\"from\": "
		"{\"type\": \"string\"}}},\n"
		"    {\"type\": \"object\", \"required\": [\"enabled\"], \"properties\": "
		"{\"enabled\": {\"const\": false}}}\n"
		"  ]}}}}\n"
		"}\n");
}

void
schema_write_json(struct text *text)
{
	struct json_writer writer = {.text = text, .lines = true};
	const struct spot image = {.nullable = true, .placeholders = true};

	json_open(&writer, '{');
	json_member(&writer, "$schema", "http://json-schema.org/draft-07/schema#");
	json_member(&writer, "title", "images.yaml of basegen");
	json_member(&writer, "type", "object");
	json_open_member(&writer, "properties", '{');
	for (const struct field *field = schema_family.fields; field->name; field++) {
		json_name(&writer, field->name);
		if (strcmp(field->name, "images") == 0)
			write_images(&writer, field);
		else
			write_shape(&writer, field->shape,
				(struct spot){
					field->help, !(field->flags & REQUIRED), false, false});
	}
	json_close(&writer, '}');
	write_others(&writer, &schema_family, image);
	write_required(&writer, schema_family.fields);
	json_open_member(&writer, "definitions", '{');
	json_name(&writer, "image");
	write_shape(&writer, &schema_image, image);
	json_close(&writer, '}');
	write_required_from(text);
}
