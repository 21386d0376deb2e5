/* The values that templates work with: Python's, as far as Jinja shows them. */
#ifndef JINJA_VALUE_VALUE_H
#define JINJA_VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct deferral;
struct node;

enum value_kind {
	VALUE_MISSING, /* no value at all; a template never sees it */
	VALUE_UNDEFINED,
	VALUE_NONE,
	VALUE_BOOLEAN,
	VALUE_INTEGER, /* 64 bits; what does not fit is an error */
	VALUE_FLOAT,
	VALUE_STRING, /* UTF-8 */
	VALUE_LIST,
	VALUE_TUPLE,
	VALUE_DICT,
	VALUE_RANGE,
	VALUE_VIEW,     /* dict.keys(), .values(), .items() */
	VALUE_ITERATOR, /* a generator: gives each item once */
	VALUE_NAMESPACE,
	VALUE_LOOP,
	VALUE_MACRO,
	VALUE_MODULE,   /* an imported template */
	VALUE_FUNCTION, /* a global function */
	VALUE_METHOD,   /* a method bound to its object */
	VALUE_CYCLER,
	VALUE_JOINER,
	VALUE_SELF,     /* `self` */
	VALUE_BLOCK,    /* `super`, self.NAME */
	VALUE_MARKUP,   /* what tojson gives: a string that Jinja would treat apart */
	VALUE_DEFERRED, /* made when it is looked at (deferral.h); only entries of dicts are */
};

enum { VALUE_KINDS = VALUE_DEFERRED + 1 };

/* Copied freely; what it points to lives in the arena or heap that it was made in. */
struct value {
	enum value_kind kind;
	uint32_t length; /* of a string, in bytes; what to make, where it is deferred */
	union {
		bool boolean;
		int64_t integer;
		double number;
		const char *bytes;
		struct undefined *undefined;
		struct list *list; /* list and tuple */
		struct dict *dict; /* dict and namespace */
		struct range *range;
		struct dict_view *view;
		struct iterator *iterator;
		struct loop *loop;
		struct macro *macro;
		struct module *module;
		const struct builtin *function;
		struct method *method;
		struct cycler *cycler;         /* cycler and joiner */
		struct jinja_context *context; /* self */
		struct block_reference *block;
		const void *deferred;
	};
};

struct value
value_none(void);

struct value
value_boolean(bool boolean);

struct value
value_integer(int64_t integer);

struct value
value_float(double number);

/* `bytes`, valid UTF-8 and less than 4 GiB, are not copied and must live as long as the value. */
struct value
value_string(const char *bytes, size_t length);

/*
 * An empty list and dict of `arena`. They are filled with value_list_append and value_dict_set and
 * belong to no rendering: where a template changes one (append, update …), the next rendering sees
 * it as it was.
 */
struct value
value_list(struct arena *arena);

struct value
value_dict(struct arena *arena);

/*
 * An empty dict with room for `count` entries. A dict that outgrows its room leaves the old one
 * unused in the arena.
 */
struct value
value_dict_for(struct arena *arena, size_t count);

/*
 * Another list or dict with the same values, in the same memory. What a template changes in one is
 * not seen in the other. Neither may be set again, and no list or dict in it may be changed.
 */
struct value
value_another(struct arena *arena, struct value value);

void
value_list_append(struct arena *arena, struct value list, struct value item);

/* Sets a key (a string, not copied), again if it was set before. */
void
value_dict_set(struct arena *arena, struct value dict, const char *key, struct value value);

/*
 * A dict with the keys of `form`, which is not changed any more, to have values set again. The keys
 * are shared, so that it takes no memory but that of its values. It lacks the last `later` keys
 * until they are set, in their order and before any other is added.
 */
struct value
value_dict_like(struct arena *arena, struct value form, size_t later);

/*
 * Sets a key to what `deferral` makes of `what` and `how` when a template looks at it. All such
 * keys of a dict have one deferral, which lives as long.
 */
void
value_dict_defer(struct arena *arena, struct value dict, const char *key, struct deferral *deferral,
	const void *what, uint32_t how);

/* The value of a key in a dict; VALUE_MISSING if it has none. */
struct value
value_dict_get(struct value dict, const char *key);

/* A scalar as a string, whatever it looks like. */
struct value
value_text(const char *string);

/*
 * What `node` holds, in `arena`, by the YAML 1.2 core schema: plain scalars that are null,
 * booleans, integers or floats there become those, all others strings. Strings are not copied.
 * There must be no integer past 64 bits (node_check_integers).
 */
struct value
value_from_node(struct arena *arena, const struct node *node);

#endif
