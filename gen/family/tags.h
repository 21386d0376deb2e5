/* The tags of variants: which one is latest, that no two have the same, and none that of a version. */
#ifndef FAMILY_TAGS_H
#define FAMILY_TAGS_H

#include <stdbool.h>

struct checker;
struct image;

/*
 * Sets `latest` of the image and the tags of its variants (DESIGN: Keys, versions, tags): `tag`, then
 * what `tags` says, else TAG-VERSION and latest. Of the words in them TAG is the variant's tag and
 * VERSION the version, which is not known here: it becomes %. `latest` is only the latest variant's. Mistakes are
 * reported, but not that `latest` names no variant unless the axes and values in it are known.
 */
void
tags_set(struct checker *checker, struct image *image, bool names_known);

#endif
