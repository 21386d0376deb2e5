/*
 * What the process of an image tells the run, through a pipe. A line is one piece of news:
 *
 *     say TEXT             TEXT is shown to people
 *     layer DIFF-ID        a layer of the image in the next line, the lowest first
 *     image WORDS          the image of the target (inspected_append)
 *     base WORDS           an image that the target is built on
 *     dead                 the engine does not answer any more
 *     end RESULT DETAIL    the last line: a number of enum result, and a text that may be empty
 *
 * The run reads it in scheduler.c.
 */
#ifndef BUILD_IMAGE_NEWS_H
#define BUILD_IMAGE_NEWS_H

#include <signal.h>
#include <stdbool.h>

struct arena;
struct inspected;

/* The writing end. All members but `mute` are set by the caller. */
struct news {
	struct arena *arena;
	int file;
	volatile sig_atomic_t *
		stop; /* set to SIGPIPE when a line cannot be written; it ends what the process runs */
	bool mute; /* a line could not be written. No other follows it, because it could be misunderstood. */
};

/* Writes a line. A line break in it becomes a blank. */
void
news_write(struct news *news, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes the lines about an image; `what` is "image" or "base". */
void
news_write_image(struct news *news, const char *what, const struct inspected *image);

#endif
