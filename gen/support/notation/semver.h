/*
 * The order of versions, that of Semantic Versioning 2.0.0, section 11, for any text:
 *
 * - A v in front, and what follows a +, do not count.
 * - The numbers in front, with dots between them, are compared one by one as numbers of any length;
 *   one that is missing is 0, so 1.2 and 1.2.0 are equal.
 * - Whatever follows the numbers, behind a - or not (1.0-rc.1, 1.0rc1), is a pre-release, and comes
 *   before the version without it. Its parts between dots are compared one by one: two numbers as
 *   numbers, two other parts by their bytes, a number before another part; if one pre-release only
 *   goes on where the other ends, the shorter one comes first.
 */
#ifndef SUPPORT_NOTATION_SEMVER_H
#define SUPPORT_NOTATION_SEMVER_H

/* Less than, equal to or greater than 0 as `a` comes before, is equal to, or comes after `b`. */
int
semver_compare(const char *a, const char *b);

#endif
