/* Single values of images.yaml: what they may look like, and the placeholders of axes in them. */
#ifndef FAMILY_SCHEMA_SCALAR_H
#define FAMILY_SCHEMA_SCALAR_H

#include <stdbool.h>

#include "family/schema/grammar.h"
#include "family/schema/shape.h"

/* Whether a string has placeholders: {{, {% or {#. */
bool
scalar_has_placeholder(const struct node *text);

/*
 * Renders the placeholders in `node` with the checker's axes. NULL after a mistake, which is
 * reported.
 */
struct node *
scalar_expand(struct checker *checker, const struct node *node);

/*
 * Whether a text or a key follows the grammar and has no invisible characters; reports it where
 * not.
 */
bool
scalar_check_grammar(struct checker *checker, enum grammar_id id, const struct node *node);

/*
 * Checks a text, an integer or a boolean against `shape`, with its placeholders as the checker
 * says, and returns a copy. NULL after a diagnostic.
 */
struct node *
scalar_check(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what);

/* The subject as messages show it, in the checker's arena. */
const char *
subject_text(struct checker *checker, struct subject subject);

#endif
