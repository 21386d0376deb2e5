/*
 * What a line of a build's output tells of its progress. These formats are read: BuildKit's plain
 * progress (#5 [a 2/2] RUN …), docker's without BuildKit (Step 3/6 : RUN …), and that of buildah
 * and podman ([1/2] STEP 3/3: RUN …).
 */
#ifndef BUILD_REPORT_PROGRESS_H
#define BUILD_REPORT_PROGRESS_H

#include <stddef.h>

#include "engine/engine.h"

struct text;

enum progress_kind {
	PROGRESS_NOTHING, /* nothing: an empty line, the end of a step, an ID */
	PROGRESS_STEP,    /* a step starts; `text` is its instruction */
	PROGRESS_TEXT,    /* any other output */
};

struct progress {
	unsigned number, total; /* of the step; 0: not known */
	const char *text;       /* a part of the line, without what the engine puts in front */
	size_t length;
};

/* Reads a line without its line break. Output that looks like a step counts as one. */
enum progress_kind
progress_read(enum engine_kind kind, const char *line, size_t length, struct progress *progress);

/*
 * Appends the instruction of a step in short: without options (--mount=… of RUN), which would fill
 * the line, and with one blank between words.
 */
void
progress_append_instruction(struct text *text, const char *instruction, size_t length);

#endif
