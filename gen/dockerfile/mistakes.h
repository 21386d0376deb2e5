/*
 * The messages about rendered Dockerfiles. Each has a case in tests/cases or in
 * tests/hostile-templates.t.
 */
#ifndef DOCKERFILE_MISTAKES_H
#define DOCKERFILE_MISTAKES_H

/* What engines read in different ways. */
#define MISTAKE_HEREDOC_OPEN "a here-document has no last line: write its name alone on a line"
#define MISTAKE_HEREDOC_DOUBTFUL                                                                   \
	"engines do not agree whether a here-document starts here: close each quote, and use no "  \
	"variable but $NAME and ${NAME} in this line"
#define MISTAKE_FLAG_DOUBTFUL                                                                      \
	"engines do not agree on these flags: write them without letters beyond ASCII, and where " \
	"` "                                                                                       \
	"is the escape character without \\ and `"
#define MISTAKE_ESCAPE "the escape character is \\ or `, chosen in the first lines by # escape="

#define MISTAKE_UNKNOWN_INSTRUCTION "there is no instruction '%s'"
#define MISTAKE_FROM_FORM "write FROM IMAGE, or FROM IMAGE AS STAGE"
#define MISTAKE_FROM_VARIABLE                                                                      \
	"'%s' is not known before the build: write an image, or an ARG with a value before the "   \
	"first FROM"
#define MISTAKE_STAGE_NAME                                                                         \
	"'%s' cannot name a stage: it needs a name that no other stage has, of letters, digits "   \
	"and ._- with a letter first"
#define MISTAKE_PARENT_BY_NAME                                                                     \
	"'%s' is an image of this family, and an engine would ask a registry for it: write "       \
	"${%s}, and ARG %s=%s before the first FROM"
#define MISTAKE_BASE_UNLOCKED "'%s' is locked: write '%s', which is base.reference"
#define MISTAKE_IMAGE_UNDECLARED                                                                   \
	"'%s' is neither a declared image nor an earlier stage: write it in images.yaml, as "      \
	"'from' or in 'bases'"
#define MISTAKE_COPY_VARIABLE                                                                      \
	"'%s' has a variable, which engines do not read here: name a stage of its own, FROM "      \
	"IMAGE "                                                                                   \
	"AS STAGE"
#define MISTAKE_FLAG_NAME                                                                          \
	"'--%s' is another flag for some engines: write its name in letters, digits and -"
#define MISTAKE_MOUNT_VARIABLE                                                                     \
	"'%s' has a variable, and engines do not agree on what a mount is then: write the value"
#define MISTAKE_MOUNT_QUOTED "'%s' has quotes, \\ or line ends: write the mount without them"
#define MISTAKE_MOUNT_TYPE "unknown type '%s' of a mount: use bind, cache, tmpfs, secret or ssh"
#define MISTAKE_MOUNT_UP "'%s' leads upwards: write a path without .."
#define MISTAKE_MOUNT_ID                                                                           \
	"'%s' cannot be the id of a mount: use letters, digits, _ . and -, not starting with . "   \
	"or -"
#define MISTAKE_MOUNT_UNDECLARED_ID                                                                \
	"there is no '%s' in '%s' of image '%s': declare it there, as no build gets anything else"
#define MISTAKE_ARGUMENT_VALUE                                                                     \
	"%s names a parent, also where a Dockerfile is built by hand: write ARG %s=%s"
#define MISTAKE_SYNTAX                                                                             \
	"'%s' would read this Dockerfile in place of the engine: write docker/dockerfile:1, or "   \
	"declare it with its digest in 'bases'"
#define MISTAKE_NOT_ON_FROM "the last stage has to stand on '%s', which images.yaml names as 'from'"
#define MISTAKE_ORIGIN_UNUSED                                                                      \
	"'%s' is declared, but the Dockerfile of %s neither builds on it nor copies from it"
#define MISTAKE_NOT_IN_CONTEXT                                                                     \
	"'%s' is not in the build context: name it in 'files', or put it into the folder "         \
	"'context'"
#define MISTAKE_NOT_COPIED "'%s' is declared, but the Dockerfile of %s does not copy it"
#define MISTAKE_IGNORED                                                                            \
	"'%s' is in the build context, but its .dockerignore leaves it out: add the line !%s to "  \
	"it"
#define MISTAKE_DECLARED_IGNORED                                                                   \
	"'%s' is declared, but the .dockerignore of %s leaves it out: add the line !%s to it"
#define MISTAKE_LABEL_TWICE "the label '%s' is written twice, as '%s' and '%s': write it once"
#define MISTAKE_EXAMPLE_TAG                                                                        \
	"unknown image '%s': '%s' of this family has no such tag; write only its name, or "        \
	"docker.io/library/%s if another image is meant"

#define NOTE_TEMPLATE "the template image/%s writes the Dockerfile of %s"

#endif
