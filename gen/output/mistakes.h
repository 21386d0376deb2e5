/*
 * The messages about what templates/ holds and what is generated from it. Each has a case in
 * tests/cases.
 */
#ifndef OUTPUT_MISTAKES_H
#define OUTPUT_MISTAKES_H

#define MISTAKE_MISSING_TEMPLATE "there is no template '%s' in %s/image"
#define MISTAKE_MISSING_TEMPLATE_NEAR "there is no template '%s' in %s/image; did you mean '%s'?"
#define MISTAKE_UNKNOWN_MANAGER                                                                    \
	"unknown package manager '%s': basegen knows %s; for another one, add %s/lib/%s.j2 with "  \
	"a macro install(image)"
#define MISTAKE_UNKNOWN_MANAGER_NEAR "unknown package manager '%s'; did you mean '%s'?"
#define MISTAKE_MISSING_FILE "there is no file '%s' in %s/files"
#define MISTAKE_NO_REGULAR_FILE "'%s' in %s/files is not a regular file"
#define MISTAKE_LINK_OUT "'%s' is a link that leads out of %s/files: put the file itself there"
#define MISTAKE_FILE_TOO_LARGE "'%s' in %s/files is larger than %d bytes"
#define MISTAKE_FILE_NAME                                                                          \
	"the name of the template '%s/family/%s' has a character that cannot be shown: rename it"
#define MISTAKE_OUTPUT_TAKEN                                                                       \
	"the name '%s' is taken by another file or folder: choose another one "                    \
	"(upper and lower case count as the same)"
#define NOTE_NAMES_OF_TEXT                                                                         \
	"a text%s can use %sname; put {{, {%% and {# themselves between {%% raw %%} and "          \
	"{%% endraw %%}"

#endif
