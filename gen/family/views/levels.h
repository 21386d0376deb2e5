/* The variants of a family level by level: those of one level do not need each other. */
#ifndef FAMILY_VIEWS_LEVELS_H
#define FAMILY_VIEWS_LEVELS_H

struct family_view;
struct text;

/*
 * A line of JSON that a step of a CI system can hand on as it is: family, registry, and `levels`, a
 * list of lists of variants. The family must have been rendered, as the content keys stand in it.
 */
void
levels_append_json(struct text *text, const struct family_view *view);

#endif
