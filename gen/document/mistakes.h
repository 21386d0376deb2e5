/*
 * The messages of the readers of YAML and JSON. The same mistake has the same message everywhere,
 * and each message has a case in tests/cases.
 */
#ifndef DOCUMENT_MISTAKES_H
#define DOCUMENT_MISTAKES_H

#define MISTAKE_ENCODING "the file is UTF-16; save it as UTF-8"
#define MISTAKE_INVALID_BYTE "byte 0x%02X is not UTF-8; save the file as UTF-8"
#define MISTAKE_CONTROL_CHARACTER "control character U+%04X is not allowed here; remove it"
#define MISTAKE_NUL_IN_SCALAR "the string holds a NUL character; remove it"
#define MISTAKE_EMPTY_DOCUMENT "the file holds no values"
#define MISTAKE_SECOND_DOCUMENT "a second document starts here; a file holds one"
#define MISTAKE_YAML_SYNTAX "invalid YAML: %s"
#define MISTAKE_YAML_TAB "a tab cannot indent in YAML; use spaces"
#define MISTAKE_YAML_CHARACTER "'%c' cannot start a text; put the text in quotes"
#define MISTAKE_YAML_COLON "': ' in a text starts a map; put the text in quotes"
#define MISTAKE_YAML_QUOTE "the quote that starts here is not closed"
#define MISTAKE_TOO_DEEP "values are nested deeper than %d levels"
#define MISTAKE_TOO_MANY_VALUES                                                                    \
	"the file has more than %u values, with each alias counted as what it repeats"
#define MISTAKE_TOO_MANY_KEYS "a map has more than %d keys"
#define MISTAKE_TOO_MANY_DIRECTIVES "the file has more than %d tag directives"
#define MISTAKE_DIRECTIVE_TOO_LONG "a tag directive is longer than %d bytes"
#define MISTAKE_KEY_TOO_LONG "a key is longer than %d bytes"
#define MISTAKE_UNKNOWN_ANCHOR "unknown anchor '%s'"
#define MISTAKE_OPEN_ANCHOR "anchor '%s' contains itself"
#define MISTAKE_FOREIGN_TAG "unknown tag '%s'; remove it"
#define MISTAKE_KEY_NOT_SCALAR "a key must be a single word or string"
#define MISTAKE_BRACES_NOT_QUOTED "put a text that starts with {{ in quotes"
#define MISTAKE_DUPLICATE_KEY "duplicate key '%s'"
#define MISTAKE_LARGE_INTEGER                                                                      \
	"the integer needs more than 64 bits; put it in quotes to have it as text"
#define MISTAKE_MERGE_NOT_MAP "the value of '<<' must be a map or a list of maps"
#define MISTAKE_SET_ALIAS                                                                          \
	"'%s' is the alias *%s here, which other values are too: write out what it stands for"
#define MISTAKE_SET_ANCHOR                                                                         \
	"'%s' has the anchor &%s here, which gives it to other values too: remove the anchor"
#define MISTAKE_SET_EXPRESSION                                                                     \
	"'%s' is an expression here, which a text would replace: change what it is made of"
#define MISTAKE_SET_PLACE                                                                          \
	"'%s' cannot be set here without changing more than that: write it here by hand"
#define NOTE_FIRST_KEY "the first one is here"
#define NOTE_YAML_CONTEXT "%s, started here"

#endif
