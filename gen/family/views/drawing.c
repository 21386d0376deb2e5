#include "family/views/drawing.h"

#include <string.h>

#include "family/family.h"
#include "family/views/family_view.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/banned.h"

struct drawing_edge {
	size_t from, to; /* places of points */
	bool copied;
};

/* What is drawn: the variants, then the bases, and what is built on what. */
struct drawing {
	const char *title;
	const char **points; /* their labels */
	size_t point_count, variant_count;
	struct drawing_edge *edges;
	size_t edge_count;
};

static size_t
add_base(struct drawing *drawing, struct arena *arena, struct map *bases, const char *reference)
{
	const size_t length = strlen(reference), number = drawing->point_count;
	const char **known = map_get(bases, reference, length);

	if (known)
		return (size_t)(known - drawing->points);
	drawing->points[number] = reference;
	drawing->point_count++;
	map_set(bases, arena, reference, length, &drawing->points[number]);
	return number;
}

static struct drawing
draw(const struct family_view *view)
{
	struct arena *arena = view->arena;
	const struct family *family = view->family;
	struct drawing drawing = {.title = family->name, .variant_count = family->variant_count};
	struct map bases = {0};
	size_t origins = 0, edge = 0;

	for (size_t i = 0; i < family->variant_count; i++)
		origins += family->order[i]->origin_count;
	drawing.points = arena_allocate_array(
		arena, family->variant_count + origins, sizeof(*drawing.points));
	drawing.edges = arena_allocate_array(arena, origins, sizeof(*drawing.edges));
	for (size_t i = 0; i < family->variant_count; i++)
		drawing.points[i] = arena_format(
			arena, "%s:%s", family->order[i]->image->name, family->order[i]->tag);
	drawing.point_count = family->variant_count;
	for (size_t i = 0; i < family->variant_count; i++)
		for (size_t j = 0; j < family->order[i]->origin_count; j++) {
			const struct origin *origin = &family->order[i]->origins[j];
			const size_t from = origin->parent ? origin->parent->vertex.number - 1
							   : add_base(&drawing, arena, &bases,
								     origin->reference);

			drawing.edges[edge++] = (struct drawing_edge){from, i, j > 0};
		}
	drawing.edge_count = edge;
	return drawing;
}

/*
 * Labels and names hold nothing that would mean something between quotes (family/schema/grammar.c).
 */
void
drawing_append_dot(struct text *text, const struct family_view *view)
{
	const struct drawing drawing = draw(view);

	text_format(text, "digraph \"%s\" {\n\trankdir=LR;\n\tnode [shape=box];\n", drawing.title);
	for (size_t i = 0; i < drawing.point_count; i++)
		text_format(text, "\tn%zu [label=\"%s\"%s];\n", i, drawing.points[i],
			i < drawing.variant_count ? "" : ", shape=ellipse");
	for (size_t i = 0; i < drawing.edge_count; i++)
		text_format(text, "\tn%zu -> n%zu%s;\n", drawing.edges[i].from, drawing.edges[i].to,
			drawing.edges[i].copied ? " [style=dashed]" : "");
	text_append_string(text, "}\n");
}

void
drawing_append_mermaid(struct text *text, const struct family_view *view)
{
	const struct drawing drawing = draw(view);

	text_append_string(text, "graph LR\n");
	for (size_t i = 0; i < drawing.point_count; i++)
		text_format(text,
			i < drawing.variant_count ? "    n%zu[\"%s\"]\n" : "    n%zu([\"%s\"])\n",
			i, drawing.points[i]);
	for (size_t i = 0; i < drawing.edge_count; i++)
		text_format(text, "    n%zu %s n%zu\n", drawing.edges[i].from,
			drawing.edges[i].copied ? "-.->" : "-->", drawing.edges[i].to);
}

void
drawing_append_json(struct text *text, const struct family_view *view)
{
	const struct drawing drawing = draw(view);
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "family", drawing.title);
	json_open_member(&writer, "nodes", '[');
	for (size_t i = 0; i < drawing.point_count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "id", drawing.points[i]);
		json_member(&writer, "kind", i < drawing.variant_count ? "image" : "base");
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_open_member(&writer, "edges", '[');
	for (size_t i = 0; i < drawing.edge_count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "from", drawing.points[drawing.edges[i].from]);
		json_member(&writer, "to", drawing.points[drawing.edges[i].to]);
		json_member(&writer, "kind", drawing.edges[i].copied ? "copy" : "from");
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_append_character(text, '\n');
}
