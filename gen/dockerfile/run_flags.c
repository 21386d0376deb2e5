#include "dockerfile/run_flags.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/dockerfile.h"
#include "support/arena.h"
#include "support/banned.h"

static void
read_flag(struct run_flags *flags, const struct dockerfile_flag *flag)
{
	const char *value = flag->value ? flag->value : "";

	if (strcasecmp(flag->name, "network") == 0 && strcmp(value, "default") != 0 &&
		strcmp(value, "none") != 0)
		flags->network = true;
	if (strcasecmp(flag->name, "security") == 0 && strcmp(value, "sandbox") != 0)
		flags->security = true;
	if (strcasecmp(flag->name, "device") == 0)
		flags->device = true;
}

static void
add_flags(struct run_flags *flags, const struct dockerfile *dockerfile)
{
	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];

		for (size_t j = 0;
			strcmp(instruction->name, "RUN") == 0 && j < instruction->flag_count; j++)
			read_flag(flags, &instruction->flags[j]);
	}
}

struct run_flags
run_flags_read(const char *dockerfile)
{
	const size_t length = strlen(dockerfile);
	struct run_flags flags = {0};
	struct arena arena = {0};
	const struct dockerfile *read =
		dockerfile_read(&arena, dockerfile, length, DOCKERFILE_TODAY);

	add_flags(&flags, read);
	if (!read->is_same_earlier)
		add_flags(&flags, dockerfile_read(&arena, dockerfile, length, DOCKERFILE_EARLIER));
	arena_free(&arena);
	return flags;
}
