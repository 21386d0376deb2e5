/* Regular expressions, of pcre2. */
#ifndef ADAPTERS_REGEX_H
#define ADAPTERS_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;
struct text;

/*
 * Compiles an expression. Its syntax is what pcre2pattern(3) has in common with JavaScript: a
 * character is a code point, \uHHHH is one, $ is the very end. Expressions are the program's own,
 * so that one which does not compile is a bug and ends the program. The caller owns the result;
 * regex_free gives it back.
 */
struct regex *
regex_compile(const char *expression) __attribute__((returns_nonnull));

/*
 * Compiles an expression of somebody else, to be looked for by regex_search. ^ and $ are the start
 * and the end of the text, with (?m) those of a line; \d, \w and \s are ASCII. NULL, with the
 * reason in `why`, if it does not compile.
 */
struct regex *
regex_compile_search(const char *expression, struct text *why);

enum regex_found { REGEX_FOUND, REGEX_NOT_FOUND, REGEX_TOO_MUCH };

/*
 * Looks for the expression in bytes, which need not be UTF-8: nothing matches what is not.
 * REGEX_TOO_MUCH if that takes more than a fixed number of steps.
 */
enum regex_found
regex_search(const struct regex *regex, const char *bytes, size_t length);

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
