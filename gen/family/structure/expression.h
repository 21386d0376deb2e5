/*
 * The regular expressions of container-structure-test, which are those of Go (RE2's syntax,
 * https://github.com/google/re2/wiki/Syntax). pcre2 reads most of them the same way.
 */
#ifndef FAMILY_STRUCTURE_EXPRESSION_H
#define FAMILY_STRUCTURE_EXPRESSION_H

#include <stdbool.h>

struct text;

/*
 * Appends the expression as regex_compile_search reads it. False, with the reason in `*why`, for
 * what pcre2 has and Go has not: references back, looking ahead or behind, possessive quantifiers.
 */
bool
expression_translate(const char *expression, struct text *translated, const char **why);

#endif
