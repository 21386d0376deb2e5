#include <string.h>

#include "build/survey/pins.h"
#include "command/command.h"
#include "command/pins_print.h"
#include "command/project.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* The images that stand on one base alone. */
static const char *const *
images_of(struct pins *pins, struct pin *pin)
{
	for (size_t i = 0; i < pins->count; i++)
		pins->items[i].marked = &pins->items[i] == pin;
	return pins_images(pins);
}

static void
append_moved(struct text *text, struct pins *pins, struct pin *pin, int width, bool is_json)
{
	const char *const *images = images_of(pins, pin);
	struct text note = TEXT_EMPTY;

	text_append_string(&note, "touches ");
	pins_append_names(&note, images);
	if (is_json)
		pins_append_event(text, "moved", pin->reference, pin->locked, pin->now, images);
	else
		pins_append_line(text, width, pin->reference, pin->locked, pin->now, note.bytes);
	text_free(&note);
}

static void
append_unlocked(struct text *text, const struct pin *pin, int width, bool is_json)
{
	if (is_json)
		pins_append_event(text, "unlocked", pin->reference, NULL, NULL, NULL);
	else
		pins_append_line(text, width, pin->reference, NULL, NULL,
			"is not locked: basegen lock writes its digest");
}

/* Appends all that there is to say; how many bases have moved. */
static size_t
append_pins(struct text *text, struct pins *pins, bool is_json)
{
	size_t moved = 0, current = 0;
	const int width = pins_width(pins);

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->items[i];

		if (!pin->locked) {
			append_unlocked(text, pin, width, is_json);
		} else if (pin_is_new(pin)) {
			append_moved(text, pins, pin, width, is_json);
			moved++;
		} else if (pin->now) {
			current++;
			if (is_json)
				pins_append_event(
					text, "current", pin->reference, pin->locked, NULL, NULL);
		}
	}
	if (!is_json && moved)
		text_append_string(text, "basegen lock --update takes up what has moved\n");
	else if (!is_json && current)
		text_format(
			text, "%zu base%s not moved\n", current, current == 1 ? " has" : "s have");
	return moved;
}

enum outcome
command_outdated(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {0};
	struct text text = TEXT_EMPTY;

	if (!call_options(call, rules) || !call_has_no_words(call) ||
		!call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project, call);

	if (outcome == OUTCOME_DONE) {
		struct pins pins =
			pins_of_family(&project.arena, project.family, &project.lockfile);

		for (size_t i = 0; i < pins.count; i++)
			pins.items[i].marked = pins.items[i].locked;
		outcome = pins_ask(&pins);
		const size_t moved = append_pins(&text, &pins, strcmp(format, "json") == 0);

		print_text(&text);
		if (outcome == OUTCOME_DONE && moved)
			outcome = OUTCOME_STALE;
	}
	text_free(&text);
	project_close(&project);
	return outcome;
}
