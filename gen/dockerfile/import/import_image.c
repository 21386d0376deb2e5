#include "dockerfile/import/import_image.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/import/import_names.h"
#include "dockerfile/import/mistakes.h"
#include "dockerfile/expansion.h"
#include "dockerfile/words.h"
#include "family/schema/grammar.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/banned.h"

/* A Dockerfile that is being read. */
struct import_reading {
	struct import_image *image;
	struct arena *arena;
	struct grammars *grammars;
	struct diagnostics *diagnostics;
	struct variables variables; /* what FROM sees */
	size_t stage_count;
};

/* What FROM sees if the build is given no argument: an ARG without a default is empty then. */
static void
set_variables(struct import_reading *reading)
{
	const struct dockerfile *dockerfile = reading->image->dockerfile;
	struct variables given = {.arena = reading->arena};

	for (size_t i = 0; i < dockerfile->count && !dockerfile->instructions[i].stage; i++) {
		size_t count = 0;
		const struct dockerfile_word *words =
			strcmp(dockerfile->instructions[i].name, "ARG") == 0
				? dockerfile_pairs(reading->arena, &dockerfile->instructions[i],
					  dockerfile->escape, &count)
				: NULL;

		for (size_t j = 0; j < count; j++)
			/* The engine sets TARGETARCH and its kin. */
			if (!strchr(words[j].text, '=') &&
				strncmp(words[j].text, "TARGET", 6) != 0 &&
				strncmp(words[j].text, "BUILD", 5) != 0)
				variables_set(&given, words[j].text, "");
	}
	variables_set_global(&reading->variables, dockerfile, &given);
}

/* The stage that is called `name`; NULL if there is none. */
static const size_t *
find_stage(const struct import_reading *reading, const char *name)
{
	const char *lower = import_lower(reading->arena, name);

	return map_get(&reading->image->stages, lower, strlen(lower));
}

/* Whether `name` is the number of a stage that is there already. */
static bool
is_stage_number(const struct import_reading *reading, const char *name)
{
	return strlen(name) < 6 && name[strspn(name, "0123456789")] == '\0' &&
	       strtoul(name, NULL, 10) < reading->stage_count;
}

/* Adds a reference to an image; one that no engine or no machine of ours can use is reported. */
static void
add_image(struct import_reading *reading, struct import_reference reference)
{
	struct import_image *image = reading->image;
	const struct place place = {image->source, reference.start, reference.end};
	const char *name = reference.name;

	if (!grammar_accepts(reading->grammars, GRAMMAR_FROM, name, strlen(name)))
		diagnostic_error(reading->diagnostics, place, MISTAKE_IMPORT_REFERENCE, image->name,
			name, grammar_of(GRAMMAR_FROM)->rule);
	else if (strstr(name, "windows/") || strstr(name, "windowsservercore") ||
		 strstr(name, "nanoserver"))
		diagnostic_error(
			reading->diagnostics, place, MISTAKE_IMPORT_WINDOWS, image->name, name);
	*ARENA_ADD(reading->arena, image->references, image->reference_count) = reference;
}

static void
read_from(struct import_reading *reading, const struct dockerfile_instruction *instruction)
{
	struct import_image *image = reading->image;
	size_t count;
	const struct dockerfile_word *words =
		dockerfile_words(reading->arena, instruction, &count, NULL);
	const char *name = count ? variables_expand(&reading->variables, words[0].text,
					   image->dockerfile->escape)
				 : NULL;
	const size_t *stage = name ? find_stage(reading, name) : NULL;
	size_t *reference = arena_allocate(reading->arena, sizeof(*reference));

	if (!name)
		diagnostic_error(reading->diagnostics,
			(struct place){image->source, instruction->start, instruction->end},
			MISTAKE_IMPORT_VARIABLE, image->name);
	*reference = stage ? *stage : image->reference_count;
	if (!stage)
		add_image(reading, (struct import_reference){.kind = IMPORT_FROM,
					   .instruction = instruction,
					   .name = name ? name : "scratch",
					   .start = instruction->start,
					   .end = instruction->end});
	if (count == 3) {
		const char *lower = import_lower(reading->arena, words[2].text);

		map_set(&image->stages, reading->arena, lower, strlen(lower), reference);
	}
	reading->stage_count++;
	image->from = *reference;
}

/*
 * Reads the `length` bytes at `name`, in the value of a flag, which name an image or a stage. What has
 * quotes, blanks or variables stays as it is, and so does what ONBUILD takes from a stage of another
 * Dockerfile.
 */
static void
read_copied(struct import_reading *reading, const struct dockerfile_instruction *instruction,
	const struct dockerfile_flag *flag, const char *name, size_t length)
{
	struct arena *arena = reading->arena;
	struct import_reference reference = {
		.kind = IMPORT_COPY,
		.instruction = instruction,
		.name = arena_copy(arena, name, length),
		.start = flag->start,
		.end = flag->end,
		.before = arena_format(
			arena, "--%s=%.*s", flag->name, (int)(name - flag->value), flag->value),
		.behind = name + length,
	};

	if (!length || find_stage(reading, reference.name) || strpbrk(flag->value, "$\"'\\ \t\r\n"))
		return;
	if (is_stage_number(reading, reference.name)) {
		reference.kind = IMPORT_NUMBER;
		*ARENA_ADD(arena, reading->image->references, reading->image->reference_count) =
			reference;
	} else if (!instruction->on_build || strpbrk(reference.name, ":@/")) {
		add_image(reading, reference);
	}
}

