/* The names of targets in docker-bake.json (Bake file reference, "Target"). */
#ifndef FAMILY_BAKE_NAME_H
#define FAMILY_BAKE_NAME_H

struct arena;
struct map;

/*
 * Makes a name of letters, digits, _ and - out of `name` that is not in `taken`, and adds it there.
 * Ask for the variants of a family first, in the order of building, so that their names are always
 * the same.
 */
const char *
bake_name(struct arena *arena, struct map *taken, const char *name);

#endif
