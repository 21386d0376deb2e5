/*
 * Shapes say in tables what a value of images.yaml may be. Checking a value gives a clean copy of
 * it.
 */
#ifndef FAMILY_SCHEMA_SHAPE_H
#define FAMILY_SCHEMA_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "family/schema/axis.h"
#include "family/schema/grammar.h"
#include "support/source.h"

struct arena;
struct budget;
struct diagnostics;
struct node;

enum shape_kind {
	SHAPE_TEXT,    /* a scalar as it is written, which follows `grammar` */
	SHAPE_INTEGER, /* smallest..largest */
	SHAPE_BOOLEAN,
	SHAPE_LIST, /* of `items`; a list in it is joined with it, unless it can be an item */
	SHAPE_MAP,  /* keys of `grammar`, values of `items` */
	SHAPE_RECORD, /* the keys of `fields`; with `items`, also keys of `grammar` with such values */
	SHAPE_EITHER, /* `items` or `other`, of which one is a single value, a list or a map */
	SHAPE_FREE,   /* anything; its type is that of YAML's core schema */
	SHAPE_LATER,  /* anything; it is checked by another call */
};

struct shape {
	enum shape_kind kind;
	enum grammar_id grammar;
	const struct shape *items, *other;
	const struct field *fields; /* ended by one without a name */
	/*
	 * The field of a record that a value which is no map stands for: `user: node` is
	 * {name: node}. A single value stands for a list of one if the field is a list. The checked
	 * copy is always a record. A single value replaces a record that it is merged over.
	 */
	const char *short_form;
	bool removes; /* the short form says that there is no such thing: it stands alone */
	/* A field of a record that has the value of the field `otherwise` if it is not written. */
	const char *unwritten, *otherwise;
	bool own_keys; /* a record in which keys x-… belong to the user */
	bool partial; /* others are merged over the record: no key is required, placeholders are deferred */
	bool whole; /* a list that is one value, like the words of a command: replaced, not appended to */
	const char *const *foreign_first; /* words that a list cannot begin with, ended by NULL */
	bool filled;                      /* a list that has at least one item */
	bool set; /* a list that has each text once: what defaults and joined lists repeat is dropped */
	bool fixed; /* what makes the variants: it stays as it is, and its texts have no placeholders */
	bool lone;     /* a list, of which a single value stands for a list of one */
	bool in_front; /* a list in which the items of a child come before those of its parent */
	long smallest, largest;
};

/* The flags of a field. */
enum {
	REQUIRED = 1,
	INHERITED = 2, /* by the children of an image */
	KEPT = 4,      /* the children cannot remove what is in it */
	READ = 8, /* the template of the Dockerfile has to look at it, as nothing else uses it */
};

/* One key of a record. */
struct field {
	const char *name;
	const struct shape *shape;
	unsigned flags;
	const char *help; /* what it holds, for the JSON Schema */
};

/* What becomes of the placeholders in strings, as {{ python }}. */
enum shape_placeholders {
	PLACEHOLDERS_DEFERRED, /* a string that has some stays; it is checked again */
	PLACEHOLDERS_LITERAL,  /* they are characters like others */
	/*
	 * The expander renders them. A text that renders to nothing counts as not written: an item
	 * drops out of its list, an entry out of its map. So does a record that loses a required
	 * value, and a list, a map or a record that loses all it had.
	 */
	PLACEHOLDERS_EXPANDED,
};

/* What checking needs. All of it is borrowed. */
struct checker {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct grammars *grammars;
	enum shape_placeholders placeholders;
	size_t deferred;   /* how many strings stayed as they have placeholders */
	size_t using_vars; /* how many of these use vars */
	struct expander *expander;
	struct budget *budget; /* of the run; its nodes are what merging and variants make */
	struct merging *merging;
	bool again; /* the node is the result of a check: only its placeholders are left to be checked */
	struct text_scope scope; /* what the placeholders can use */
};

/* What a message is about: image 'a'. */
struct subject {
	const char *kind; /* "": the name stands alone, 'env'; NULL: alone and without quotes */
	const char *name;
};

/*
 * Checks `node` against `shape` and returns a copy in which every text is a string, never a number
 * or a boolean. Null values, the user's x- keys and what has another shape are left out; the last
 * is reported, with `what` as the subject of the message. NULL if nothing is left. The copy can be
 * checked again with other placeholders; the checker's `again` is true then.
 */
struct node *
shape_check(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what);

/* The same for the value of the field `name` of a record. */
struct node *
shape_check_field(
	struct checker *checker, const struct shape *shape, const char *name, struct node *node);

/*
 * A checker for the results of `checker`, which renders the placeholders in them with what is in
 * `scope`.
 */
struct checker
shape_expanding(const struct checker *checker, struct text_scope scope);

/*
 * Reports required fields that a record, or a record in it, lacks: neither `own`, as it was
 * written, nor `defaults`, which may be NULL, has them. A field that was refused is not missing,
 * and a short form lacks nothing.
 */
void
shape_check_required(struct checker *checker, const struct shape *shape, const struct node *own,
	const struct node *defaults, struct place place, struct subject what);

#endif
