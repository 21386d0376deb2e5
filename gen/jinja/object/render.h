/* One rendering: its memory, its bounds, its frames. For the files of this room only. */
#ifndef JINJA_OBJECT_RENDER_H
#define JINJA_OBJECT_RENDER_H

#include <setjmp.h>

#include "jinja/bind/bind.h"
#include "jinja/object/builtin.h"
#include "jinja/object/mistakes.h"
#include "jinja/run/template.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/text.h"

struct diagnostics;

/* The bounds of a rendering; each is an error where it is passed. */
enum {
	CALLS_DEEPEST = 150,        /* macros, blocks, includes in one another */
	EVALUATIONS_DEEPEST = 3000, /* C calls in one another */
	ITERATORS_DEEPEST = 900,    /* lazy filters in one another; Python's own bound */
	OUTPUT_LARGEST = 32 << 20,  /* one text, rendered or in between */
	VALUES_DEEPEST = 100,       /* lists in lists, where they are compared or written */
	DICT_STEPS = 8, /* that an entry of a large dict takes: it may be anywhere in memory */
};

/* A chain of dicts that names are looked up in. */
struct names {
	const struct dict *dict;
	const struct names *outer;
};

/* The blocks of one name, the most derived template's first. */
struct block_stack {
	const struct name *name;
	const struct routine **routines;
	size_t count;
};

/* jinja2: Context. */
struct context {
	struct dict *vars;         /* set at the top of the template */
	const struct names *names; /* what it was given */
	struct dict *exported;     /* names of `vars` that a module shows */
	struct block_stack *blocks;
	size_t block_count;
	struct dict *block_numbers; /* name → number among them */
	const struct template *template;
};

/* A running routine. Macros keep the frame that they were defined in. */
struct frame {
	struct frame *outer;
	struct context *context;
	const struct routine *routine;
	const struct template *parent; /* of a root: what it extends, once that is known */
	size_t birth;                  /* where the heap was when it was made */
	struct value slots[];
};

struct undefined {
	const char *hint;   /* the whole message, or NULL */
	struct value owner; /* of an attribute or item; VALUE_MISSING for a variable */
	struct value key;
	bool lenient; /* jinja2.Undefined even where undefined is strict */
};

struct macro {
	const struct macro_definition *definition;
	struct frame *frame;
};

struct module {
	const struct template *template;
	struct dict *exported;
	struct value body;
};

struct method {
	const struct builtin *builtin;
	struct value owner;
};

struct range {
	int64_t start, stop, step;
	int64_t count;
};

enum view_kind { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS };

struct view {
	enum view_kind kind;
	struct dict *dict;
};

struct cycler {
	struct value items; /* a tuple; a joiner's separator */
	size_t position;    /* a joiner: whether it was used */
};

struct block_reference {
	const struct block_stack *stack;
	size_t index;
	struct context *context;
};

/* Gives the items of something one by one. */
struct iterator {
	bool (*next)(struct render *render, struct iterator *iterator, struct value *item);
	struct value source;
	size_t at, size;
	uint32_t offset;
	struct iterator *inner; /* of a filter: what it filters */
	void *data;             /* of a filter */
};

/* jinja2: LoopContext. */
struct loop {
	struct iterator *iterator;
	struct value iterable; /* VALUE_MISSING if its length must be counted */
	struct value before, current, after;
	struct value changed;           /* a tuple, or VALUE_MISSING */
	int64_t index0, length, depth0; /* length -1: not known yet */
	const struct loop_statement *statement;
	struct frame *frame; /* what a recursive call runs in */
};

/* How control leaves a statement. */
enum flow { FLOW_ON, FLOW_BREAK, FLOW_CONTINUE };

/* What is being rendered inside what, for notes. */
struct trace {
	const struct trace *outer;
	const struct template *template;
	uint32_t start, end;
};

struct render {
	struct environment *environment;
	const struct template *template; /* that was asked for */
	bool strict;
	struct heap heap;
	struct text *out;
	size_t out_start, out_most;
	struct text scratch;
	struct diagnostics *diagnostics;
	const char *while_rendering;
	struct frame *frame;
	uint32_t start, end; /* of what is being evaluated, for messages */
	const struct trace *trace;
	size_t mark; /* what the heap has above this is given back soon */
	unsigned calls, evaluations, iterators;
	int64_t steps; /* that are left of the run's */
	struct names globals;
	struct names context_names; /* the context given, then the globals */
	struct dict *modules;       /* imported without context, by name */
	struct thawed *thawed;      /* what was changed of the context, last first */
	jmp_buf out_of_it;
};

/*
 * To be called before a list or dict is changed. What belongs to the context, or to the globals, is
 * changed for this rendering alone: render_freeze puts it back.
 */
void
render_change_list(struct render *render, struct list *list);

void
render_change_dict(struct render *render, struct dict *dict);

void
render_freeze(struct render *render);

