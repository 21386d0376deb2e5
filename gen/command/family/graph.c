#include "command/command.h"
#include "command/family/family_verb.h"
#include "family/views/drawing.h"
#include "support/banned.h"

enum outcome
command_graph(struct call *call)
{
	static const char *const words[] = {"dot", "-Tsvg", NULL};
	static const struct family_filter graphviz = {words, "--format svg (graphviz has it)"};
	static const struct family_format formats[] = {
		{.name = "dot", .append = drawing_append_dot},
		{.name = "mermaid", .append = drawing_append_mermaid},
		{.name = "json", .append = drawing_append_json},
		{.name = "svg", .append = drawing_append_dot, .filter = &graphviz},
		{0},
	};
	static const struct family_verb verb = {.formats = formats, .takes_format = true};

	return family_verb_run(&verb, call);
}
