#include "command/pins_print.h"

#include <stddef.h>
#include <string.h>

#include "build/survey/pins.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

enum { DIGITS_SHOWN = 12 };

void
pins_append_names(struct text *text, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		text_format(text, "%s%s", i ? ", " : "", names[i]);
}

int
pins_width(const struct pins *pins)
{
	size_t width = 0;

	for (size_t i = 0; i < pins->count; i++)
		if (strlen(pins->items[i].reference) > width)
			width = strlen(pins->items[i].reference);
	return (int)width;
}

static void
append_digest(struct text *text, const char *digest)
{
	const size_t algorithm = strcspn(digest, ":") + 1;

	text_format(text, "%.*s", (int)algorithm + DIGITS_SHOWN, digest);
}

void
pins_append_line(struct text *text, int width, const char *reference, const char *from,
	const char *to, const char *note)
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

void
pins_append_event(struct text *text, const char *event, const char *reference, const char *from,
	const char *to, const char *const *touches)
{
	struct json_writer writer = {.text = TEXT_EMPTY};

	json_open(&writer, '{');
	json_member(&writer, "event", event);
	json_member(&writer, "base", reference);
	if (from)
		json_member(&writer, "from", from);
	if (to)
		json_member(&writer, "to", to);
	if (touches) {
		json_name(&writer, "touches");
		json_open(&writer, '[');
		for (; *touches; touches++)
			json_string(&writer, *touches);
		json_close(&writer, ']');
	}
	json_close(&writer, '}');
	text_format(text, "%s\n", writer.text.bytes);
	text_free(&writer.text);
}
