#include "family/views/levels.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "support/json_writer.h"
#include "support/banned.h"

static void
write_needs(struct json_writer *writer, const struct variant *variant)
{
	json_open_member(writer, "needs", '[');
	for (size_t i = 0; i < variant->vertex.need_count; i++)
		json_string(writer, variant->vertex.needs[i].to->id);
	json_close(writer, ']');
}

static void
write_axes(struct json_writer *writer, const struct variant *variant)
{
	json_open_member(writer, "axes", '{');
	for (size_t i = 0; i < variant->axis_count; i++)
		json_member(writer, variant->axes[i].axis, variant->axes[i].value);
	json_close(writer, '}');
}

static void
write_platforms(struct json_writer *writer, const struct variant *variant)
{
	const struct node *platforms = node_get(variant->all, "platforms");

	json_open_member(writer, "platforms", '[');
	for (size_t i = 0; platforms && i < platforms->count; i++)
		json_string(writer, platforms->items[i]->text);
	json_close(writer, ']');
}

static void
write_repositories(struct json_writer *writer, const struct variant *variant)
{
	json_open_member(writer, "repositories", '[');
	for (const char *const *name = variant->repositories; *name; name++)
		json_string(writer, *name);
	json_close(writer, ']');
}

static void
write_variant(struct json_writer *writer, const struct variant *variant, const char *out)
{
	struct text context = TEXT_EMPTY;

	text_format(&context, "%s/%s", out, variant->context);
	json_open(writer, '{');
	json_member(writer, "id", variant->id);
	json_member(writer, "image", variant->image->name);
	json_member(writer, "tag", variant->tag);
	json_member(writer, "registry", variant->registry);
	json_member(writer, "repository", variant->repositories[0]);
	write_repositories(writer, variant);
	json_member(writer, "context", context.bytes);
	json_member(writer, "key", variant->content_key);
	json_member_boolean(writer, "latest", variant == variant->image->latest);
	json_member_boolean(writer, "on_demand", variant->on_demand);
	write_axes(writer, variant);
	write_platforms(writer, variant);
	write_needs(writer, variant);
	json_close(writer, '}');
	text_free(&context);
}

void
levels_write(struct json_writer *writer, const struct family *family, const char *out)
{
	json_member(writer, "family", family->name);
	json_member(writer, "registry", family->registry);
	json_open_member(writer, "levels", '[');
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct vertex *vertex = &family->order[i]->vertex;

		if (i == 0 || vertex->level != family->order[i - 1]->vertex.level) {
			if (i)
				json_close(writer, ']');
			json_open(writer, '[');
		}
		write_variant(writer, family->order[i], out);
	}
	json_close(writer, ']');
	json_close(writer, ']');
}
