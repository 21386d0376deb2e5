/*
 * What the making of stand-ins reports on standard output, at once: lines for people, or events as
 * JSON Lines.
 */
#ifndef BUILD_BOOTSTRAP_ANNOUNCE_H
#define BUILD_BOOTSTRAP_ANNOUNCE_H

#include <stdbool.h>

struct text;

/* Reports events from now on: {"event": …, "base": …, "line": …}. */
void
announce_set_json(bool json);

/*
 * Reports a line about a base, or about all bases if that is NULL. `event` is start, end, skip or
 * line.
 */
void
announce(const char *event, const char *base, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Reports what a program printed before it failed: indented on standard error, with control
 * characters escaped; or as events `output`.
 */
void
announce_log(const char *base, const struct text *log);

#endif
