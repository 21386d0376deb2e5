/*
 * The abstract syntax tree of a template. The parser builds it, bind/ gives a slot to each of its
 * names, and rendering only reads it.
 */
#ifndef JINJA_SYNTAX_AST_H
#define JINJA_SYNTAX_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jinja/syntax/script.h"
#include "jinja/value/value.h"

struct builtin;
struct source;
struct statement;
struct syntax_error;

/* A word of the template, one object for each word of an environment, so that pointers compare. */
struct name {
	const char *bytes;
	uint32_t length;
	uint64_t hash;
};

enum expression_kind {
	EXPRESSION_CONSTANT,
	EXPRESSION_NAME,
	EXPRESSION_TUPLE,
	EXPRESSION_LIST,
	EXPRESSION_DICT,
	EXPRESSION_ATTRIBUTE,
	EXPRESSION_ITEM,
	EXPRESSION_SLICE,
	EXPRESSION_CALL,
	EXPRESSION_FILTER,
	EXPRESSION_TEST,
	EXPRESSION_NEGATIVE,
	EXPRESSION_POSITIVE,
	EXPRESSION_NOT,
	EXPRESSION_ADD,
	EXPRESSION_SUBTRACT,
	EXPRESSION_MULTIPLY,
	EXPRESSION_DIVIDE,
	EXPRESSION_FLOOR_DIVIDE,
	EXPRESSION_MODULO,
	EXPRESSION_POWER,
	EXPRESSION_AND,
	EXPRESSION_OR,
	EXPRESSION_COMPARE,
	EXPRESSION_CONCAT,
	EXPRESSION_CONDITION,
};

enum { EXPRESSION_KINDS = EXPRESSION_CONDITION + 1 };

enum comparator {
	COMPARE_EQ,
	COMPARE_NE,
	COMPARE_LT,
	COMPARE_LE,
	COMPARE_GT,
	COMPARE_GE,
	COMPARE_IN,
	COMPARE_NOT_IN,
};

/* A variable: `up` routines outwards, then this slot of its frame. */
struct variable {
	uint16_t up;
	uint16_t level; /* of its scope: how many scopes are around it */
	uint32_t slot;
	bool parameter; /* always set, or else Jinja shows something odd */
};

struct keyword {
	const struct name *name;
	struct expression *value;
};

/* What stands between the parentheses of a call, a filter or a test. */
struct argument_list {
	struct expression **positional;
	size_t count;
	struct keyword *keywords;
	size_t keyword_count;
	struct expression *star, *double_star; /* *args and **kwargs, or NULL */
};

struct pair {
	struct expression *key, *value;
};

struct operand {
	enum comparator comparison;
	struct expression *right;
};

/*
 * Where an attribute was found last, in a dict of the context. Such dicts share the texts of their
 * keys (map_intern), so that the next dict of the kind is known to have it there by one pointer.
 */
struct found_key {
	const char *bytes;
	size_t at;
};

/* What `loop` tells (jinja2: LoopContext). */
enum loop_field {
	LOOP_NOTHING,
	LOOP_INDEX,
	LOOP_INDEX0,
	LOOP_FIRST,
	LOOP_LAST,
	LOOP_LENGTH,
	LOOP_REVINDEX,
	LOOP_REVINDEX0,
	LOOP_DEPTH,
	LOOP_DEPTH0,
	LOOP_PREVITEM,
	LOOP_NEXTITEM,
};

struct expression {
	enum expression_kind kind;
	uint16_t depth;      /* of the tree below */
	uint32_t start, end; /* its place in the script */
	union {
		struct value constant;
		struct { /* a name; as a target too */
			const struct name *name;
			struct variable variable;
		};
		struct { /* tuple, list, concat */
			struct expression **items;
			size_t count;
		};
		struct { /* dict */
			struct pair *pairs;
			size_t pair_count;
		};
		struct { /* attribute, item, slice; not, negative, positive */
			struct expression *of;
			union {
				struct {
					const struct name *attribute;
					enum loop_field field; /* what it is of a loop */
					/* NULL if dicts have a method of that name. */
					struct found_key *found;
				};
				struct expression *item;
				struct expression *bounds[3]; /* start, stop, step, or NULL */
			};
		};
		struct {                               /* call, filter, test */
			struct expression *subject;    /* a filter block's filter has none */
			const struct name *called;     /* of a filter or test */
			const struct builtin *builtin; /* NULL: unknown, an error where it runs */
			struct argument_list *call;
		};
		struct { /* the operators with two sides, and, or */
			struct expression *left, *right;
			bool minus_last; /* of a power: see bind_power */
		};
		struct { /* compare */
			struct expression *first;
			struct operand *operands;
			size_t operand_count;
		};
		struct { /* condition: `yes` if `test` else `no` */
			struct expression *test, *yes, *no;
		};
	};
};

