/*
 * What a family looks like from outside: the texts that list, show, graph and matrix print. Each
 * function of this room appends one of them, in one format, to a text. All of them take a
 * family_view.
 */
#ifndef FAMILY_VIEWS_FAMILY_VIEW_H
#define FAMILY_VIEWS_FAMILY_VIEW_H

struct arena;
struct family;
struct variant;

/* What is looked at. */
struct family_view {
	struct arena *arena;           /* for what a function makes; the text is not in it */
	const struct family *family;   /* whole: read without a mistake */
	const struct variant *variant; /* the one that is shown; NULL: the whole family is */
	const char *out;               /* the folder of the generated files */
};

#endif
