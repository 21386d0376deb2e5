/* The values of a document as a tree of nodes: what a user wrote, and where it stands. */
#ifndef DOCUMENT_NODE_H
#define DOCUMENT_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct arena;
struct diagnostics;

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node_entry {
	struct node *key; /* a scalar, unique in its map */
	struct node *value;
};

/* A value of the document. An alias is the very node of its anchor. */
struct node {
	enum node_kind kind;
	bool plain;   /* a scalar without quotes, not a block */
	bool settled; /* checked, and without a template in it (shape.h) */
	bool shared;  /* more than one image has it */
	bool refers;  /* a text that may refer to environment variables, or a map that has one */
	bool whole;   /* a map that replaces what it is merged over (shape.h) */
	uint32_t expanded; /* values in it with every alias replaced by what it names */
	struct place place;
	union {
		struct {                  /* NODE_SCALAR: what the author wrote, unescaped */
			const char *text; /* a NUL behind it; holds none itself */
			size_t length;
		};
		struct { /* NODE_LIST */
			struct node **items;
			size_t count;
		};
		struct { /* NODE_MAP, in the order of the file, merge keys resolved */
			struct node_entry *entries;
			size_t entry_count;
		};
	};
};

/* The types of a scalar in the YAML 1.2 core schema (YAML 1.2.2, section 10.3.2). */
enum scalar_type { SCALAR_NULL, SCALAR_BOOLEAN, SCALAR_INTEGER, SCALAR_FLOAT, SCALAR_STRING };

/* The value of the key `key` (a string) in a map, or NULL. */
struct node *
node_get(const struct node *map, const char *key);

/* The type that the core schema gives a scalar; quoted and block scalars are strings. */
enum scalar_type
node_scalar_type(const struct node *scalar);

/* The value of a scalar of type SCALAR_INTEGER; false if 64 bits cannot hold it. */
bool
node_integer(const struct node *scalar, int64_t *integer);

/* Whether 64 bits hold every integer in `node`; reports the first one that they cannot hold. */
bool
node_check_integers(const struct node *node, struct diagnostics *diagnostics);

/* Whether the scalar is null in the core schema: empty, ~, null, Null, NULL, and not quoted. */
bool
node_is_null(const struct node *node);

/* Whether the scalar, a boolean of the core schema, says true. */
bool
node_is_true(const struct node *boolean);

/* The texts of a list of scalars, ended by NULL. What is no list (NULL too) has none. */
const char *const *
node_texts(struct arena *arena, const struct node *list);

/* How many values there are: the node itself, and what is in it. */
size_t
node_count(const struct node *node);

/* Whether the node is a list without items or a map without entries. */
bool
node_is_empty(const struct node *node);

/* Whether the scalar `node` is the string `string`. */
bool
node_is(const struct node *node, const char *string);

#endif
