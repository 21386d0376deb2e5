#include "command/family/family_verb.h"

#include <string.h>

#include "adapters/process.h"
#include "command/image_names.h"
#include "command/options.h"
#include "family/views/family_view.h"
#include "output/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static const struct family_format *
find_format(const struct family_format *formats, const char *name)
{
	while (formats->name && strcmp(formats->name, name) != 0)
		formats++;
	return formats->name ? formats : NULL;
}

/* The names of the formats, as call_choice takes them. */
static const char *
names_of(struct arena *arena, const struct family_format *formats)
{
	const char *names = formats->name;

	for (formats++; formats->name; formats++)
		names = arena_join(arena, names, " ", formats->name, NULL);
	return names;
}

/* The format that the words of the call ask for; NULL after a message. */
static const struct family_format *
read_options(const struct family_verb *verb, struct call *call, struct arena *arena)
{
	const char *name = call->format == DIAGNOSTIC_JSON && find_format(verb->formats, "json")
				   ? "json"
				   : verb->formats->name;
	const struct option_rule none[] = {{0}}, rules[] = {{"--format", true, &name}, {0}};

	if (!call_options(call, verb->takes_format ? rules : none))
		return NULL;
	if (!call_choice(call, "--format", name, names_of(arena, verb->formats)))
		return NULL;
	if (!(verb->takes_image ? call_has_words(call, 1, 1, "one image, IMAGE or IMAGE/TAG")
				: call_has_no_words(call)))
		return NULL;
	return find_format(verb->formats, name);
}

static enum outcome
print(const struct family_format *format, const struct family_view *view)
{
	enum outcome outcome = OUTCOME_DONE;
	struct text text = TEXT_EMPTY, filtered = TEXT_EMPTY;

	format->append(&text, view);
	if (format->filter)
		outcome = process_filter(
			format->filter->words, format->filter->purpose, &text, &filtered);
	if (outcome == OUTCOME_DONE)
		print_text(format->filter ? &filtered : &text);
	text_free(&text);
	text_free(&filtered);
	return outcome;
}

enum outcome
family_verb_run(const struct family_verb *verb, struct call *call)
{
	struct project project = {.places = call->places};
	const struct family_format *format = read_options(verb, call, &project.arena);
	enum outcome outcome = format ? project_read(&project) : OUTCOME_MISTAKE;
	const struct variant *variant = NULL;

	if (outcome == OUTCOME_DONE && verb->takes_image) {
		variant = image_names_find(call, project.family, call->words[0]);
		outcome = variant ? OUTCOME_DONE : OUTCOME_MISTAKE;
	}
	if (outcome == OUTCOME_DONE)
		outcome = print(format, &(struct family_view){&project.arena, project.family,
						variant, call->places.out});
	project_close(&project);
	return outcome;
}
