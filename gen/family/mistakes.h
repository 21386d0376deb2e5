/*
 * The messages of the meaning of images.yaml. A mistake is said in the same words everywhere, and each has a
 * case in tests/cases.
 */
#ifndef FAMILY_MISTAKES_H
#define FAMILY_MISTAKES_H

#define MISTAKE_NO_FAMILY "the file holds no family"
#define MISTAKE_NO_IMAGES "the family has no images"
#define MISTAKE_RESERVED_NAME "'%s' is a word of make's; give the image another name"
#define MISTAKE_UNKNOWN_PARENT                                                                     \
	"unknown parent '%s': no image of this family, and a base needs a tag or a digest"
#define MISTAKE_UNKNOWN_PARENT_NEAR "unknown parent '%s'; did you mean '%s'?"
#define MISTAKE_PARENT_QUALIFIED "'%s' is the image '%s' of this family; write its name alone"
#define MISTAKE_CYCLE "images need each other: %s"
#define MISTAKE_GRAPH_TOO_DEEP "more than %d images on top of each other"
#define MISTAKE_NO_INHERITED "image '%s' has no %s, and no parent to take it from"
#define MISTAKE_REFERENCE_TOO_LONG "the repository name '%s' is longer than %d characters"
#define MISTAKE_PARENT_TAGGED                                                                      \
	"'%s' is the image '%s' of this family; write its name alone, or it is pulled from a "     \
	"registry"
#define MISTAKE_PARENT_DISABLED "image '%s' is not enabled"
#define MISTAKE_TOO_MANY_AXES "more than %d axes"
#define MISTAKE_AXIS_EMPTY "axis '%s' has no values"
#define MISTAKE_AXIS_TWICE "axis '%s' has the value '%s' twice"
#define MISTAKE_UNKNOWN_AXIS "unknown axis '%s'"
#define MISTAKE_UNKNOWN_AXIS_NEAR "unknown axis '%s'; did you mean '%s'?"
#define MISTAKE_UNKNOWN_AXIS_VALUE "axis '%s' has no value '%s'"
#define MISTAKE_UNKNOWN_AXIS_VALUE_NEAR "axis '%s' has no value '%s'; did you mean '%s'?"
#define MISTAKE_NO_SUCH_VARIANT "'%s' has no variant with %s=%s"
#define MISTAKE_NO_AGREEING_VARIANT "'%s' has no variant that agrees with %s"
#define MISTAKE_AMBIGUOUS_VARIANT                                                                  \
	"'%s' has %zu variants that agree with this one; choose with an axis of one value in "     \
	"'matrix'"
#define MISTAKE_TOO_MANY_VARIANTS "image '%s' has more than %d variants"
#define MISTAKE_NO_VARIANTS "image '%s' has no variants left"
#define MISTAKE_TOO_MANY_EXCLUDES "more than %d combinations in 'exclude'"
#define MISTAKE_FAMILY_TOO_LARGE "the family has more than %d variants"
#define MISTAKE_LATEST_LEFT_OUT "'latest' names a combination that 'exclude' leaves out"
#define MISTAKE_UNKNOWN_LATEST "'latest' names no variant: none has the tag '%s'"
#define MISTAKE_UNKNOWN_LATEST_NEAR                                                                \
	"'latest' names no variant: none has the tag '%s'; did you mean '%s'?"
#define MISTAKE_TAG_TWICE                                                                          \
	"two variants of '%s' have the tag '%s'; use the axes in it, like \"{{ %s }}\""
#define MISTAKE_TAG_VERSIONED                                                                      \
	"the tag '%s' is one of a version of '%s', which only VERSION can make: write "            \
	"TAG-VERSION in 'tags' of '%s', or another tag"
#define MISTAKE_LOCK_CONFLICT                                                                      \
	"a merge has left a conflict here: keep one line of each base, or remove the file and "    \
	"run: basegen lock"
#define NOTE_PICK_VARIANT "for this variant alone, write also: matrix: {%s}"
#define NOTE_DISABLED "it is turned off here"
#define NOTE_CYCLE_STEP "'%s' needs '%s'"

#endif
