#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/project.h"
#include "family/family.h"
#include "support/banned.h"

static int
wider(int width, const char *word)
{
	const int length = (int)strlen(word);

	return length > width ? length : width;
}

static void
print_table(const struct family *family)
{
	int name = 5, tag = 3;

	for (size_t i = 0; i < family->variant_count; i++) {
		name = wider(name, family->order[i]->image->name);
		tag = wider(tag, family->order[i]->tag);
	}
	printf("%5s  %-*s  %-*s  %s\n", "LEVEL", name, "IMAGE", tag, "TAG", "FROM");
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		printf("%5zu  %-*s  %-*s  %s\n", variant->vertex.level, name, variant->image->name,
			tag, variant->tag, variant->origins[0].reference);
	}
}

enum outcome
command_list(struct call *call)
{
	const struct option_rule none[] = {{0}};
	struct project project = {0};

	if (!call_options(call, none))
		return OUTCOME_MISTAKE;
	if (call->word_count)
		return call_mistake(call, "unexpected word '%s'", call->words[0]);
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE) {
		print_table(project.family);
		outcome = fflush(stdout) ? failure_of_file("standard output") : OUTCOME_DONE;
	}
	project_close(&project);
	return outcome;
}
