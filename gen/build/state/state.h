/*
 * The state folder: what a checkout remembers between runs, and the logs. Without it a run is
 * slower, and never wrong. Somebody may have committed files of that name. So nothing is read or
 * written through a symbolic link, and a later run believes only files that nobody may write to,
 * because git makes none.
 */
#ifndef BUILD_STATE_STATE_H
#define BUILD_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"

struct arena;
struct text;

struct state {
	const char *folder; /* BASEGEN_STATE, else "build" */
	const char *logs;   /* LOGS, else the folder "log" in the state folder */
	/* Set by state_open_scratch. */
	const char *scratch; /* a folder of this run alone */
	int scratch_lock;
};

/* Finds where the state folder is. Nothing is made yet. */
struct state
state_find(struct arena *arena);

/*
 * Checks the state folder; each command calls this before it uses it. OUTCOME_MACHINE after a
 * message if it is a link.
 */
enum outcome
state_check(const struct state *state);

/* The path of the file `name` in the state folder. */
const char *
state_path(const struct state *state, struct arena *arena, const char *name);

/*
 * The bytes of the regular file at `path`, with a NUL behind them. NULL if there is none that can
 * be read.
 */
char *
state_read(struct arena *arena, const char *path);

/*
 * Writes a file by a temporary file beside it and a rename. Makes its folder if that is missing.
 * Outside the state folder a file that is there keeps its mode, its group and, if this user may give
 * files away, its owner. False with errno.
 */
bool
state_write(const char *path, const struct text *text);

/*
 * As state_read, but only for a file that state_remember has written on this machine; no commit can
 * contain one.
 */
char *
state_recall(struct arena *arena, const char *path);

/* As state_write, for state_recall. Failing is no error: only less is remembered. */
void
state_remember(const char *path, const struct text *text);

/*
 * Opens the log at `path`, empties it, and returns its file. Makes its folder. Follows no link. -1
 * with errno.
 */
int
state_open_log(struct arena *arena, const char *path);

/*
 * Makes the scratch folder. It is in the state folder and not in /tmp, because an engine in a
 * sandbox does not see /tmp. Removes what ended runs have left there. OUTCOME_MACHINE after a
 * message.
 */
enum outcome
state_open_scratch(struct state *state, struct arena *arena);

/* Removes what ended runs have left in the state folder, for a run that needs no scratch folder. */
void
state_tidy(const struct state *state, struct arena *arena);

/* Removes the scratch folder. May be called twice. */
void
state_close_scratch(struct state *state);

#endif
