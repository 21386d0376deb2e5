/* What lock and outdated say of bases, as text and as JSON Lines. */
#ifndef COMMAND_PINS_PRINT_H
#define COMMAND_PINS_PRINT_H

struct pins;
struct text;

/* The width of the longest reference. */
int
pins_width(const struct pins *pins);

/* Appends the names, ended by NULL, with commas between them. */
void
pins_append_names(struct text *text, const char *const *names);

/*
 * Appends what became of a base: "python:3.11-slim  sha256:0123456789ab -> sha256:ba9876543210". Either digest may be
 * NULL; `note`, "" for none, stands behind them. A digest is cut to what people compare.
 */
void
pins_append_line(struct text *text, int width, const char *reference, const char *from,
	const char *to, const char *note);

/* Appends one line of JSON: event, base and, where they are not NULL, from, to and the list touches. */
void
pins_append_event(struct text *text, const char *event, const char *reference, const char *from,
	const char *to, const char *const *touches);

#endif
