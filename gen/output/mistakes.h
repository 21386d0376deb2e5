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
#define MISTAKE_FOLDER_EMPTY "there is no file in the folder '%s' of %s/files"
#define MISTAKE_NO_MATCH "'%s' matches no file in %s/files"
#define MISTAKE_LINK_IN_FOLDER "'%s' in %s/files is a symbolic link: put the file itself there"
#define MISTAKE_FOLDERS_DEEP "the folder '%s' of %s/files has more than %d folders in each other"
#define MISTAKE_FILE_HIDDEN                                                                        \
	"the name of '%s' in %s/files has a character that cannot be shown: rename the file"
#define MISTAKE_FILE_OF_GIT "'%s' in %s/files has a name that git takes no file of: rename it"
#define MISTAKE_TOO_MANY_NAMES                                                                     \
	"the patterns from here on would look at too many names: name fewer, or whole folders"
#define MISTAKE_FILE_SPECIAL                                                                       \
	"'%s' in %s/files has one of $ ' \" \\ * ? [ ] in its name, which COPY would not take as " \
	"it is: rename it, or name its folder"
#define MISTAKE_FOLDER_NEEDED                                                                      \
	"a pattern can stand for many files: 'to' must be a folder, like '%s/'"
#define MISTAKE_SAME_PLACE "'%s' and '%s' would both be the file '%s' of the image"
#define MISTAKE_MANY_COPIES                                                                        \
	"the files would make %zu layers, and engines take few more than 100: copy folders, or "   \
	"files to fewer folders"
#define MISTAKE_NOTHING_RENDERED                                                                   \
	"no file of '%s' ends in .j2, so there is nothing to render: rename one, or remove "       \
	"'render'"
#define MISTAKE_CONTEXT_FILE "'context' must name a folder of %s/files, and '%s' is none"
#define MISTAKE_FILE_NAME                                                                          \
	"the name of the template '%s/family/%s' has a character that cannot be shown: rename it"
#define MISTAKE_NO_TEMPLATE                                                                        \
	"'%s/family/%s' is no template: its name must end in .j2, which out/ has without it"
#define MISTAKE_OUTPUT_OF_GIT                                                                      \
	"'%s/family/%s' would make a file of a folder .git, which git does not take: rename it"
#define MISTAKE_OUTPUT_IN_CONTEXT                                                                  \
	"the output '%s' would be in the build context of the image '%s': rename one of "          \
	"them"
#define MISTAKE_OUTPUT_TAKEN                                                                       \
	"the name '%s' is taken by the %s '%s': choose another one "                               \
	"(upper and lower case count as the same)"
#define NOTE_NAMES_OF_IMAGE                                                                        \
	"a template of an image can use family, image, variant and base; keys of images.yaml are " \
	"members of image, like image.env and image.vars"
#define NOTE_NAMES_OF_FAMILY "a template in family/ can use family and schema"
#define NOTE_NAMES_OF_TEXT                                                                         \
	"a text%s can use %sname; put {{, {%% and {# themselves between {%% raw %%} and "          \
	"{%% endraw %%}"
#define MISTAKE_KEY_UNREAD                                                                         \
	"the template image/%s does not look at '%s', so %s would be without it: use it there, "   \
	"or "                                                                                      \
	"remove the key"

#endif