enum statement_kind {
	STATEMENT_TEXT,
	STATEMENT_PRINT,
	STATEMENT_FOR,
	STATEMENT_IF,
	STATEMENT_MACRO,
	STATEMENT_CALL,
	STATEMENT_FILTER,
	STATEMENT_SET,
	STATEMENT_SET_BLOCK,
	STATEMENT_WITH,
	STATEMENT_BLOCK,
	STATEMENT_EXTENDS,
	STATEMENT_INCLUDE,
	STATEMENT_IMPORT,
	STATEMENT_FROM,
	STATEMENT_DO,
	STATEMENT_BREAK,
	STATEMENT_CONTINUE,
};

enum { STATEMENT_KINDS = STATEMENT_CONTINUE + 1 };

struct body {
	struct statement **statements;
	size_t count;
};

/* What happens to a variable where its scope is entered (jinja2: idtracking). */
enum load_kind { LOAD_PARAMETER, LOAD_RESOLVE, LOAD_ALIAS, LOAD_MISSING };

struct load {
	enum load_kind kind;
	uint32_t slot;
	const struct name *name; /* LOAD_RESOLVE: looked up in the context */
	struct variable alias;   /* LOAD_ALIAS: copied from here */
};

struct scope {
	struct load *loads;
	size_t count;
};

/*
 * What runs with a frame of its own: a template's root, a block, a macro, a recursive loop, a
 * loop's test.
 */
struct routine {
	struct jinja_template *tmpl;
	struct scope scope;
	struct body body;
	uint32_t slots;
	struct variable self, super; /* set on entering; slot 0 stands for none */
	const struct name *name;     /* of a block or macro; NULL for a call block's */
};

/* A name that takes a value; with `attribute` a namespace's. */
struct set_target {
	struct expression *expression; /* a name or a tuple of targets */
	const struct name *attribute;
};

struct parameter_definition {
	const struct name *name;
	uint32_t slot;
	uint32_t start, end;
	struct expression *otherwise; /* its default, or NULL */
};

struct macro_definition {
	struct routine routine;
	struct parameter_definition *parameters;
	size_t count;
	uint32_t caller, kwargs, varargs; /* slots; 0 stands for none */
	bool uses_caller, explicit_caller;
};

struct toplevel_name {
	const struct name *name;
	struct variable variable;
};

/* A set at the top of a template (jinja2: Frame.toplevel): the context learns the names. */
struct exports {
	struct toplevel_name *items;
	size_t count;
};

struct branch {
	struct expression *test; /* NULL: else */
	struct body body;
};

struct imported {
	const struct name *name, *alias;
	struct variable variable;
};

/* A name of the scope that an included or imported template sees. */
struct local {
	const struct name *name;
	struct variable variable;
};

/* Those of one scope, and what it stands in. */
struct locals {
	struct local *items;
	size_t count;
	const struct locals *outer; /* or NULL */
	unsigned up;                /* routines from this scope to the outer one */
};

struct loop_statement {
	struct expression *target;
	struct expression *test_target; /* `target` as the test's routine sees it */
	struct expression *iterable;
	struct routine *test; /* for … if: its body is empty, `condition` is run in it */
	struct expression *condition;
	struct routine *recursive; /* the body's own routine, or NULL */
	struct scope scope, else_scope;
	struct body body, otherwise;
	struct variable loop; /* `loop`; its slot is 0 for none */
	uint16_t level;       /* of `scope` */
	bool is_recursive;
	bool has_else;
};

struct statement {
	enum statement_kind kind;
	uint32_t start, end;
	bool silent;  /* output after extends: nothing happens */
	bool guarded; /* output, a block: only while nothing was extended */
	union {
		struct value text;             /* TEXT */
		struct expression *expression; /* PRINT, DO, EXTENDS */
		struct loop_statement *loop;
		struct { /* IF */
			struct branch *branches;
			size_t branch_count;
		};
		struct { /* MACRO, CALL */
			struct macro_definition *macro;
			const struct name *macro_name;
			struct variable macro_variable;
			struct expression *called; /* CALL */
			bool exported, toplevel;
		};
		struct { /* SET, SET_BLOCK, FILTER */
			struct set_target target;
			struct expression *value; /* SET's; else the filter, or NULL */
			struct body captured;
			struct scope captured_scope;
			struct exports exports;
		};
		struct { /* WITH */
			struct set_target *targets;
			struct expression **values;
			size_t target_count;
			struct body body;
			struct scope scope;
		};
		struct { /* BLOCK */
			const struct name *block_name;
			struct body block_body;
			struct routine *block;
			bool scoped, required;
			const struct locals *block_locals;
		};
		struct { /* INCLUDE, IMPORT, FROM */
			struct expression *template_name;
			bool ignore_missing, with_context, at_top;
			struct imported *names; /* IMPORT has one */
			size_t name_count;
			const struct locals *locals;
		};
	};
};

struct named_block {
	const struct name *name;
	struct routine *routine;
};

/* A compiled template. */
struct jinja_template {
	const struct name *name;
	const struct source *source;
	struct script script;
	struct routine root;
	struct named_block *blocks;
	size_t block_count;
	bool extends;                      /* an extends tag stands somewhere */
	bool is_inheritance_checked;       /* see jinja/run/inheritance.h */
	const struct syntax_error *broken; /* its first mistake, or NULL */
};

#endif
