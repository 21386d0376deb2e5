/* The tags of variants: which variant is the latest, and that each tag is free. */
#ifndef FAMILY_TAGS_H
#define FAMILY_TAGS_H

#include <stdbool.h>

struct arena;
struct checker;
struct image;
struct map;

/*
 * Sets the latest variant of `image` and the tags of each variant: first `tag`, then those of the
 * key `tags`, which are TAG-VERSION and latest where it is not written. In them TAG is the
 * variant's tag. What depends on the commit is not known yet: VERSION becomes %, and MAJOR, MINOR,
 * DATE and OUTPUT become %MAJOR, %MINOR, %DATE and %OUTPUT. Only the latest variant
 * gets the tag latest. Reports a tag that two variants have, and one that a version can have. With
 * `names_known`, reports also that `latest` names no variant.
 */
void
tags_set(struct checker *checker, struct image *image, bool names_known);

/*
 * The value in `own`, a map of all that TAG stands for, whose TAG-VERSION the tag looks like. NULL
 * if there is none, or if the tag was made with the word VERSION.
 */
void *
tags_find_versioned(const struct map *own, const char *tag);

/* A tag with words instead of marks, as people write it. */
const char *
tags_spell(struct arena *arena, const char *tag);

#endif
