#include "family/views/listing.h"

#include <string.h>

#include "family/family.h"
#include "family/views/family_view.h"
#include "support/json_writer.h"
#include "support/banned.h"

static int
wider(int width, const char *word)
{
	const int length = (int)strlen(word);

	return length > width ? length : width;
}

void
listing_append_table(struct text *text, const struct family_view *view)
{
	const struct family *family = view->family;
	int name = 5, tag = 3, from = 4;

	for (size_t i = 0; i < family->variant_count; i++) {
		name = wider(name, family->order[i]->image->name);
		tag = wider(tag, family->order[i]->tag);
		from = wider(from, family->order[i]->origins[0].reference);
	}
	text_format(text, "%5s  %-*s  %-*s  %s\n", "LEVEL", name, "IMAGE", tag, "TAG", "FROM");
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		text_format(text, "%5zu  %-*s  %-*s  %-*s%s\n", variant->vertex.level, name,
			variant->image->name, tag, variant->tag, variant->on_demand ? from : 0,
			variant->origins[0].reference, variant->on_demand ? "  on demand" : "");
	}
}

void
listing_append_json(struct text *text, const struct family_view *view)
{
	const struct family *family = view->family;
	struct json_writer writer = {.text = text};

	json_open(&writer, '[');
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		json_open(&writer, '{');
		json_member_count(&writer, "level", variant->vertex.level);
		json_member(&writer, "image", variant->image->name);
		json_member(&writer, "tag", variant->tag);
		json_member(&writer, "from", variant->origins[0].reference);
		json_member_boolean(&writer, "on_demand", variant->on_demand);
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	text_append_character(text, '\n');
}
