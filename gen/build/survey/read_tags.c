#include "build/survey/read_tags.h"

#include <string.h>

#include "build/report/report.h"
#include "build/state/interrupt.h"
#include "build/survey/outputs.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/survey/tag_moves.h"
#include "build/target/target.h"
#include "engine/engine.h"
#include "family/schema/grammar.h"
#include "family/tags.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

struct tag_reading {
	struct survey *survey;
	struct grammars *grammars;
	struct report *report;
	bool *fresh; /* for each target, whether a tag of it was read in this run */
	enum outcome outcome;
};

/* Notes a mistake in images; a failure of the machine, which ends the reading, stays. */
static void
note_stale(struct tag_reading *reading)
{
	if (reading->outcome == OUTCOME_DONE)
		reading->outcome = OUTCOME_STALE;
}

static const char *
show_command(const struct tag_reading *reading, const struct target_read_tag *read_tag)
{
	struct text text = TEXT_EMPTY;

	for (const char *const *word = read_tag->words; *word; word++) {
		text_append_string(&text, word > read_tag->words ? " " : "");
		text_append_visible(&text, *word, strlen(*word));
	}
	const char *shown = arena_copy(reading->survey->arena, text.bytes, text.length);

	text_free(&text);
	return shown;
}

/* Running */

/* The last word of the first line of an output. */
static const char *
last_word(struct arena *arena, const char *output)
{
	static const char blanks[] = " \t\r";
	size_t end = strcspn(output, "\n"), start;

	while (end > 0 && strchr(blanks, output[end - 1]))
		end--;
	for (start = end; start > 0 && !strchr(blanks, output[start - 1]);)
		start--;
	return arena_copy(arena, output + start, end - start);
}

/* Runs a command once. False if the engine could not run it, after a message. */
static bool
run_once(struct tag_reading *reading, size_t target, const struct target_read_tag *read_tag,
	struct arena *arena, struct engine_ended *ended)
{
	struct survey *survey = reading->survey;
	const struct engine_command command = {
		.image = survey->statuses[target].image->id, .words = read_tag->words};
	struct text why = TEXT_EMPTY;
	const bool ran = engine_run(&survey->engine, arena, &command, ended, &why);

	if (!ran) {
		reading->outcome = OUTCOME_MACHINE;
		if (!interrupt_came())
			(void)failure("%s: %s: %s", survey->targets->items[target].id,
				show_command(reading, read_tag),
				why.length ? why.bytes : "it could not be run");
	}
	text_free(&why);
	return ran;
}

/* Whether what was read makes a tag. */
static bool
makes_tag(const struct tag_reading *reading, const struct target_read_tag *read_tag,
	const char *output)
{
	const struct survey *survey = reading->survey;
	struct tag_words words = survey->words;

	words.output = output;
	/* The numbers are left out where the version is none of a release. */
	words.major = words.minor = "0";
	const char *tag = tag_words_fill(&words, survey->arena, read_tag->tag);

	return tag && grammar_accepts(reading->grammars, GRAMMAR_TAG, tag, strlen(tag));
}

static void
refuse_output(struct tag_reading *reading, size_t target, const struct target_read_tag *read_tag,
	int status, const char *word)
{
	const struct survey *survey = reading->survey;
	const char *id = survey->targets->items[target].id,
		   *command = show_command(reading, read_tag);
	struct text shown = TEXT_EMPTY;

	text_append_visible(&shown, word, strlen(word));
	if (status)
		(void)failure_mistake(NULL,
			"%s: the command '%s' in 'tags' ended with %d: write one that works in the "
			"image",
			id, command, status);
	else
		(void)failure_mistake(NULL,
			"%s: the command '%s' in 'tags' printed '%s', which makes no tag of '%s': "
			"the last word of its first line must be letters, digits, _ . and -",
			id, command, shown.bytes, tags_spell(survey->arena, read_tag->tag));
	text_free(&shown);
	note_stale(reading);
}

