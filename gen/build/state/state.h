/*
 * The state folder: what a checkout remembers between runs, and the logs. All of it can be removed at
 * any time; that costs time, never truth. Somebody may have committed what is there: nothing is read or written through
 * a symbolic link, and what a later run believes is a file that nobody may write to, as git makes none.
 */
#ifndef BUILD_STATE_STATE_H
#define BUILD_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct text;

struct state {
	const char *folder; /* BASEGEN_STATE, else build */
	const char *logs;   /* LOGS, else the folder log in it */
	/* Set by state_open_scratch. */
	const char *scratch; /* a folder of this run alone */
	int scratch_lock;
};

/* Where the state is; nothing is made yet. */
struct state
state_find(struct arena *arena);

/* OUTCOME_MACHINE after a message if the state folder is a link. Every verb calls this before it uses the folder. */
enum outcome
state_check(const struct state *state);

/* The path of the file `name` in the state folder. */
const char *
state_path(const struct state *state, struct arena *arena, const char *name);

/* The whole regular file at `path` with a NUL behind it, NULL where there is none that can be read. */
char *
state_read(struct arena *arena, const char *path);

/*
 * Writes a file, by a temporary file beside it and a rename; its folder is made where it is missing. False
 * with errno.
 */
bool
state_write(const char *path, const struct text *text);

/* As state_read, but only of a file that state_remember has written on this machine: no commit can bring one. */
char *
state_recall(struct arena *arena, const char *path);

/* As state_write, for state_recall. To fail is no failure of the run, which has only less to remember. */
void
state_remember(const char *path, const struct text *text);

/* Makes the folder at `path` with those above it; in the state folder none is made through a link. False with errno. */
bool
state_make_folder(struct arena *arena, const char *path);

/*
 * Makes the scratch folder, in the state folder and not in /tmp, which engines in a sandbox do not see.
 * What runs that are gone left there is removed. OUTCOME_MACHINE after a message.
 */
enum outcome
state_open_scratch(struct state *state, struct arena *arena);

/* Removes what runs that are gone left there, for a run that needs none. */
void
state_tidy(const struct state *state, struct arena *arena);

/* Removes the scratch folder. Safe to call twice. */
void
state_close_scratch(struct state *state);

/* Removes a folder with all that is in it, following no link. */
void
state_remove_folder(int parent, const char *name);

#endif
