/* The messages about a folder of Dockerfiles that is taken in. Each has a case in tests/cases. */
#ifndef DOCKERFILE_IMPORT_MISTAKES_H
#define DOCKERFILE_IMPORT_MISTAKES_H

#define MISTAKE_IMPORT_NO_STAGE "this Dockerfile is not imported: it has no FROM"
#define MISTAKE_IMPORT_TEXT                                                                        \
	"this Dockerfile is not imported: it has a byte that is not UTF-8, or a NUL"
#define MISTAKE_IMPORT_NAME "%s/%s is not imported: '%s' is no name of an image; expected %s"
#define MISTAKE_IMPORT_RESERVED                                                                    \
	"%s/%s is not imported: the name '%s' is reserved for make; give its folder another name"
#define MISTAKE_IMPORT_TAKEN "%s/%s is not imported: %s/%s is the image '%s' already"
#define MISTAKE_IMPORT_VARIABLE                                                                    \
	"'%s' is not imported: the image that it is built on is not known here; give each "        \
	"variable in it a default by an ARG before the first FROM"
#define MISTAKE_IMPORT_REFERENCE "'%s' is not imported: '%s' is no name of an image; expected %s"
#define MISTAKE_IMPORT_WINDOWS "'%s' is not imported: '%s' is an image for Windows"
#define MISTAKE_IMPORT_ARGUMENT                                                                    \
	"'%s' is not imported: the build argument %s names its parent '%s'; give this one "        \
	"another name"
#define MISTAKE_IMPORT_IGNORE                                                                      \
	"%s/%s is not imported: other Dockerfiles of its folder would share its own list of "      \
	"ignored files, %s: put what it says into .dockerignore, or give it a folder of its own"
#define MISTAKE_IMPORT_TRIGGER                                                                     \
	"'%s' is not imported: its children would copy from '%s' by ONBUILD; copy in the children"
#define MISTAKE_IMPORT_TRIGGERED                                                                   \
	"'%s' is not imported: '%s' copies '%s' from its children's folders by ONBUILD, and this " \
	"one has none"
#define MISTAKE_IMPORT_CHECKED "'%s' is not imported: %s"
#define MISTAKE_IMPORT_PARENT "'%s' is not imported: it needs '%s', which is not imported"
#define MISTAKE_IMPORT_CYCLE                                                                       \
	"'%s' is not imported: it needs '%s', which needs it again, directly or by others"
#define MISTAKE_IMPORT_LINK "%s/%s is left out: symbolic links are not imported"
#define MISTAKE_IMPORT_SPECIAL "%s/%s is left out: it is no file and no folder"
#define MISTAKE_IMPORT_EMPTY "%s/%s is left out: git keeps no empty folder; put a file in it"
#define MISTAKE_IMPORT_DEEP "%s/%s is left out: the path is longer than %d bytes"
#define MISTAKE_IMPORT_GIT "%s/%s is left out: it belongs to git"
#define MISTAKE_IMPORT_LARGE "%s/%s is left out: it is larger than %zu bytes"
#define MISTAKE_IMPORT_HIDDEN "%s/%s is left out: its name has a character that cannot be shown"
#define MISTAKE_IMPORT_CASE                                                                        \
	"%s/%s is left out: the name is there already (upper and lower case count as the same)"
#define MISTAKE_IMPORT_MODE                                                                        \
	"%s/%s has the mode %04o, and git keeps only 0644 and 0755 (%zu more have such a mode): "  \
	"write COPY --chmod where that matters"

#endif
