#include "command/command.h"
#include "command/family/family_verb.h"
#include "family/views/listing.h"
#include "support/banned.h"

enum outcome
command_list(struct call *call)
{
	static const struct family_format formats[] = {
		{.name = "text", .append = listing_append_table},
		{.name = "json", .append = listing_append_json}, {0}};
	static const struct family_verb verb = {.formats = formats, .takes_format = true};

	return family_verb_run(&verb, call);
}
