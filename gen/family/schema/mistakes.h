/*
 * The messages of checking images.yaml against its schema. A mistake is said in the same words everywhere, and each has a
 * case in tests/cases.
 */
#ifndef FAMILY_SCHEMA_MISTAKES_H
#define FAMILY_SCHEMA_MISTAKES_H

#define MISTAKE_UNKNOWN_KEY "unknown key '%s' in %s"
#define MISTAKE_UNKNOWN_KEY_NEAR "unknown key '%s' in %s; did you mean '%s'?"
#define MISTAKE_MISPLACED_KEY "unknown key '%s' in %s; it belongs in '%s'"
#define MISTAKE_MISSING_KEY "%s needs the key '%s'"
#define MISTAKE_WRONG_TYPE "%s must be %s, not %s"
#define MISTAKE_NOT_LIST "%s must be a list, like [%s]"
#define MISTAKE_NOT_WHOLE_NUMBER "%s must be a whole number from %ld to %ld"
#define MISTAKE_NOT_BOOLEAN "%s must be true or false"
#define MISTAKE_NO_VALUE "%s holds an empty entry"
#define MISTAKE_NO_TEXT "%s has no value; a text that looks like none stands in quotes, like \"\""
#define MISTAKE_NOT_VALID "%s '%s' is not valid: %s"
#define MISTAKE_TOO_LONG "%s is longer than %zu bytes"
#define MISTAKE_INVISIBLE "%s holds the invisible character U+%04X"
#define MISTAKE_TOO_MUCH_REPEATED                                                                  \
	"the family repeats too much for its size: what images take from their defaults and "      \
	"parents, and what their variants render, are too many values from here on"
#define NOTE_VARIANT "in '%s' with %s"

#endif
