/*
 * The messages of what templates/ holds and what out/ is made of. A mistake is said in the same words everywhere, and each has a
 * case in tests/cases.
 */
#ifndef OUTPUT_MISTAKES_H
#define OUTPUT_MISTAKES_H

#define MISTAKE_MISSING_TEMPLATE "there is no template '%s' in %s/image"
#define MISTAKE_MISSING_TEMPLATE_NEAR "there is no template '%s' in %s/image; did you mean '%s'?"
#define MISTAKE_MISSING_FILE "there is no file '%s' in %s/files"
#define MISTAKE_NO_REGULAR_FILE "'%s' in %s/files is no regular file"
#define MISTAKE_LINK_OUT "'%s' is a link that leads out of %s/files"
#define MISTAKE_FILE_TOO_LARGE "'%s' in %s/files is larger than %d bytes"
#define MISTAKE_FILE_NAME                                                                          \
	"the template '%s/family/%s' has a character in its name that cannot be seen"
#define MISTAKE_OUTPUT_TAKEN "'%s' is generated twice, as a file and a folder, or in two cases"

#endif
