/*
 * Files of container-structure-test, schemaVersion 2.0.0
 * (https://github.com/GoogleContainerTools/container-structure-test): tests of an image, which
 * `tests` of images.yaml names.
 */
#ifndef FAMILY_STRUCTURE_STRUCTURE_H
#define FAMILY_STRUCTURE_STRUCTURE_H

struct arena;
struct diagnostics;
struct node;
struct source;

/*
 * Reads the file: a map with the keys that such files have, in which all is checked, the regular
 * expressions too. NULL after mistakes.
 */
struct node *
structure_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics);

#endif