/* Runs a command, and notes what it prints. If the engine may have lost that, it runs again. */
static void
read_output(struct tag_reading *reading, size_t target, const struct target_read_tag *read_tag)
{
	struct survey *survey = reading->survey;
	const char *word = "";
	struct arena arena = {0};
	struct engine_ended ended = {0};
	int left = engine_tries(&survey->engine);

	while (left-- > 0 && !*word && !ended.status &&
		run_once(reading, target, read_tag, &arena, &ended))
		word = last_word(survey->arena, ended.output);
	arena_free(&arena);
	if (reading->outcome == OUTCOME_MACHINE)
		return;
	if (ended.status || !makes_tag(reading, read_tag, word)) {
		refuse_output(reading, target, read_tag, ended.status, word);
		return;
	}
	outputs_note(&survey->outputs, survey->statuses[target].image->id, read_tag->words, word);
	reading->fresh[target] = true;
}

static void
read_target(struct tag_reading *reading, size_t target)
{
	const struct survey *survey = reading->survey;
	const struct target *self = &survey->targets->items[target];
	const struct inspected *image = survey->statuses[target].image;

	for (size_t i = 0; image && i < self->read_tag_count; i++) {
		if (interrupt_came())
			reading->outcome = OUTCOME_MACHINE;
		if (reading->outcome == OUTCOME_MACHINE)
			return;
		if (!outputs_find(&survey->outputs, image->id, self->read_tags[i].words))
			read_output(reading, target, &self->read_tags[i]);
	}
}

/* Refusing */

/* A public name, and whose it is. */
struct owned_name {
	size_t target;
	const struct public_name *name;
};

/* Refuses a tag that was read, which is forgotten, so that it is not set and is read again. */
static void
refuse(struct tag_reading *reading, const struct owned_name *read, const char *other)
{
	struct survey *survey = reading->survey;
	const struct target_read_tag *read_tag = read->name->read;

	(void)failure_mistake(NULL,
		"%s: the command '%s' in 'tags' gives the tag '%s', which %s: write another 'tag' "
		"for the "
		"command, like \"TAG-OUTPUT\"",
		survey->targets->items[read->target].id, show_command(reading, read_tag),
		read->name->tag, other);
	outputs_note(
		&survey->outputs, survey->statuses[read->target].image->id, read_tag->words, NULL);
	note_stale(reading);
}

/* Refuses a name that two targets have, if one of them has read it. */
static void
check_taken(struct tag_reading *reading, struct map *taken, struct owned_name *own)
{
	struct survey *survey = reading->survey;
	const char *name = own->name->name;
	const struct owned_name *other = map_set(taken, survey->arena, name, strlen(name), own);

	if (!other || other->target == own->target)
		return;
	const struct owned_name *read = own->name->read ? own : other,
				*first = read == own ? other : own;

	if (read->name->read)
		refuse(reading, read,
			arena_join(survey->arena, survey->targets->items[first->target].id,
				" has already", NULL));
}

/* The repositories of targets: NAME → map of all that TAG stands for there. */
static struct map *
find_repository(struct map *repositories, struct arena *arena, const char *name)
{
	struct map *own = map_get(repositories, name, strlen(name));

	if (!own) {
		own = arena_allocate(arena, sizeof(*own));
		*own = (struct map){0};
		map_set(repositories, arena, name, strlen(name), own);
	}
	return own;
}

/* Refuses a name that looks like the tag of a version. */
static void
check_version(struct tag_reading *reading, struct map *repositories, const struct owned_name *own)
{
	struct arena *arena = reading->survey->arena;
	const struct target *of = own->name->read && !own->name->versioned
					  ? tags_find_versioned(find_repository(repositories, arena,
									own->name->repository),
						    own->name->tag)
					  : NULL;

	if (of)
		refuse(reading, own, arena_join(arena, "a version of ", of->id, " can have", NULL));
}

