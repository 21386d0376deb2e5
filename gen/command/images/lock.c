#include <string.h>

#include "build/survey/pins.h"
#include "build/survey/pins_print.h"
#include "command/command.h"
#include "command/options.h"
#include "output/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * Marks the base that a word of the call names; false after a message where there is none of that
 * name.
 */
static bool
mark_named(struct pins *pins, const struct call *call, const char *word)
{
	const struct map *references = &pins->references;
	struct pin *pin = map_get(references, word, strlen(word));
	const char *near = map_nearest(references, word, strlen(word));

	if (pin)
		pin->marked = true;
	else if (strchr(word, '@'))
		call_mistake(call,
			"invalid base '%s': expected one without a digest, as one with it is never "
			"locked",
			word);
	else if (near)
		call_mistake(call, "unknown base '%s'; did you mean '%s'?", word, near);
	else
		call_mistake(call,
			"unknown base '%s': expected one that images.yaml has with a tag", word);
	return pin;
}

/*
 * Marks what the registries are asked for: what is named, or all with --update, else what has no
 * entry.
 */
static enum outcome
mark(struct pins *pins, const struct call *call, bool update)
{
	enum outcome outcome = OUTCOME_DONE;

	if (call->word_count && !update)
		return call_mistake(call, "unexpected argument '%s': bases are named with --update",
			call->words[0]);
	for (int i = 0; i < call->word_count; i++)
		if (!mark_named(pins, call, call->words[i]))
			outcome = OUTCOME_MISTAKE;
	for (size_t i = 0; !call->word_count && i < pins->count; i++)
		pins->items[i].marked = update || !pins->items[i].locked;
	return outcome;
}

enum outcome
command_lock(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats), *update = NULL;
	const struct option_rule rules[] = {
		{"--update", false, &update}, {"--format", true, &format}, {0}};
	struct project project = {.places = call->places};
	struct pins pins;
	struct text text = TEXT_EMPTY;
	bool written = false;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	const char *path = lockfile_path(&project.arena, call->places.file);
	enum outcome outcome = project_read(&project);

	if (outcome == OUTCOME_DONE) {
		pins = pins_of_family(&project.arena, project.family, &project.lockfile);
		outcome = mark(&pins, call, update);
	}
	if (outcome == OUTCOME_DONE)
		outcome = pins_ask(&pins);
	if (outcome == OUTCOME_DONE)
		outcome = pins_write(&pins, path, project.lock, &written);
	if (outcome == OUTCOME_DONE) {
		pins_append_written(&text, &pins, &project.lockfile, path, written,
			strcmp(format, "json") == 0);
		print_text(&text);
	}
	text_free(&text);
	project_close(&project);
	return outcome;
}