/* The last value of a field of --mount by one of two names; NULL if there is none. */
static const char *
mount_field(struct arena *arena, const char *mount, const char *name, const char *other)
{
	const char *found = NULL;

	for (const char *field = mount; *field;) {
		const size_t length = strcspn(field, ","), word = strcspn(field, "=,");

		if (field[word] == '=' &&
			((word == strlen(name) && strncasecmp(field, name, word) == 0) ||
				(word == strlen(other) && strncasecmp(field, other, word) == 0)))
			found = arena_copy(arena, field + word + 1, length - word - 1);
		field += length + (field[length] == ',');
	}
	return found;
}

/*
 * Notes the secret or the SSH agent of a --mount. A secret without an id is called like its file, an
 * agent without one `default`.
 */
static void
read_secret(struct import_reading *reading, const char *mount)
{
	struct import_image *image = reading->image;
	const char *type = mount_field(reading->arena, mount, "type", "type");
	const bool is_secret = type && strcasecmp(type, "secret") == 0;
	const char *id = mount_field(reading->arena, mount, "id", "id");
	const char *target = mount_field(reading->arena, mount, "target", "dst");

	if (!is_secret && (!type || strcasecmp(type, "ssh") != 0))
		return;
	if (!id && is_secret && target)
		id = strrchr(target, '/') ? strrchr(target, '/') + 1 : target;
	else if (!id)
		id = is_secret ? "" : "default";
	if (*id)
		map_set(is_secret ? &image->secrets : &image->agents, reading->arena, id,
			strlen(id), image);
}

/*
 * Reads the image in TYPE=bind,from=IMAGE, the value of --mount. A mount of several images stays as
 * it is.
 */
static void
read_mount(struct import_reading *reading, const struct dockerfile_instruction *instruction,
	const struct dockerfile_flag *flag)
{
	const char *name = NULL;
	size_t count = 0;

	for (const char *field = flag->value; *field;) {
		const size_t length = strcspn(field, ",");

		if (length >= 5 && strncasecmp(field, "from=", 5) == 0 && !count++)
			name = field + 5;
		field += length + (field[length] == ',');
	}
	if (count == 1)
		read_copied(reading, instruction, flag, name, strcspn(name, ","));
}

static void
read_flags(struct import_reading *reading, const struct dockerfile_instruction *instruction)
{
	for (size_t i = 0; i < instruction->flag_count; i++) {
		const struct dockerfile_flag *flag = &instruction->flags[i];

		if (strcasecmp(flag->name, "from") == 0 && flag->value) {
			read_copied(reading, instruction, flag, flag->value, strlen(flag->value));
		} else if (strcasecmp(flag->name, "mount") == 0 && flag->value) {
			read_mount(reading, instruction, flag);
			read_secret(reading, flag->value);
		}
	}
}

/* Reads the frontends that have a digest: no other one is taken, but docker's own. */
static void
read_directives(struct import_reading *reading)
{
	const struct dockerfile *dockerfile = reading->image->dockerfile;

	for (size_t i = 0; i < dockerfile->directive_count; i++) {
		const struct dockerfile_directive *directive = &dockerfile->directives[i];
		const char *name = arena_copy(
			reading->arena, directive->value, strcspn(directive->value, " "));

		if (strcmp(directive->name, "syntax") == 0 && strchr(name, '@') &&
			strncmp(name, "docker/dockerfile", 17) != 0 &&
			strncmp(name, "docker.io/docker/dockerfile", 27) != 0)
			add_image(reading, (struct import_reference){.kind = IMPORT_SYNTAX,
						   .name = name,
						   .start = directive->start,
						   .end = directive->end});
	}
}

static void
read_instructions(struct import_reading *reading)
{
	const struct dockerfile *dockerfile = reading->image->dockerfile;

	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];

		if (strcmp(instruction->name, "FROM") == 0 && !instruction->on_build)
			read_from(reading, instruction);
		else
			read_flags(reading, instruction);
	}
	if (!dockerfile->stage_count)
		diagnostic_error(reading->diagnostics, (struct place){reading->image->source, 0, 0},
			MISTAKE_IMPORT_NO_STAGE);
}

void
import_image_read(struct import_image *image, struct arena *arena, struct grammars *grammars,
	struct diagnostics *diagnostics)
{
	const size_t errors = diagnostics->errors;
	struct import_reading reading = {
		.image = image,
		.arena = arena,
		.grammars = grammars,
		.diagnostics = diagnostics,
		.variables = {.arena = arena},
	};
	const struct source *source = image->source;
	const uint32_t invalid = source_find_invalid(source, 0);
	const char *zero = memchr(source->bytes, '\0', source->length);

	if (invalid < source->length || zero) {
		const uint32_t at = zero ? (uint32_t)(zero - source->bytes) : invalid;

		diagnostic_error(
			diagnostics, (struct place){source, at, at + 1}, MISTAKE_IMPORT_TEXT);
	} else {
		image->dockerfile =
			dockerfile_read(arena, source->bytes, source->length, DOCKERFILE_TODAY);
		read_directives(&reading);
		set_variables(&reading);
		read_instructions(&reading);
	}
	image->is_refused = diagnostics->errors > errors;
}
