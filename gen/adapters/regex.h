/* Regular expressions. The only room that includes pcre2's header. */
#ifndef ADAPTERS_REGEX_H
#define ADAPTERS_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/*
 * Compiles an expression in the syntax that pcre2pattern(3) shares with JavaScript: code points
 * are characters, \uHHHH is one, $ is the very end. The expression is the program's own: one that does not compile is a bug.
 * Owned by the caller; pattern_free ends it.
 */
struct pattern *
pattern_new(const char *expression) __attribute__((returns_nonnull));

void
pattern_free(struct pattern *pattern);

/*
 * Whether the whole of `bytes` (valid UTF-8) matches, from the first byte to the last: a final
 * newline counts. A match that would need more than a bounded number of steps is none.
 */
bool
pattern_matches(struct pattern *pattern, const char *bytes, size_t length);

#endif
