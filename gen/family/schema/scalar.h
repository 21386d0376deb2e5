/* Single values of images.yaml: what they may look like, and the placeholders in them. */
#ifndef FAMILY_SCHEMA_SCALAR_H
#define FAMILY_SCHEMA_SCALAR_H

#include <stdbool.h>

#include "family/schema/grammar.h"
#include "family/schema/shape.h"

/* Whether a string has placeholders: {{, {% or {#. */
bool
scalar_has_placeholder(const struct node *text);

/* Counts a string with placeholders that stays as it is for now. */
void
scalar_defer(struct checker *checker, const struct node *text);

/*
 * Renders the placeholders in `node` with the checker's scope. NULL after a mistake, which is
 * reported.
 */
struct node *
scalar_expand(struct checker *checker, const struct node *node);

/* Adds a note that says in which image, or in which of its variants, a text was rendered. */
void
scalar_note_scope(struct checker *checker);

/*
 * Whether a text or a key follows the grammar and has no invisible characters; reports it where
 * not.
 */
bool
scalar_check_grammar(struct checker *checker, enum grammar_id id, const struct node *node);

/*
 * Checks a text, an integer or a boolean against `shape`, with its placeholders as the checker
 * says, and returns a copy. NULL after a diagnostic, and where it renders to nothing.
 */
struct node *
scalar_check(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what);

/* The subject as messages show it, in the checker's arena. */
const char *
subject_text(struct checker *checker, struct subject subject);

#endif
