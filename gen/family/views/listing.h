/* The variants of a family, one after the other, in the order of building. */
#ifndef FAMILY_VIEWS_LISTING_H
#define FAMILY_VIEWS_LISTING_H

struct family_view;
struct text;

/* A table: level, image, tag, and what it is built on. */
void
listing_append_table(struct text *text, const struct family_view *view);

/* A line of JSON: a list of objects with level, image, tag and from. */
void
listing_append_json(struct text *text, const struct family_view *view);

#endif
