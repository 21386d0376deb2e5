/*
 * The files of an image, as one tar archive, without running anything in it. A container that is
 * never started is made for that, and removed by root_files_close.
 */
#ifndef ENGINE_INSIDE_ROOT_FILES_H
#define ENGINE_INSIDE_ROOT_FILES_H

#include <signal.h>
#include <stdbool.h>

#include "adapters/process.h"
#include "engine/inside/tar.h"

struct arena;
struct engine;
struct text;

struct root_files {
	const struct engine *engine;
	struct arena *arena;
	struct tar tar; /* to be read with tar_next */
	const char *container;
	struct process child; /* it writes the archive */
};

enum { ROOT_FILES_SECONDS = 60 };

/*
 * Starts the reading; `stop` is that of struct tar, which is late if the engine sends nothing for
 * ROOT_FILES_SECONDS. False, with the reason in `why`, if the engine refuses.
 */
bool
root_files_open(struct root_files *files, const struct engine *engine, struct arena *arena,
	const char *image, const volatile sig_atomic_t *stop, struct text *why);

/* Ends it in any case. False, with the reason in `why`, if the archive was not read to its end. */
bool
root_files_close(struct root_files *files, struct text *why);

#endif
