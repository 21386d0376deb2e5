#include <string.h>

#include "command/command.h"
#include "command/project.h"
#include "document/document.h"
#include "family/family.h"
#include "family/schema/shape.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/banned.h"

static void
append_needs(struct json_writer *writer, const struct variant *variant)
{
	json_name(writer, "needs");
	json_open(writer, '[');
	for (size_t i = 0; i < variant->vertex.need_count; i++)
		json_string(writer, variant->vertex.needs[i].to->name);
	json_close(writer, ']');
}

static void
append_axes(struct json_writer *writer, const struct variant *variant)
{
	json_name(writer, "axes");
	json_open(writer, '{');
	for (size_t i = 0; i < variant->axis_count; i++)
		json_member(writer, variant->axes[i].axis, variant->axes[i].value);
	json_close(writer, '}');
}

static void
append_platforms(struct json_writer *writer, const struct variant *variant)
{
	const struct node *platforms = node_get(variant->all, "platforms");

	json_name(writer, "platforms");
	json_open(writer, '[');
	for (size_t i = 0; platforms && i < platforms->count; i++)
		json_string(writer, platforms->items[i]->text);
	json_close(writer, ']');
}

static void
append_variant(struct json_writer *writer, const struct variant *variant, const char *out)
{
	struct text context = {0};

	text_format(&context, "%s/%s", out, variant->context);
	json_open(writer, '{');
	json_member(writer, "id", variant->vertex.name);
	json_member(writer, "image", variant->image->name);
	json_member(writer, "tag", variant->tag);
	json_member(writer, "repository", variant->image->repository);
	json_member(writer, "context", context.bytes);
	json_member(writer, "key", variant->content_key);
	json_name(writer, "latest");
	json_boolean(writer, variant == variant->image->latest);
	json_name(writer, "on_demand");
	json_boolean(writer, variant->on_demand);
	append_axes(writer, variant);
	append_platforms(writer, variant);
	append_needs(writer, variant);
	json_close(writer, '}');
	text_free(&context);
}

/* One line, so that it can be the output of a step of a CI system as it is. */
static void
append_levels(struct json_writer *writer, const struct family *family, const char *out)
{
	json_open(writer, '{');
	json_member(writer, "family", family->name);
	json_member(writer, "registry", family->registry);
	json_name(writer, "levels");
	json_open(writer, '[');
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct vertex *vertex = &family->order[i]->vertex;

		if (i == 0 || vertex->level != family->order[i - 1]->vertex.level) {
			if (i)
				json_close(writer, ']');
			json_open(writer, '[');
		}
		append_variant(writer, family->order[i], out);
	}
	json_close(writer, ']');
	json_close(writer, ']');
	json_close(writer, '}');
	text_append_character(&writer->text, '\n');
}

enum outcome
command_matrix(struct call *call)
{
	const struct option_rule none[] = {{0}};
	struct project project = {0};
	struct json_writer writer = {0};

	if (!call_options(call, none) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(&project, call);
	if (outcome == OUTCOME_DONE) {
		append_levels(&writer, project.family, call->out);
		print_text(&writer.text);
	}
	text_free(&writer.text);
	project_close(&project);
	return outcome;
}
