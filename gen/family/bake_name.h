/* The names of targets in docker-bake.json (Bake file reference, "Target"). */
#ifndef FAMILY_BAKE_NAME_H
#define FAMILY_BAKE_NAME_H

struct arena;
struct map;

/*
 * A word of letters, digits, _ and - for `name`, that none in `taken` has; it is taken then. The variants of a family
 * come first, in the order of building.
 */
const char *
bake_name(struct arena *arena, struct map *taken, const char *name);

#endif
