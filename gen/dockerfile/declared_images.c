#include "dockerfile/declared_images.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/check.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/flags.h"
#include "dockerfile/mistakes.h"
#include "dockerfile/words.h"
#include "document/node.h"
#include "family/family.h"
#include "family/reference.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/banned.h"

/* What a stage stands on in the end. */
enum ground { ON_NOTHING, ON_FROM, ON_ANOTHER };

struct stage {
	const char *name; /* as it is written; NULL: it has none */
	enum ground ground;
};

/* The images of one Dockerfile. */
struct images {
	struct dockerfile_check *check;
	struct variables
		global; /* the value of a parent's argument is \001 and the argument's name */
	struct stage *stages;
	size_t stage_count;
	struct map origins; /* by the word of each */
	struct map names;   /* of stages, in lower case → struct stage */
	const bool *
		is_built; /* whether an engine would build it, by the number of a stage from 1 on */
};

static const char *
in_lower_case(struct arena *arena, const char *name)
{
	char *lower = arena_string(arena, name);

	for (char *at = lower; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return lower;
}

/*
 * The word that names an origin for an engine: a base as it is written, a parent by its argument,
 * which has this value here.
 */
static const char *
word_of(struct arena *arena, const struct origin *origin)
{
	return origin->parent ? arena_join(arena, "\1", origin->argument, NULL) : origin->pinned;
}

/* `from` and `copy` can name the same base: it is found as the first of them. */
static void
set_origins(struct images *images)
{
	const struct variant *variant = images->check->variant;
	struct arena *arena = images->check->arena;

	for (size_t i = variant->origin_count; i-- > 0;) {
		const char *word = word_of(arena, &variant->origins[i]);

		map_set(&images->origins, arena, word, strlen(word), &variant->origins[i]);
	}
}

/* The origin that `name` is for an engine, or NULL. */
static const struct origin *
find_origin(const struct images *images, const char *name)
{
	return map_get(&images->origins, name, strlen(name));
}

static void
use(const struct images *images, const struct origin *origin)
{
	images->check->is_used[origin - images->check->variant->origins] = true;
}

/* Reports that `name` is no declared image, and says what to write. */
static void
report(const struct images *images, const char *name, uint32_t start, uint32_t end)
{
	const struct dockerfile_check *check = images->check;

	for (size_t i = 0; i < check->variant->origin_count; i++) {
		const struct origin *origin = &check->variant->origins[i];
		const char *reference =
			origin->parent ? reference_of_variant(check->arena, origin->parent) : NULL;

		if (origin->parent ? strcmp(name, reference) == 0 ||
					     strcmp(name, origin->reference) == 0
				   : strcmp(name, origin->reference) == 0) {
			if (origin->parent)
				check_error(check, start, end, MISTAKE_PARENT_BY_NAME, name,
					origin->argument, origin->argument, reference);
			else
				check_error(check, start, end, MISTAKE_BASE_UNLOCKED, name,
					origin->pinned);
			return;
		}
	}
	check_error(check, start, end, MISTAKE_IMAGE_UNDECLARED, name);
}

/* The stage with this name. One that is spelled in another way is a mistake for some engines. */
static const struct stage *
find_stage(const struct images *images, const char *name)
{
	const char *lower = in_lower_case(images->check->arena, name);
	const struct stage *stage = map_get(&images->names, lower, strlen(lower));

	return stage && strcmp(stage->name, name) == 0 ? stage : NULL;
}

/* What FROM NAME stands on; reports a name that is not declared. */
static enum ground
ground_of(struct images *images, const struct dockerfile_word *word)
{
	const struct dockerfile_check *check = images->check;
	const char *name = variables_expand(&images->global, word->text, check->dockerfile->escape);
	const struct stage *stage = name ? find_stage(images, name) : NULL;
	const struct origin *origin = name && !stage ? find_origin(images, name) : NULL;

	if (origin)
		use(images, origin);
	if (stage)
		return stage->ground;
	if (name && strcmp(name, "scratch") == 0)
		return ON_NOTHING;
	if (origin)
		return origin == check->variant->origins ? ON_FROM : ON_ANOTHER;
	if (!name)
		check_error(check, word->start, word->end, MISTAKE_FROM_VARIABLE, word->text);
	else
		report(images, *name == '\1' ? word->text : name, word->start, word->end);
	return ON_ANOTHER;
}

/* Whether a stage may have this name: one that no other stage has, and no image. */
static bool
is_stage_name(const struct images *images, const char *name)
{
	const char *lower = in_lower_case(images->check->arena, name);

	if (!isalpha((unsigned char)*name) || strcmp(lower, "scratch") == 0)
		return false;
	for (const char *at = lower; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("-_.", *at))
			return false;
	return !map_get(&images->names, lower, strlen(lower));
}

static void
check_from(struct images *images, const struct dockerfile_instruction *instruction)
{
	struct arena *arena = images->check->arena;
	size_t count;
	const struct dockerfile_word *words = dockerfile_words(arena, instruction, &count, NULL);
	const bool has_name = count == 3 && strcasecmp(words[1].text, "AS") == 0;
	struct stage stage = {0};

	if (!has_name && count != 1)
		check_error(images->check, instruction->start, instruction->end, MISTAKE_FROM_FORM);
	else
		stage.ground = ground_of(images, &words[0]);
	if (has_name && !is_stage_name(images, words[2].text))
		check_error(images->check, words[2].start, words[2].end, MISTAKE_STAGE_NAME,
			words[2].text);
	else if (has_name)
		stage.name = words[2].text;
	*ARENA_ADD(arena, images->stages, images->stage_count) = stage;
	if (!stage.name)
		return;
	struct stage *named = arena_allocate(arena, sizeof(*named));
	const char *lower = in_lower_case(arena, stage.name);

	*named = stage;
	map_set(&images->names, arena, lower, strlen(lower), named);
}

/* Whether `name` is the number of a stage before the current one. */
static bool
is_stage_number(const struct images *images, const char *name)
{
	size_t number = 0;

	if (!*name || (*name == '0' && name[1]) || strlen(name) > 6)
		return false;
	for (; *name; name++) {
		if (!isdigit((unsigned char)*name))
			return false;
		number = number * 10 + (size_t)(*name - '0');
	}
	return number + 1 < images->stage_count;
}

/* Checks what is copied from or mounted; BuildKit has no variables here. */
static void
check_copied(const struct images *images, const struct dockerfile_instruction *instruction,
	const char *name, const struct dockerfile_flag *flag)
{
	const struct stage *stage = instruction->on_build ? NULL : find_stage(images, name);
	const struct stage *current =
		images->stage_count ? &images->stages[images->stage_count - 1] : NULL;
	const struct origin *origin = find_origin(images, name);

	if (stage && !(current && current->name && strcmp(current->name, name) == 0))
		return;
	if (!instruction->on_build && is_stage_number(images, name))
		return;
	if (origin && !origin->parent)
		use(images, origin);
	else if (strchr(name, '$'))
		check_error(images->check, flag->start, flag->end, MISTAKE_COPY_VARIABLE, name);
	else
		report(images, name, flag->start, flag->end);
}

static void
check_mount(const struct images *images, const struct dockerfile_instruction *instruction,
	const struct dockerfile_flag *flag)
{
	const char *at = flag->value ? flag->value : "";

	while (*at) {
		const size_t length = strcspn(at, ",");
		const char *field = arena_copy(images->check->arena, at, length);

		if (strncasecmp(field, "from=", 5) == 0)
			check_copied(images, instruction, field + 5, flag);
		at += length + (at[length] == ',');
	}
}

static void
check_flags(const struct images *images, const struct dockerfile_instruction *instruction)
{
	const bool is_run = strcmp(instruction->name, "RUN") == 0,
		   is_copy = strcmp(instruction->name, "COPY") == 0 ||
			     strcmp(instruction->name, "ADD") == 0;

	for (size_t i = 0; i < instruction->flag_count; i++) {
		const struct dockerfile_flag *flag = &instruction->flags[i];

		if (is_copy && strcasecmp(flag->name, "from") == 0)
			check_copied(images, instruction, flag->value ? flag->value : "", flag);
		if (is_run && strcasecmp(flag->name, "mount") == 0)
			check_mount(images, instruction, flag);
	}
}

/* The arguments of ARG that name a parent have its name for whoever builds by hand. */
static void
check_arguments(const struct images *images, const struct dockerfile_instruction *instruction)
{
	const struct dockerfile_check *check = images->check;
	size_t count;
	const struct dockerfile_word *pairs =
		dockerfile_pairs(check->arena, instruction, check->dockerfile->escape, &count);

	for (size_t i = 0; i < count; i++) {
		const size_t length = strcspn(pairs[i].text, "=");
		const char *name = arena_join(
			check->arena, "\1", arena_copy(check->arena, pairs[i].text, length), NULL);
		const struct origin *origin = find_origin(images, name);
		const char *wanted =
			origin ? reference_of_variant(check->arena, origin->parent) : NULL;
		const char *value = pairs[i].text[length] ? variables_expand(&images->global,
								    pairs[i].text + length + 1,
								    check->dockerfile->escape)
							  : NULL;

		if (origin && pairs[i].text[length] && !(value && strcmp(value, wanted) == 0))
			check_error(check, pairs[i].start, pairs[i].end, MISTAKE_ARGUMENT_VALUE,
				origin->argument, origin->argument, wanted);
	}
}

/* Sets the values that FROM sees: an argument of a parent has one that no other word has. */
static void
set_variables(struct images *images)
{
	const struct variant *variant = images->check->variant;
	struct arena *arena = images->check->arena;
	struct variables given = {.arena = arena};

	for (size_t i = 0; i < variant->origin_count; i++)
		if (variant->origins[i].parent)
			variables_set(&given, variant->origins[i].argument,
				word_of(arena, &variant->origins[i]));
	images->global.arena = arena;
	variables_set_global(&images->global, images->check->dockerfile, &given);
}

static void
check_all(struct images *images)
{
	const struct dockerfile *dockerfile = images->check->dockerfile;

	const size_t errors = images->check->diagnostics->errors;

	set_variables(images);
	for (size_t i = 0; i < dockerfile->count &&
			   images->check->diagnostics->errors - errors < DIAGNOSTICS_SHOWN;
		i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];

		const bool is_from =
			strcmp(instruction->name, "FROM") == 0 && !instruction->on_build;

		if (images->is_built && !images->is_built[instruction->stage]) {
			if (is_from)
				ARENA_ADD(
					images->check->arena, images->stages, images->stage_count);
			continue;
		}
		flags_check(images->check, instruction);
		if (is_from)
			check_from(images, instruction);
		else if (strcmp(instruction->name, "ARG") == 0 && !instruction->stage)
			check_arguments(images, instruction);
		else
			check_flags(images, instruction);
	}
}

