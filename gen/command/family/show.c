#include "command/command.h"
#include "command/family/family_verb.h"
#include "family/views/resolved.h"
#include "support/banned.h"

enum outcome
command_show(struct call *call)
{
	static const struct family_format formats[] = {
		{.name = "yaml", .append = resolved_append_yaml},
		{.name = "json", .append = resolved_append_json}, {0}};
	static const struct family_verb verb = {
		.formats = formats, .takes_format = true, .takes_image = true};

	return family_verb_run(&verb, call);
}