/* Ends the rendering with a mistake at the current place. */
_Noreturn void
render_fail(struct render *render, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the rendering because the run has taken its steps. */
_Noreturn void
render_fail_steps(struct render *render);

/*
 * Counts `count` steps against the bound of the run. A step is what a round of an empty loop takes, about ten
 * nanoseconds. Whatever can take longer for larger values counts it, before it is done.
 */
static inline void
render_step(struct render *render, size_t count)
{
	render->steps -= (int64_t)count;
	if (render->steps < 0)
		render_fail_steps(render);
}

/* Counts what it takes to copy, compare or hash bytes. */
static inline void
render_step_bytes(struct render *render, size_t count)
{
	render_step(render, count / 64);
}

/* Counts what it takes to look at bytes one by one. */
static inline void
render_step_characters(struct render *render, size_t count)
{
	render_step(render, count / 4);
}

/* Bounds what was written to render->scratch since it was `start` long. */
static inline void
render_check_scratch(struct render *render, size_t start)
{
	if (render->scratch.length - start > OUTPUT_LARGEST)
		render_fail(render, MISTAKE_STRING_LARGE);
}

static inline void
render_at(struct render *render, const struct expression *expression)
{
	render->start = expression->start;
	render->end = expression->end;
}

/* heap_allocate in the rendering's heap. */
void *
render_allocate(struct render *render, size_t size) __attribute__((returns_nonnull));

/* A string value with a copy of `length` bytes. */
struct value
render_string(struct render *render, const char *bytes, size_t length);

/* The text written to render->scratch since it had `start` bytes, as a string; it is cut off there. */
struct value
render_scratch(struct render *render, size_t start);

struct value
render_new_list(struct render *render, size_t room);

struct value
render_new_tuple(struct render *render, const struct value *items, size_t count);

struct value
render_new_dict(struct render *render);

/* values.c: what Python says of values */

const char *
value_type_name(struct value value); /* as Python's type().__name__ */

bool
value_truth(struct render *render, struct value value);

/* dict_can_hold, with what it takes to hash the key counted. */
bool
value_can_be_key(struct render *render, struct value key);

/* The number of items; false if the value has no length. */
bool
value_length(struct render *render, struct value value, int64_t *length);

bool
value_equal(struct render *render, struct value a, struct value b);

/* -1, 0, 1 for a < b, a == b, a > b; 2 if neither (NaN). Values without an order fail. */
int
value_order(struct render *render, struct value a, struct value b, const char *operator);

bool
value_identical(struct value a, struct value b);

bool
value_contains(struct render *render, struct value container, struct value item);

/* Fails unless the value is of the kind; `what` names it in the message. */
int64_t
value_index(struct render *render, struct value value, const char *what);

/* Fails because `value` cannot be a key: Python says so, or we do of what it hashes by identity. */
_Noreturn void
value_fail_unhashable(struct render *render, struct value value);

bool
value_is_ascii(struct value string);

/* Whether the value is the string `word`. Strings of templates have no NUL behind them. */
bool
value_is_word(struct value value, const char *word);

bool
value_is_number(struct value value); /* boolean, integer or float */

double
value_number(struct value value);

/* A boolean or integer as an integer. */
int64_t
value_whole(struct value value);

/* repr.c: str() and repr() */

/* Appends what Python's str() gives, which is what {{ }} prints. Fails for strict undefined values. */
void
write_value(struct render *render, struct text *text, struct value value);

/* Appends what Python's repr() gives. */
void
write_repr(struct render *render, struct text *text, struct value value);

/* Appends the shortest digits that read back as `number`, as Python's repr(float). */
void
write_float(struct render *render, struct text *text, double number);

/* str() of a value as a string value. */
struct value
value_to_string(struct render *render, struct value value);

/* A string value's bytes, for messages only, shortened. */
const char *
value_for_message(struct render *render, struct value value);

/* undefined.c */

struct value
undefined_variable(struct render *render, const struct name *name);

struct value
undefined_attribute(struct render *render, struct value owner, struct value key);

struct value
undefined_hint(struct render *render, bool lenient, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends the rendering as an undefined value does that is used. */
_Noreturn void
undefined_fail(struct render *render, struct value value);

/* Fails if `value` is undefined. */
void
undefined_check(struct render *render, struct value value);

/* Fails if `value` is undefined and undefined is strict. */
void
undefined_check_strict(struct render *render, struct value value);

/* access.c: attributes and items */

struct value
access_attribute(struct render *render, struct value owner, const struct expression *expression);

/* environment.getattr and getitem of jinja2 with a computed name. */
struct value
access_attribute_string(struct render *render, struct value owner, struct value name);

struct value
access_item(struct render *render, struct value owner, struct value key);

struct value
access_slice(struct render *render, struct value owner, const struct value bounds[3]);

/* iterate.c */

/*
 * An iterator over `value`, in `storage` unless it is one itself. Fails if Python could not iterate.
 */
struct iterator *
iterate(struct render *render, struct value value, struct iterator *storage);

/* The next item of `iterator`; false at the end. Counts a step. */
bool
iterator_next(struct render *render, struct iterator *iterator, struct value *item);

/* An iterator value, its inner iterator over `source` started. */
struct value
iterator_new(struct render *render,
	bool (*next)(struct render *, struct iterator *, struct value *), struct value source,
	void *data);

/* Two `next`: of nothing, and of what iterates over its source. */
bool
iterate_nothing(struct render *render, struct iterator *iterator, struct value *item);

bool
iterate_source(struct render *render, struct iterator *iterator, struct value *item);

/* list(value). */
struct list *
iterate_to_list(struct render *render, struct value value);

/* reversed(value); VALUE_MISSING if Python cannot reverse it. */
struct value
iterate_reversed(struct render *render, struct value value);

/* operate.c: arithmetic */

struct value
operate(struct render *render, enum expression_kind kind, struct value left, struct value right);

struct value
operate_negative(struct render *render, struct value value);

struct value
operate_positive(struct render *render, struct value value);

/* filters_order.c */

/*
 * Sorts `items` by `keys`, stably as Python does; with `reverse`, equal ones keep their order. `order`
 * compares keys as value_order does. Both lists are changed.
 */
void
sort_list(struct render *render, struct list *items, struct list *keys, bool reverse);

/* globals.c */

/* Sets what dict(), namespace() and dict.update() take: a mapping or pairs, then keywords. */
void
globals_update(struct render *render, struct dict *dict, const struct arguments *arguments,
	const char *name);

/* format.c: "…" % values, "…".format(…) */

struct value
format_percent(struct render *render, struct value format, struct value values);

struct value
format_braces(struct render *render, struct value format, const struct arguments *arguments);

/* evaluate.c */

struct value
evaluate(struct render *render, const struct expression *expression);

/* Runs a filter or test `expression` on `subject`. */
struct value
evaluate_builtin(struct render *render, const struct expression *expression, struct value subject);

/* Calls anything that can be called; `caller`, if not NULL, is a further named argument. */
struct value
evaluate_call(
	struct render *render, const struct expression *expression, const struct value *caller);

struct value
call_value(struct render *render, struct value callee, const struct arguments *arguments);

struct value
call_macro(struct render *render, struct value macro, const struct arguments *arguments);

/* execute.c, execute_loop.c, execute_template.c */

enum flow
execute_body(struct render *render, const struct body *body);

void
execute_enter(struct render *render, const struct scope *scope);

void
execute_leave(struct render *render, const struct scope *scope);

/* Assigns `value` to a name or a tuple of names. */
void
execute_assign(struct render *render, const struct expression *target, struct value value);

struct value *
execute_slot(struct render *render, struct variable variable);

void
execute_set(struct render *render, struct variable variable, struct value value);

enum flow
execute_for(struct render *render, const struct statement *statement);

/* The field of a loop called `name`, or LOOP_NOTHING. */
enum loop_field
loop_field(const char *name, size_t length);

/* What the loop tells of itself now; VALUE_MISSING for LOOP_NOTHING. */
struct value
loop_tell(struct render *render, struct loop *loop, enum loop_field field);

struct value
loop_call(struct render *render, struct value loop, const struct arguments *arguments);

void
execute_block(struct render *render, const struct statement *statement);

void
execute_extends(struct render *render, const struct statement *statement);

void
execute_include(struct render *render, const struct statement *statement);

void
execute_import(struct render *render, const struct statement *statement);

/* Runs the root of `template` and of those that it extends with `context`. */
void
execute_root(struct render *render, const struct template *template, struct context *context);

/* A context for `template` with `names` behind it. */
struct context *
context_new(struct render *render, const struct template *template, const struct names *names);

bool
context_find(const struct context *context, const struct name *name, struct value *value);

/* self.NAME and super() */
struct value
block_reference(struct render *render, struct context *context, const struct name *name,
	const struct routine *after);

struct value
block_of_self(struct render *render, struct context *context, struct value name);

struct value
block_super(struct render *render, struct block_reference *reference);

struct value
block_call(struct render *render, struct value reference);

/* A frame for `routine`, all its slots empty. */
struct frame *
frame_new(struct render *render, const struct routine *routine, struct frame *outer,
	struct context *context);

/* Text written since the output had `start` bytes, as a string; it is cut off there. */
struct value
render_captured(struct render *render, size_t start);

/* Ends the rendering because its output, or that of the run, is too large. */
_Noreturn void
render_fail_output(struct render *render);

static inline void
render_check_output(struct render *render)
{
	if (render->out->length - render->out_start > render->out_most)
		render_fail_output(render);
}

/* Counts a call in a call; *_leave undoes it, and goes back to the place of the call. */
void
render_enter_call(struct render *render, struct trace *trace);

void
render_leave_call(struct render *render, const struct trace *trace);

/* environment.c */

/* The template `name`, compiled; NULL if there is none. Fails if it has mistakes. */
const struct template *
render_find_template(struct render *render, struct value name);

#endif
