/*
 * The mark that out/.manifest has of the stock templates. It tells whether an out/ differs because
 * another program wrote it.
 */
#ifndef OUTPUT_STOCK_MARK_H
#define OUTPUT_STOCK_MARK_H

#include <stdbool.h>

#include "support/hash/object_id.h"

struct text;

/*
 * The version of what the program renders: the stock templates, and what they see. A release that
 * changes it has a higher one.
 */
enum { STOCK_VERSION = 3 };

struct stock_mark {
	unsigned version; /* 0: there is none, as all templates are the family's */
	char hash[OBJECT_ID_SIZE];
};

/* The mark of this program. Two programs that are being worked on can share a version. */
struct stock_mark
stock_mark_of_program(void);

/* Appends the line of a manifest: "/stock VERSION HASH". No path of a file starts with a slash. */
void
stock_mark_append(struct text *text, const struct stock_mark *mark);

/* Reads the mark of a manifest; the highest, if a merge left several. */
struct stock_mark
stock_mark_read(const char *manifest);

/* Whether out/ has a mark of another program than this one. */
bool
stock_mark_is_other(const struct stock_mark *mark);

/* Whether a program with newer stock templates wrote out/. */
bool
stock_mark_is_newer(const struct stock_mark *mark);

/* Appends who wrote the folder `out`, if it has a mark of another program, and what to do. */
void
stock_mark_explain(struct text *text, const struct stock_mark *mark, const char *out);

#endif
