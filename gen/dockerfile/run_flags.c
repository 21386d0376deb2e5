#include "dockerfile/run_flags.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/instruction.h"
#include "support/text.h"
#include "support/banned.h"

/* The value of the flag that starts with `name` ("--network="); NULL if it is another flag. */
static const char *
value_of(const struct text *flag, const char *name)
{
	const size_t length = strlen(name);

	return strncasecmp(flag->bytes, name, length) == 0 ? flag->bytes + length : NULL;
}

static void
read_flag(struct run_flags *flags, const struct text *flag)
{
	const char *network = value_of(flag, "--network="),
		   *security = value_of(flag, "--security=");

	if (network && strcmp(network, "default") != 0 && strcmp(network, "none") != 0)
		flags->network = true;
	if (security && strcmp(security, "sandbox") != 0)
		flags->security = true;
	if (value_of(flag, "--device="))
		flags->device = true;
}

struct run_flags
run_flags_read(const char *dockerfile)
{
	struct run_flags flags = {0};
	struct text flag = TEXT_EMPTY;
	const char *rest = dockerfile, *at;

	while ((at = instruction_find(&rest, "RUN")))
		while (instruction_take_flag(&at, &flag))
			read_flag(&flags, &flag);
	text_free(&flag);
	return flags;
}
