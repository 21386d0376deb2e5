#include "command/command.h"
#include "command/family/family_verb.h"
#include "family/views/levels.h"
#include "support/banned.h"

enum outcome
command_matrix(struct call *call)
{
	static const struct family_format formats[] = {
		{.name = "json", .append = levels_append_json}, {0}};
	static const struct family_verb verb = {.formats = formats, .needs_keys = true};

	return family_verb_run(&verb, call);
}
