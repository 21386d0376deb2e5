#include "command/command.h"
#include "command/options.h"
#include "family/schema/schema_json.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
command_schema(struct call *call)
{
	const struct option_rule none[] = {{0}};
	struct text text = TEXT_EMPTY;

	if (!call_options(call, none) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	schema_write_json(&text);
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}
