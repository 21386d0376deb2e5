/* One variant as it is resolved: all its keys, and the file and line that each value comes from. */
#ifndef FAMILY_VIEWS_RESOLVED_H
#define FAMILY_VIEWS_RESOLVED_H

struct family_view;
struct text;

/* YAML in the order of the schema, with the origin of each value as a comment. */
void
resolved_append_yaml(struct text *text, const struct family_view *view);

/* A line of JSON, in which each value is an object that tells its origin too. */
void
resolved_append_json(struct text *text, const struct family_view *view);

#endif
