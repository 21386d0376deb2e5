/* Nodes as text: a tree as block YAML, a scalar as JSON. */
#ifndef DOCUMENT_NODE_WRITER_H
#define DOCUMENT_NODE_WRITER_H

struct json_writer;
struct node;
struct text;

/* Appends what stands behind a scalar on its line, as a comment. `data` is the caller's. */
typedef void
node_comment(struct text *text, const struct node *scalar, const void *data);

/*
 * Appends what stands behind "KEY:" or "-", with the end of the line: a scalar on the same line,
 * followed by its comment; a list or map on lines of its own, indented by two blanks for each of
 * `depth`; an empty one as [] or {}. Whoever reads it (YAML 1.2) gets the same values again: what
 * is a number, a boolean or null stays one, a text stays a text.
 */
void
node_append_yaml(struct text *text, const struct node *node, int depth, node_comment *comment,
	const void *data);

/* Writes a scalar as JSON: a boolean, an integer of 64 bits, or a string for all else. */
void
node_write_json(struct json_writer *writer, const struct node *scalar);

#endif