/* Whether another program than BuildKit's own would read the Dockerfile. */
static bool
is_own_syntax(const char *image)
{
	static const char docker[] = "docker.io/", own[] = "docker/dockerfile";

	if (strncmp(image, docker, sizeof(docker) - 1) == 0)
		image += sizeof(docker) - 1;
	if (strncmp(image, own, sizeof(own) - 1) != 0)
		return false;
	image += sizeof(own) - 1;
	return !*image || ((*image == ':' || *image == '@') && !strchr(image, '/'));
}

static void
check_syntax(const struct images *images)
{
	const struct dockerfile_check *check = images->check;

	for (size_t i = 0; i < check->dockerfile->directive_count; i++) {
		const struct dockerfile_directive *directive = &check->dockerfile->directives[i];
		const char *image =
			arena_copy(check->arena, directive->value, strcspn(directive->value, " "));

		if (strcmp(directive->name, "syntax") != 0 || is_own_syntax(image))
			continue;
		const struct origin *origin = find_origin(images, image);

		if (origin && !origin->parent && strchr(image, '@'))
			use(images, origin);
		else
			check_error(check, directive->start, directive->end, MISTAKE_SYNTAX, image);
	}
}

/* Reports what images.yaml declares and nothing stands on, or copies from. */
static void
check_use(const struct images *images)
{
	const struct dockerfile_check *check = images->check;
	const struct variant *variant = check->variant;
	const struct origin *from = &variant->origins[0];
	const enum ground ground =
		images->stage_count ? images->stages[images->stage_count - 1].ground : ON_NOTHING;
	const bool is_scratch = !from->parent && strcmp(from->reference, "scratch") == 0;

	if (!images->stage_count || ground != (is_scratch ? ON_NOTHING : ON_FROM))
		check_error(check, 0, 0, MISTAKE_NOT_ON_FROM, from->reference);
	for (size_t i = 1; i < variant->origin_count; i++) {
		const struct origin *first =
			find_origin(images, word_of(check->arena, &variant->origins[i]));

		if (!check->is_used[first - variant->origins]) {
			diagnostic_error(check->diagnostics, variant->origins[i].node->place,
				MISTAKE_ORIGIN_UNUSED, variant->origins[i].reference, variant->id);
			check_note_template(check);
		}
	}
}

void
declared_images_check(struct dockerfile_check *check)
{
	const size_t errors = check->diagnostics->errors;
	struct images images = {.check = check};

	set_origins(&images);
	check_syntax(&images);
	check_all(&images);
	if (check->diagnostics->errors == errors)
		check_use(&images);
}

void
declared_images_check_earlier(struct dockerfile_check *check)
{
	const struct dockerfile *dockerfile = check->dockerfile;
	bool *is_built = arena_allocate(check->arena, dockerfile->stage_count + 1);
	struct images images = {.check = check, .is_built = is_built};

	memset(is_built, true, dockerfile->stage_count + 1);
	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];
		size_t count = 1;
		const struct dockerfile_word *words =
			strcmp(instruction->name, "FROM") == 0
				? dockerfile_words(check->arena, instruction, &count, NULL)
				: NULL;

		if (!instruction->is_known || (count != 1 && count != 3) ||
			(count == 3 && strcasecmp(words[1].text, "AS") != 0))
			is_built[instruction->stage] = false;
	}
	set_origins(&images);
	check_all(&images);
}
