/* Regular expressions, of pcre2. */
#ifndef ADAPTERS_REGEX_H
#define ADAPTERS_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

/*
 * Compiles an expression. Its syntax is what pcre2pattern(3) has in common with JavaScript: a
 * character is a code point, \uHHHH is one, $ is the very end. Expressions are the program's own,
 * so that one which does not compile is a bug and ends the program. The caller owns the result;
 * regex_free gives it back.
 */
struct regex *
regex_compile(const char *expression) __attribute__((returns_nonnull));

/* Takes NULL, too. */
void
regex_free(struct regex *regex);

/*
 * Whether all of `bytes` match, a final newline included. They have to be valid UTF-8. A
 * match that takes more than a fixed number of steps counts as none.
 */
bool
regex_matches(struct regex *regex, const char *bytes, size_t length);

#endif
