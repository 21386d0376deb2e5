#include <string.h>

#include "adapters/process.h"
#include "command/command.h"
#include "command/project.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/print.h"
#include "support/banned.h"

struct line {
	size_t from, to; /* numbers of points */
	bool copied;
};

/* What is drawn: the variants, then the bases, and what is built on what. */
struct drawing {
	const char *title;
	const char **points; /* their labels */
	size_t point_count, variant_count;
	struct line *lines;
	size_t line_count;
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
draw(struct arena *arena, const struct family *family)
{
	struct drawing drawing = {.title = family->name, .variant_count = family->variant_count};
	struct map bases = {0};
	size_t origins = 0, line = 0;

	for (size_t i = 0; i < family->variant_count; i++)
		origins += family->order[i]->origin_count;
	drawing.points = arena_allocate_array(
		arena, family->variant_count + origins, sizeof(*drawing.points));
	drawing.lines = arena_allocate_array(arena, origins, sizeof(*drawing.lines));
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

			drawing.lines[line++] = (struct line){from, i, j > 0};
		}
	drawing.line_count = line;
	return drawing;
}

/* Labels and names hold nothing that would mean something between quotes (family/schema/grammar.c). */
static void
append_dot(struct text *text, const struct drawing *drawing)
{
	text_format(text, "digraph \"%s\" {\n\trankdir=LR;\n\tnode [shape=box];\n", drawing->title);
	for (size_t i = 0; i < drawing->point_count; i++)
		text_format(text, "\tn%zu [label=\"%s\"%s];\n", i, drawing->points[i],
			i < drawing->variant_count ? "" : ", shape=ellipse");
	for (size_t i = 0; i < drawing->line_count; i++)
		text_format(text, "\tn%zu -> n%zu%s;\n", drawing->lines[i].from,
			drawing->lines[i].to, drawing->lines[i].copied ? " [style=dashed]" : "");
	text_append_string(text, "}\n");
}

static void
append_mermaid(struct text *text, const struct drawing *drawing)
{
	text_append_string(text, "graph LR\n");
	for (size_t i = 0; i < drawing->point_count; i++)
		text_format(text,
			i < drawing->variant_count ? "    n%zu[\"%s\"]\n" : "    n%zu([\"%s\"])\n",
			i, drawing->points[i]);
	for (size_t i = 0; i < drawing->line_count; i++)
		text_format(text, "    n%zu %s n%zu\n", drawing->lines[i].from,
			drawing->lines[i].copied ? "-.->" : "-->", drawing->lines[i].to);
}

static void
append_json(struct text *text, const struct drawing *drawing)
{
	struct json_writer writer = {0};

	json_open(&writer, '{');
	json_member(&writer, "family", drawing->title);
	json_name(&writer, "nodes");
	json_open(&writer, '[');
	for (size_t i = 0; i < drawing->point_count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "id", drawing->points[i]);
		json_member(&writer, "kind", i < drawing->variant_count ? "image" : "base");
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_name(&writer, "edges");
	json_open(&writer, '[');
	for (size_t i = 0; i < drawing->line_count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "from", drawing->points[drawing->lines[i].from]);
		json_member(&writer, "to", drawing->points[drawing->lines[i].to]);
		json_member(&writer, "kind", drawing->lines[i].copied ? "copy" : "from");
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_format(text, "%s\n", writer.text.bytes);
	text_free(&writer.text);
}

static enum outcome
append_svg(struct text *text, const struct drawing *drawing)
{
	static const char *const words[] = {"dot", "-Tsvg", NULL};
	struct text source = {0};

	append_dot(&source, drawing);
	const enum outcome outcome =
		process_filter(words, "--format svg (graphviz has it)", &source, text);

	text_free(&source);
	return outcome;
}

static enum outcome
append_as(const char *format, struct text *text, const struct drawing *drawing)
{
	if (strcmp(format, "svg") == 0)
		return append_svg(text, drawing);
	(strcmp(format, "json") == 0             ? append_json
		: strcmp(format, "mermaid") == 0 ? append_mermaid
						 : append_dot)(text, drawing);
	return OUTCOME_DONE;
}

enum outcome
command_graph(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "dot";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {0};
	struct text text = {0};

	if (!call_options(call, rules) || !call_has_no_words(call) ||
		!call_choice(call, "--format", format, "dot mermaid json svg"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE) {
		const struct drawing drawing = draw(&project.arena, project.family);

		outcome = append_as(format, &text, &drawing);
	}
	if (outcome == OUTCOME_DONE)
		print_text(&text);
	text_free(&text);
	project_close(&project);
	return outcome;
}
