/*
 * What making stand-ins says on standard output, at once: lines for people, or events as JSON
 * Lines.
 */
#ifndef BUILD_BOOTSTRAP_ANNOUNCE_H
#define BUILD_BOOTSTRAP_ANNOUNCE_H

#include <stdbool.h>

struct text;

/* Events from now on: {"event": …, "base": …, "line": …}. */
void
announce_set_json(bool json);

/* A line about a base, or about all with NULL; `event` is start, end, skip or line. */
void
announce(const char *event, const char *base, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * What a program printed before it failed: indented on standard error, with nothing that a
 * terminal obeys; or events `output`.
 */
void
announce_log(const char *base, const struct text *log);

#endif
