#include "build/survey/pins_print.h"

#include <stddef.h>
#include <string.h>

#include "build/survey/pins.h"
#include "family/lockfile.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

enum { DIGITS_SHOWN = 12 };

/* Appends the names, ended by NULL, with commas between them. */
static void
append_names(struct text *text, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		text_format(text, "%s%s", i ? ", " : "", names[i]);
}

/* The width of the longest reference. */
static int
width_of(const struct pins *pins)
{
	size_t width = 0;

	for (size_t i = 0; i < pins->count; i++)
		if (strlen(pins->items[i].reference) > width)
			width = strlen(pins->items[i].reference);
	return (int)width;
}

/* Appends as much of a digest as people compare. */
static void
append_digest(struct text *text, const char *digest)
{
	const size_t algorithm = strcspn(digest, ":") + 1;

	text_format(text, "%.*s", (int)algorithm + DIGITS_SHOWN, digest);
}

/*
 * Appends what became of a base: "python:3.11-slim  sha256:0123456789ab -> sha256:ba9876543210".
 * Either digest may be NULL; `note`, "" for none, stands behind them.
 */
static void
append_line(struct text *text, int width, const char *reference, const char *from, const char *to,
	const char *note)
{
	text_format(text, "%-*s  ", width, reference);
	if (from)
		append_digest(text, from);
	if (from && to)
		text_append_string(text, " -> ");
	if (to)
		append_digest(text, to);
	text_format(text, "%s%s\n", *note && (from || to) ? "  " : "", note);
}

/*
 * Appends one line of JSON: event, base and, where they are not NULL, from, to and the list
 * touches.
 */
static void
append_event(struct text *text, const char *event, const char *reference, const char *from,
	const char *to, const char *const *touches)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "event", event);
	json_member(&writer, "base", reference);
	if (from)
		json_member(&writer, "from", from);
	if (to)
		json_member(&writer, "to", to);
	if (touches) {
		json_open_member(&writer, "touches", '[');
		for (; *touches; touches++)
			json_string(&writer, *touches);
		json_close(&writer, ']');
	}
	json_close(&writer, '}');
	text_append_character(text, '\n');
}

/* How lock's report is made. */
struct lock_report {
	struct text *text;
	int width;
	bool json;
};

static void
append_change(const struct lock_report *report, const char *event, const char *reference,
	const char *from, const char *to)
{
	if (report->json)
		append_event(report->text, event, reference, from, to, NULL);
	else
		append_line(report->text, report->width, reference, from, to,
			to ? "" : "removed: no image stands on it");
}

/* Appends what has changed of each base, and marks those that stand for another image now. */
static size_t
append_changes(const struct lock_report *report, struct pins *pins, const struct map *before)
{
	size_t changed = 0;

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->items[i];

		pin->marked = pin_is_new(pin);
		changed += pin->marked;
		if (pin->marked)
			append_change(report, pin->locked ? "moved" : "locked", pin->reference,
				pin->locked, pin->now);
	}
	for (size_t i = 0; i < before->count; i++)
		if (!map_get(&pins->references, before->entries[i].key, before->entries[i].length))
			append_change(report, "removed", before->entries[i].key,
				before->entries[i].value, NULL);
	return changed;
}

void
pins_append_written(struct text *text, struct pins *pins, const struct lockfile *before,
	const char *path, bool written, bool json)
{
	const struct lock_report report = {text, width_of(pins), json};
	const size_t changed = append_changes(&report, pins, &before->digests);
	const char *const *images = pins_images(pins);

	if (json) {
		append_event(text, written ? "written" : "current", path, NULL, NULL, images);
		return;
	}
	text_format(text, "%s: %s\n", path, written ? "written" : "nothing to change");
	if (changed) {
		text_append_string(text, "to be built again, by make or basegen build: ");
		append_names(text, images);
		text_append_character(text, '\n');
	}
}

/* The images that stand on one base alone. */
static const char *const *
images_of(struct pins *pins, struct pin *pin)
{
	for (size_t i = 0; i < pins->count; i++)
		pins->items[i].marked = &pins->items[i] == pin;
	return pins_images(pins);
}

static void
append_moved(struct text *text, struct pins *pins, struct pin *pin, int width, bool json)
{
	const char *const *images = images_of(pins, pin);
	struct text note = TEXT_EMPTY;

	text_append_string(&note, "touches ");
	append_names(&note, images);
	if (json)
		append_event(text, "moved", pin->reference, pin->locked, pin->now, images);
	else
		append_line(text, width, pin->reference, pin->locked, pin->now, note.bytes);
	text_free(&note);
}

static void
append_unlocked(struct text *text, const struct pin *pin, int width, bool json)
{
	if (json)
		append_event(text, "unlocked", pin->reference, NULL, NULL, NULL);
	else
		append_line(text, width, pin->reference, NULL, NULL,
			"is not locked: basegen lock writes its digest");
}

size_t
pins_append_outdated(struct text *text, struct pins *pins, bool json)
{
	size_t moved = 0, current = 0;
	const int width = width_of(pins);

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->items[i];

		if (!pin->locked) {
			append_unlocked(text, pin, width, json);
		} else if (pin_is_new(pin)) {
			append_moved(text, pins, pin, width, json);
			moved++;
		} else if (pin->now) {
			current++;
			if (json)
				append_event(
					text, "current", pin->reference, pin->locked, NULL, NULL);
		}
	}
	if (!json && moved)
		text_append_string(text, "basegen lock --update takes up what has moved\n");
	else if (!json && current)
		text_format(
			text, "%zu base%s not moved\n", current, current == 1 ? " has" : "s have");
	return moved;
}
