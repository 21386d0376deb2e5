/*
 * Remembers which docker can build, because finding it out takes one or two commands. Only a yes is
 * kept, and only for the very file that was asked, by its stat data. The file is never read or
 * written through a link. Without it the docker is asked again.
 */
#ifndef ENGINE_PROBE_CACHE_H
#define ENGINE_PROBE_CACHE_H

#include <stdbool.h>

/* Whether the file `probe_file` (NULL: none) says that the command at `path` can build. */
bool
probe_cache_holds(const char *probe_file, const char *path);

/* Notes in the file that the command at `path` can build. Other notes are lost. */
void
probe_cache_keep(const char *probe_file, const char *path);

#endif
