/*
 * The messages about keys and values of images.yaml. The same mistake has the same message
 * everywhere, and each message has a case in tests/cases.
 */
#ifndef FAMILY_SCHEMA_MISTAKES_H
#define FAMILY_SCHEMA_MISTAKES_H

#define MISTAKE_UNKNOWN_KEY "unknown key '%s' in %s"
#define MISTAKE_UNKNOWN_KEY_NEAR "unknown key '%s' in %s; did you mean '%s'?"
#define MISTAKE_FOREIGN_KEY "unknown key '%s' in %s; its name here is '%s'"
#define MISTAKE_MISPLACED_KEY "unknown key '%s' in %s; it belongs in '%s'"
#define MISTAKE_MISSING_KEY "%s needs the key '%s'"
#define MISTAKE_EMPTY_LIST "%s is an empty list; give it at least one item"
#define MISTAKE_FOREIGN_FIRST                                                                      \
	"%s begins with %s, which is a word of compose files and no program: write the words of "  \
	"the command alone, or [sh, -c, ...] for a line of a shell, or healthcheck: none"
#define MISTAKE_ITEM_TWICE "%s has '%s' twice; remove one of them"
#define MISTAKE_NO_PLACEHOLDER                                                                     \
	"%s is read before there are variants, so a text in it cannot use {{ }}"
#define MISTAKE_NOT_ALONE "'%s' stands for all of %s: remove it, or the other keys"
#define MISTAKE_WRONG_TYPE "%s must be %s, not %s"
#define MISTAKE_NOT_LIST "%s must be a list, like [%s]"
#define MISTAKE_NOT_WHOLE_NUMBER "%s must be a whole number from %ld to %ld"
#define MISTAKE_NOT_BOOLEAN "%s must be true or false"
#define MISTAKE_NO_VALUE "%s has an entry without a value; remove it or give it one"
#define MISTAKE_NO_TEXT                                                                            \
	"%s has no value; put a text that is empty or reads null in quotes, like \"\""
#define MISTAKE_NOT_VALID "invalid %s '%s': expected %s"
#define MISTAKE_TOO_LONG "%s is longer than %zu bytes"
#define MISTAKE_INVISIBLE "%s has the invisible character U+%04X; remove it"
#define MISTAKE_TOO_MUCH_REPEATED                                                                  \
	"the family has too many values for its size from here on: images repeat what their "      \
	"defaults and parents say, and variants what their images say"
#define NOTE_KEYS "the keys here are %s"
#define NOTE_VARIANT "in '%s' with %s"
#define NOTE_IMAGE "in '%s'"

#endif
