#include <string.h>

#include "command/command.h"
#include "command/project.h"
#include "family/family.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/banned.h"

static int
wider(int width, const char *word)
{
	const int length = (int)strlen(word);

	return length > width ? length : width;
}

static void
append_table(struct text *text, const struct family *family)
{
	int name = 5, tag = 3;

	for (size_t i = 0; i < family->variant_count; i++) {
		name = wider(name, family->order[i]->image->name);
		tag = wider(tag, family->order[i]->tag);
	}
	text_format(text, "%5s  %-*s  %-*s  %s\n", "LEVEL", name, "IMAGE", tag, "TAG", "FROM");
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		text_format(text, "%5zu  %-*s  %-*s  %s\n", variant->vertex.level, name,
			variant->image->name, tag, variant->tag, variant->origins[0].reference);
	}
}

static void
append_json(struct text *text, const struct family *family)
{
	struct json_writer writer = {0};

	json_open(&writer, '[');
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		json_open(&writer, '{');
		json_name(&writer, "level");
		json_integer(&writer, (int64_t)variant->vertex.level);
		json_member(&writer, "image", variant->image->name);
		json_member(&writer, "tag", variant->tag);
		json_member(&writer, "from", variant->origins[0].reference);
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	text_format(text, "%s\n", writer.text.bytes);
	text_free(&writer.text);
}

enum outcome
command_list(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {0};
	struct text text = {0};

	if (!call_options(call, rules) || !call_has_no_words(call) ||
		!call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE) {
		(strcmp(format, "json") == 0 ? append_json : append_table)(&text, project.family);
		print_text(&text);
	}
	text_free(&text);
	project_close(&project);
	return outcome;
}
