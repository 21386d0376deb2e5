/*
 * What a line that a build printed tells of how far it is. Read are BuildKit's plain progress
 * (#5 [a 2/2] RUN …), docker's without BuildKit (Step 3/6 : RUN …), and buildah's, which is podman's
 * too ([1/2] STEP 3/3: RUN …).
 */
#ifndef BUILD_REPORT_PROGRESS_H
#define BUILD_REPORT_PROGRESS_H

#include <stddef.h>

#include "engine/engine.h"

struct text;

enum progress_kind {
	PROGRESS_NOTHING, /* for people: a blank line, the end of a step, an ID */
	PROGRESS_STEP,    /* a step starts; the text is its instruction */
	PROGRESS_TEXT,    /* something else was printed */
};

struct progress {
	unsigned number, total; /* of the step; 0: not known */
	const char *text;       /* in the line, without what the engine puts in front */
	size_t length;
};

/* Reads one line without its end. What a step prints may look like a step; it shows as one then. */
enum progress_kind
progress_read(enum engine_kind kind, const char *line, size_t length, struct progress *progress);

/*
 * Appends the instruction of a step as short as it says something: without its options (--mount=… of RUN), which fill
 * a line before the command comes, and with one blank between words.
 */
void
progress_append_instruction(struct text *text, const char *instruction, size_t length);

#endif
