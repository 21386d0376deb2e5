#include "build/report/watch.h"

#include "build/report/progress.h"
#include "support/banned.h"

enum { SHOWN_MOST = 512 }; /* bytes of a step or a line that are kept */

/* Appends the start of a text, as much as people read. */
static void
append_start(struct text *text, const char *bytes, size_t length)
{
	if (length > SHOWN_MOST) {
		length = SHOWN_MOST;
		while (length && ((unsigned char)bytes[length] & 0xC0) == 0x80)
			length--;
	}
	lines_append_shown(text, bytes, length);
}

void
watch_follow(struct watch *watch, enum engine_kind kind, const char *line, size_t length)
{
	struct text instruction = TEXT_EMPTY;
	struct progress progress;

	switch (progress_read(kind, line, length, &progress)) {
	case PROGRESS_NOTHING:
		return;
	case PROGRESS_STEP:
		text_clear(&watch->step);
		text_clear(&watch->line);
		if (progress.total)
			text_format(&watch->step, "%u/%u ", progress.number, progress.total);
		progress_append_instruction(&instruction, progress.text, progress.length);
		append_start(&watch->step, instruction.bytes, instruction.length);
		text_free(&instruction);
		return;
	case PROGRESS_TEXT:
		text_clear(&watch->line);
		append_start(&watch->line, progress.text, progress.length);
		return;
	}
}

void
watch_free(struct watch *watch)
{
	lines_free(&watch->lines);
	text_free(&watch->step);
	text_free(&watch->line);
}
