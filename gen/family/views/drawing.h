/* The graph of a family: its variants, its bases, and what is built on what. */
#ifndef FAMILY_VIEWS_DRAWING_H
#define FAMILY_VIEWS_DRAWING_H

struct family_view;
struct text;

/*
 * The language of graphviz: a box for a variant, an ellipse for a base, a dashed line for a copy.
 */
void
drawing_append_dot(struct text *text, const struct family_view *view);

/* A flowchart of Mermaid, which Markdown on GitHub and GitLab shows as a picture. */
void
drawing_append_mermaid(struct text *text, const struct family_view *view);

/* A line of JSON: the name of the family, `nodes` and `edges`. */
void
drawing_append_json(struct text *text, const struct family_view *view);

#endif
