/*
 * The messages about what images.yaml means. The same mistake has the same message everywhere, and
 * each message has a case in tests/cases.
 */
#ifndef FAMILY_MISTAKES_H
#define FAMILY_MISTAKES_H

#define MISTAKE_NO_FAMILY "the file says nothing of a family; write its name and its images"
#define MISTAKE_NO_IMAGES "the family has no images"
#define MISTAKE_RESERVED_NAME "the name '%s' is reserved for make; give the image another name"
#define MISTAKE_UNKNOWN_PARENT                                                                     \
	"unknown parent '%s': this family has no such image; write a base with its tag or its "    \
	"digest"
#define MISTAKE_UNKNOWN_PARENT_NEAR "unknown parent '%s'; did you mean '%s'?"
#define MISTAKE_PARENT_QUALIFIED "'%s' is the image '%s' of this family; write only its name"
#define MISTAKE_CYCLE "images need each other in a circle: %s"
#define MISTAKE_GRAPH_TOO_DEEP "more than %d images are built on top of each other"
#define MISTAKE_NO_INHERITED "image '%s' has no %s, and no parent to take it from: add '%s: ...'"
#define MISTAKE_REFERENCE_TOO_LONG "the repository name '%s' is longer than %d characters"
#define MISTAKE_PARENT_TAGGED                                                                      \
	"'%s' is the image '%s' of this family; write only its name, else it is pulled from a "    \
	"registry"
#define MISTAKE_PARENT_DISABLED "image '%s' is not enabled"
#define MISTAKE_DIGEST_OF_ALL                                                                      \
	"the digest alone decides which image this is, so all variants of '%s' get the same one; " \
	"write a digest for each, in vars of the axis values"
#define MISTAKE_TOO_MANY_AXES "the matrix has more than %d axes"
#define MISTAKE_AXIS_EMPTY "axis '%s' has no values"
#define MISTAKE_AXIS_TWICE "axis '%s' has the value '%s' twice"
#define MISTAKE_UNKNOWN_AXIS "unknown axis '%s'"
#define MISTAKE_UNKNOWN_AXIS_NEAR "unknown axis '%s'; did you mean '%s'?"
#define MISTAKE_UNKNOWN_AXIS_VALUE "axis '%s' has no value '%s'"
#define MISTAKE_UNKNOWN_AXIS_VALUE_NEAR "axis '%s' has no value '%s'; did you mean '%s'?"
#define MISTAKE_NO_SUCH_VARIANT "'%s' has no variant with %s=%s"
#define MISTAKE_NO_AGREEING_VARIANT "'%s' has no variant that agrees with %s"
#define MISTAKE_AMBIGUOUS_VARIANT                                                                  \
	"'%s' has %zu variants that agree with this one; choose one by an axis with one value "    \
	"in 'matrix'"
#define MISTAKE_TOO_MANY_VARIANTS "image '%s' has more than %d variants"
#define MISTAKE_NO_VARIANTS                                                                        \
	"image '%s' has no variants left: 'exclude' or 'enabled' leaves out all of them"
#define MISTAKE_TOO_MANY_COMBINATIONS "'%s' has more than %d combinations"
#define MISTAKE_INCLUDE_LACKS                                                                      \
	"a combination that is included needs a value of each axis; '%s' has none"
#define MISTAKE_INCLUDED_TWICE "this combination is included twice; remove one of them"
#define MISTAKE_FAMILY_TOO_LARGE "the family has more than %d variants"
#define MISTAKE_LATEST_LEFT_OUT "'latest' names a combination that 'exclude' leaves out"
#define MISTAKE_UNKNOWN_LATEST "'latest' names no variant: none has the tag '%s'"
#define MISTAKE_UNKNOWN_LATEST_NEAR                                                                \
	"'latest' names no variant: none has the tag '%s'; did you mean '%s'?"
#define MISTAKE_TAG_TWICE                                                                          \
	"two variants of '%s' have the tag '%s'; use the axes in it, like \"{{ %s }}\""
#define MISTAKE_TAG_OF_DEFAULTS                                                                    \
	"two variants of '%s' have the tag '%s' of the defaults; give '%s' a 'tag' with the axes " \
	"in it, like \"{{ %s }}\", or move the tag from the defaults to the images that need it"
#define MISTAKE_TAG_VERSIONED                                                                      \
	"the tag '%s' is one that a version of '%s' can have; write TAG-VERSION in 'tags' "        \
	"of '%s', or another tag"
#define MISTAKE_TAG_JOINED                                                                         \
	"'%s' in a tag stands for nothing: write its words apart, as in MAJOR.MINOR, or text in "  \
	"small letters"
#define MISTAKE_TAG_NOT_READ                                                                       \
	"the tag '%s' does not depend on the command; write the word OUTPUT in it, like "          \
	"\"v-OUTPUT\""
#define MISTAKE_TAG_WITHOUT_COMMAND                                                                \
	"OUTPUT in '%s' stands for what a command prints; write {command: [...], tag: %s}"
#define MISTAKE_PUBLISHED_TWICE                                                                    \
	"%s would be published as %s:%s, as %s is; write another 'tag' or other 'tags', or "       \
	"another repository"
#define MISTAKE_USER_NOT_NAMED                                                                     \
	"no user can be created with the name '%s'; write a login name, or for a user of the "     \
	"base: user: \"%s\""
#define MISTAKE_USER_NUMBERED_AGAIN                                                                \
	"the user '%s' has the uid %s in '%s'; give this one another name"
#define MISTAKE_UNKNOWN_VARIABLE                                                                   \
	"'%s' refers to the unknown variable '%s', which no parent, build argument or earlier "    \
	"entry sets; write $$%s for the text, or, if the base sets it, first %s: $%s"
#define MISTAKE_UNKNOWN_VARIABLE_NEAR                                                              \
	"'%s' refers to the unknown variable '%s'; did you mean '%s'? Write $$%s for the text, "   \
	"or, if the base sets it, first %s: $%s"
#define MISTAKE_LOCK_CONFLICT                                                                      \
	"a merge left a conflict here; keep one line for each base, or remove the file and run: "  \
	"basegen lock"
#define MISTAKE_NOT_REMOVED                                                                        \
	"an empty '%s' does not remove what '%s' has: an image can only add to it and change "     \
	"values in it; leave the key out"
#define MISTAKE_RENDERS_TO_NOTHING "'%s' renders to nothing, and '%s' needs it"
#define NOTE_PICK_VARIANT "to have only this variant, add: matrix: {%s}"
#define MISTAKE_COMMANDS "line %zu of the commands cannot stand in a RUN instruction: %s"
#define MISTAKE_MOUNT_LACKS "a mount of the type %s needs the key '%s'"
#define MISTAKE_MOUNT_KEY "a mount of the type %s has no key '%s'"
#define MISTAKE_MOUNT_UNDECLARED "there is no '%s' in '%s' of image '%s': declare it there"
#define NOTE_DISABLED "it is turned off here"
#define NOTE_CYCLE_STEP "'%s' needs '%s'"

#endif
