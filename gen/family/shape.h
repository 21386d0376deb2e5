/* Shapes: what a value of images.yaml may be, as tables; checking a value gives a clean copy. */
#ifndef FAMILY_SHAPE_H
#define FAMILY_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "family/grammar.h"
#include "support/source.h"

struct arena;
struct diagnostics;
struct node;

enum shape_kind {
	SHAPE_TEXT,    /* a scalar that keeps what the author wrote, held to `grammar` */
	SHAPE_INTEGER, /* smallest..largest */
	SHAPE_BOOLEAN,
	SHAPE_LIST,   /* of `items` */
	SHAPE_MAP,    /* keys of `grammar`, values of `items` */
	SHAPE_RECORD, /* the keys of `fields` */
	SHAPE_FREE,   /* anything; YAML's core schema decides what it is */
	SHAPE_LATER,  /* anything; its shape is checked on its own */
};

struct shape {
	enum shape_kind kind;
	enum grammar_id grammar;
	const struct shape *items;
	const struct field *fields; /* ended by one without a name */
	bool own_keys;              /* a record in which x-… is the user's */
	bool partial;               /* a record that is merged under others: nothing is required */
	long smallest, largest;
};

/* One key of a record. */
struct field {
	const char *name;
	const struct shape *shape;
	bool required;
};

/* What checking needs; borrowed. */
struct checker {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct grammars *grammars;
};

/*
 * A copy of `node` in which every text is a string (never a number or a boolean), null values and
 * the user's x- keys are left out, and everything has `shape`; what has not is reported and left
 * out. `what` names the value in messages ("image 'a'", "'env'"). NULL if nothing is left.
 */
struct node *
shape_check(
	struct checker *checker, const struct shape *shape, struct node *node, const char *what);

/*
 * Reports the required fields that a record, or a record in it, lacks: neither `own`, as it was
 * written, nor `defaults`, which may be NULL, has them. What was written but refused is not missing.
 */
void
shape_check_required(struct checker *checker, const struct shape *shape, const struct node *own,
	const struct node *defaults, struct place place, const char *what);

/*
 * `own` laid over `defaults`, both checked, either may be NULL: maps merge, lists append, scalars
 * are replaced (DESIGN: images.yaml).
 */
struct node *
shape_merge(struct arena *arena, struct node *defaults, struct node *own);

/* As shape_merge, but an item that a list has already is not added again; a new tree. */
struct node *
shape_inherit(struct arena *arena, const struct node *parent, const struct node *own);

#endif