/* Checks the tags that were read against the names of all targets. */
static void
check_names(struct tag_reading *reading)
{
	struct survey *survey = reading->survey;
	struct map taken = {0}, repositories = {0};
	struct owned_name *all = NULL;
	size_t count = 0;

	for (size_t i = 0; i < survey->targets->count; i++) {
		struct target *target = &survey->targets->items[i];
		const struct public_names names = survey_public_names(survey, target);

		for (size_t j = 0; j < names.count; j++) {
			map_set(find_repository(
					&repositories, survey->arena, names.items[j].repository),
				survey->arena, target->tag, strlen(target->tag), target);
			*ARENA_ADD(survey->arena, all, count) =
				(struct owned_name){i, &names.items[j]};
		}
	}
	for (size_t i = 0; i < count; i++) {
		check_taken(reading, &taken, &all[i]);
		check_version(reading, &repositories, &all[i]);
	}
}

/* Setting */

static void
report_name(const struct tag_reading *reading, const struct target *target,
	const struct public_name *name)
{
	report_line(reading->report,
		arena_format(reading->survey->arena, "%s is read from %s: %s", name->name,
			target->id, show_command(reading, name->read)));
}

/* Sets the tags of a target that were read, unless the engine has them. */
static void
set_names(struct tag_reading *reading, size_t target)
{
	struct survey *survey = reading->survey;
	const struct target *self = &survey->targets->items[target];
	const struct target_status *status = &survey->statuses[target];
	const struct public_names names = survey_public_names(survey, self);

	for (size_t i = 0; i < names.count && reading->outcome != OUTCOME_MACHINE; i++) {
		const struct public_name *name = &names.items[i];
		const char *now = map_get(&survey->images, name->name, strlen(name->name));
		struct text why = TEXT_EMPTY;

		if (!name->read)
			continue;
		const char *id = survey_image_of(status, name)->id;

		if ((!now || strcmp(now, id) != 0) && !tag_move(survey, id, name->name, &why))
			reading->outcome = failure("%s was not set: %s", name->name, why.bytes);
		else if (reading->fresh[target])
			report_name(reading, self, name);
		text_free(&why);
	}
}

enum outcome
read_tags(struct survey *survey, struct report *report)
{
	const size_t count = survey->targets->count;
	struct tag_reading reading = {.survey = survey,
		.report = report,
		.fresh = arena_allocate_array(survey->arena, count, sizeof(*reading.fresh))};

	if (!targets_have_read_tags(survey->targets))
		return OUTCOME_DONE;
	reading.grammars = grammars_new();
	for (size_t i = 0; i < count; i++)
		if (survey->wanted[i])
			read_target(&reading, i);
	check_names(&reading);
	for (size_t i = 0; i < count; i++)
		if (survey->wanted[i] && survey->statuses[i].image)
			set_names(&reading, i);
	outputs_save(&survey->outputs);
	grammars_free(reading.grammars);
	return reading.outcome;
}

/* Checks the outputs that are known of a target. */
static void
check_target(struct tag_reading *reading, size_t target)
{
	struct survey *survey = reading->survey;
	const struct target *self = &survey->targets->items[target];
	const struct inspected *image = survey->statuses[target].image;

	for (size_t i = 0; image && i < self->read_tag_count; i++) {
		const struct target_read_tag *read_tag = &self->read_tags[i];
		const char *output = outputs_find(&survey->outputs, image->id, read_tag->words);

		if (!output || makes_tag(reading, read_tag, output))
			continue;
		refuse_output(reading, target, read_tag, 0, output);
		outputs_note(&survey->outputs, image->id, read_tag->words, NULL);
	}
}

enum outcome
read_tags_check(struct survey *survey, struct report *report)
{
	struct tag_reading reading = {.survey = survey, .report = report};

	if (!targets_have_read_tags(survey->targets))
		return OUTCOME_DONE;
	reading.grammars = grammars_new();
	for (size_t i = 0; i < survey->targets->count; i++)
		if (survey->wanted[i])
			check_target(&reading, i);
	check_names(&reading);
	grammars_free(reading.grammars);
	return reading.outcome;
}
