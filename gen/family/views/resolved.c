#include "family/views/resolved.h"

#include <stddef.h>
#include <string.h>

#include "document/node.h"
#include "document/node_writer.h"
#include "family/family.h"
#include "family/schema/schema.h"
#include "family/views/family_view.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

/* Who wrote a value: the image itself, or a parent. */
struct writer {
	const char *kind; /* image or parent */
	const char *name; /* of the image or parent */
};

/* Where a value of an image comes from. */
struct provenance {
	const char *kind;   /* image, parent or defaults */
	const char *parent; /* its name; NULL for another kind */
	struct position position;
};

/* Who wrote the scalars of an image and its parents, by their places. */
struct writers {
	struct arena *arena;
	struct map by_place;
};

/* The part of a place that tells where it starts: all bytes before its end. */
enum { PLACE_START_SIZE = offsetof(struct place, end) };

/* Notes who wrote the scalars in the tree of `node`, but for those that a nearer image wrote. */
static void
note_writer(struct writers *writers, const struct node *node, struct writer *writer)
{
	const char *place = (const char *)&node->place;

	if (node->kind == NODE_SCALAR && !map_get(&writers->by_place, place, PLACE_START_SIZE))
		map_set(&writers->by_place, writers->arena, place, PLACE_START_SIZE, writer);
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		note_writer(writers, node->items[i], writer);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++)
		note_writer(writers, node->entries[i].value, writer);
}

static struct writers
writers_of(const struct family_view *view)
{
	struct writers writers = {.arena = view->arena};

	for (const struct variant *variant = view->variant; variant;
		variant = variant->origins[0].parent) {
		struct writer *writer = arena_allocate(view->arena, sizeof(*writer));

		*writer = (struct writer){
			variant == view->variant ? "image" : "parent", variant->image->name};
		note_writer(&writers, variant->image->written, writer);
	}
	return writers;
}

/* What neither the image nor a parent wrote is of the defaults. */
static struct provenance
provenance_of(const struct writers *writers, const struct node *value)
{
	const struct writer *writer =
		map_get(&writers->by_place, (const char *)&value->place, PLACE_START_SIZE);

	return (struct provenance){writer ? writer->kind : "defaults",
		writer && strcmp(writer->kind, "parent") == 0 ? writer->name : NULL,
		source_position(value->place)};
}

/* Appends the file and the line, and who wrote the value unless the image did. */
static void
append_provenance(struct text *text, const struct node *scalar, const void *writers)
{
	const struct provenance origin = provenance_of(writers, scalar);

	text_append_string(text, " # ");
	if (strcmp(origin.kind, "image") != 0)
		text_format(text, "%s, ", origin.parent ? origin.parent : origin.kind);
	text_format(text, "%s:%u", scalar->place.source->name, origin.position.line);
}

static void
append_title(struct text *text, const struct variant *variant)
{
	text_format(text, "# %s:%s", variant->repositories[0], variant->tag);
	for (size_t i = 0; i < variant->axis_count; i++)
		text_format(text, "%s%s=%s", i ? ", " : ", with ", variant->axes[i].axis,
			variant->axes[i].value);
	if (variant->image->variant_count > 1)
		text_format(text, "; one of %zu variants", variant->image->variant_count);
	text_append_character(text, '\n');
}

void
resolved_append_yaml(struct text *text, const struct family_view *view)
{
	const struct writers writers = writers_of(view);

	append_title(text, view->variant);
	for (const struct field *field = schema_image.fields; field->name; field++) {
		const struct node *value = node_get(view->variant->all, field->name);

		if (!value)
			continue;
		text_format(text, "%s:", field->name);
		node_append_yaml(text, value, 1, append_provenance, &writers);
	}
}

static void
write_scalar(struct json_writer *writer, const struct writers *writers, const struct node *scalar)
{
	const struct provenance origin = provenance_of(writers, scalar);

	json_open(writer, '{');
	json_name(writer, "value");
	node_write_json(writer, scalar);
	json_member(writer, "from", origin.kind);
	if (origin.parent)
		json_member(writer, "parent", origin.parent);
	json_member(writer, "file", scalar->place.source->name);
	json_member_count(writer, "line", origin.position.line);
	json_member_count(writer, "column", origin.position.column);
	json_close(writer, '}');
}

/* A scalar with where it comes from, or a list or map of such. */
static void
write_node(struct json_writer *writer, const struct writers *writers, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		write_scalar(writer, writers, node);
		return;
	}
	json_open(writer, node->kind == NODE_LIST ? '[' : '{');
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		write_node(writer, writers, node->items[i]);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count; i++) {
		json_name(writer, node->entries[i].key->text);
		write_node(writer, writers, node->entries[i].value);
	}
	json_close(writer, node->kind == NODE_LIST ? ']' : '}');
}

void
resolved_append_json(struct text *text, const struct family_view *view)
{
	const struct writers writers = writers_of(view);
	const struct variant *variant = view->variant;
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "image", variant->image->name);
	json_member(&writer, "tag", variant->tag);
	json_member(&writer, "repository", variant->repositories[0]);
	json_member(&writer, "context", variant->context);
	json_open_member(&writer, "axes", '{');
	for (size_t i = 0; i < variant->axis_count; i++)
		json_member(&writer, variant->axes[i].axis, variant->axes[i].value);
	json_close(&writer, '}');
	json_name(&writer, "keys");
	write_node(&writer, &writers, variant->all);
	json_close(&writer, '}');
	text_append_character(text, '\n');
}
