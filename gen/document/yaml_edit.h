/* Setting a text in a document without changing any other byte. */
#ifndef DOCUMENT_YAML_EDIT_H
#define DOCUMENT_YAML_EDIT_H

#include <stdbool.h>

struct arena;
struct diagnostics;
struct source;

/* A text, and where it comes. */
struct yaml_setting {
	const char *const *path; /* the keys of maps in each other; NULL ends them */
	const char *value;       /* of one line, without an expression of templates */
	/* Where a key is added to the outermost map: in front of this key of it. */
	const char *before;
};

/* Whether the text has an expression, a statement or a comment of templates. */
bool
yaml_has_expression(const char *text);

/*
 * Makes a source, in `arena`, of the bytes of `source` with a text that is set. A scalar is
 * replaced where it stands. A key that is missing is added, and so is the map for it: on a line of
 * its own in a block, and else in the braces. A text that is there already leaves all bytes as they
 * are.
 *
 * `source` is a document that document_read takes. NULL after a message at the place of an alias,
 * an anchor or an expression, and wherever the result, which is read again, would differ from
 * `source` in more than the text.
 */
const struct source *
yaml_set(const struct source *source, const struct yaml_setting *setting, struct arena *arena,
	struct diagnostics *diagnostics);

#endif
