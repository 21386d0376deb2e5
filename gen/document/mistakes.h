/*
 * The messages of the readers of YAML and JSON. A mistake is said in the same words everywhere, and each has a
 * case in tests/cases.
 */
#ifndef DOCUMENT_MISTAKES_H
#define DOCUMENT_MISTAKES_H

#define MISTAKE_ENCODING "not UTF-8 text: this is UTF-16; save the file as UTF-8"
#define MISTAKE_INVALID_BYTE "not UTF-8: byte 0x%02X"
#define MISTAKE_CONTROL_CHARACTER "control character U+%04X in the file"
#define MISTAKE_NUL_IN_SCALAR "a NUL character in a string"
#define MISTAKE_EMPTY_DOCUMENT "the file holds no document"
#define MISTAKE_SECOND_DOCUMENT "a second document in the file; one is read"
#define MISTAKE_YAML_SYNTAX "YAML: %s"
#define MISTAKE_YAML_TAB "a tab cannot indent in YAML; use spaces"
#define MISTAKE_YAML_CHARACTER "'%c' cannot start a text; put it in quotes"
#define MISTAKE_YAML_COLON "': ' in a text starts a map; put the text in quotes"
#define MISTAKE_YAML_QUOTE "the quote that starts here is not closed"
#define MISTAKE_TOO_DEEP "nested deeper than %d levels"
#define MISTAKE_TOO_MANY_VALUES "more than %u values, with what aliases stand for"
#define MISTAKE_TOO_MANY_KEYS "more than %d keys in one map"
#define MISTAKE_TOO_MANY_DIRECTIVES "more than %d tag directives"
#define MISTAKE_DIRECTIVE_TOO_LONG "a tag directive is longer than %d bytes"
#define MISTAKE_KEY_TOO_LONG "a key is longer than %d bytes"
#define MISTAKE_UNKNOWN_ANCHOR "unknown anchor '%s'"
#define MISTAKE_OPEN_ANCHOR "anchor '%s' contains itself"
#define MISTAKE_FOREIGN_TAG "tag '%s' is not known here"
#define MISTAKE_KEY_NOT_SCALAR "a key must be a single word or string"
#define MISTAKE_BRACES_NOT_QUOTED "a text that starts with {{ stands in quotes"
#define MISTAKE_DUPLICATE_KEY "duplicate key '%s'"
#define MISTAKE_LARGE_INTEGER "an integer past 64 bits; in quotes it is text"
#define MISTAKE_MERGE_NOT_MAP "the value of '<<' must be a map or a list of maps"
#define NOTE_FIRST_KEY "the first one is here"
#define NOTE_YAML_CONTEXT "%s, started here"

#endif
