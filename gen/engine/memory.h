/*
 * Which docker can build, remembered from one run to the next: finding it out takes one or two
 * commands. Only a yes is kept, and only for the very file that was asked, by its stat data. The file
 * is never read or written through a link; without it the docker is asked again.
 */
#ifndef ENGINE_MEMORY_H
#define ENGINE_MEMORY_H

#include <stdbool.h>

/* Whether the file `memory` (NULL: none) says that the command at `path` can build. */
bool
memory_holds(const char *memory, const char *path);

/* Makes it say so, of this command alone. */
void
memory_keep(const char *memory, const char *path);

#endif
