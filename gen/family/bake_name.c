#include "family/bake_name.h"

#include <string.h>

#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

const char *
bake_name(struct arena *arena, struct map *taken, const char *name)
{
	char *plain = arena_string(arena, name);
	const char *unique = plain;

	for (char *at = plain; *at; at++)
		if (*at == '.' || *at == '/')
			*at = '_';
	for (int i = 2; map_set(taken, arena, unique, strlen(unique), plain); i++)
		unique = arena_format(arena, "%s_%d", plain, i);
	return unique;
}
