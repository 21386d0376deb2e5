/*
 * A folder for unfinished work, in TMPDIR or /tmp. It is removed at the end with all that is in it.
 */
#ifndef BUILD_STATE_WORK_FOLDER_H
#define BUILD_STATE_WORK_FOLDER_H

struct arena;

/* Makes a folder that all users can enter. Returns its full path, or NULL after a message. */
const char *
work_folder_make(struct arena *arena);

/*
 * Unmounts what is mounted in the folder, and removes it. If something stays mounted, the folder is
 * left as it is, and a message names it.
 */
void
work_folder_remove(struct arena *arena, const char *folder);

#endif
