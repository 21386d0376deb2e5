#include "jinja/bind/bind_expression.h"

#include <string.h>

#include "jinja/bind/binder.h"
#include "jinja/bind/mistakes.h"
#include "jinja/bind/symbols.h"
#include "jinja/library/library.h"
#include "jinja/library/methods_collection.h"
#include "jinja/library/mistakes.h"
#include "jinja/object/builtin.h"
#include "jinja/object/loop.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/syntax/walk.h"
#include "support/arena.h"
#include "support/banned.h"

static void
bind_name(struct binder *binder, struct bind_frame *at, struct expression *expression)
{
	struct symbols *where = NULL;

	if (!symbols_variable(at->symbols, expression->name, &expression->variable))
		syntax_error_raise(binder->error, expression->start, expression->end,
			MISTAKE_NAME_UNBOUND, expression->name->bytes);
	symbols_find(at->symbols, expression->name, &where);
	if (at->defaults && where == at->symbols)
		expression->variable.parameter = false;
}

/* Inside an if or inline if, an unknown filter or test is a mistake only where it runs. */
static void
bind_builtin(struct binder *binder, struct bind_frame *at, struct expression *expression)
{
	const bool filter = expression->kind == EXPRESSION_FILTER;
	const struct name *name = expression->called;

	expression->builtin = filter ? library_filter(name->bytes) : library_test(name->bytes);
	if (expression->builtin)
		return;
	const char *near =
		filter ? library_near_filter(name->bytes) : library_near_test(name->bytes);

	if (library_refuses(name->bytes, filter))
		syntax_error_raise(binder->error, expression->start, expression->end,
			filter ? MISTAKE_FILTER_REFUSED : MISTAKE_TEST_REFUSED, name->bytes);
	if (at->soft)
		return;
	if (near)
		syntax_error_raise(binder->error, expression->start, expression->end,
			filter ? MISTAKE_UNKNOWN_FILTER_NEAR : MISTAKE_UNKNOWN_TEST_NEAR,
			name->bytes, near);
	syntax_error_raise(binder->error, expression->start, expression->end,
		filter ? MISTAKE_UNKNOWN_FILTER : MISTAKE_UNKNOWN_TEST, name->bytes);
}

struct binding {
	struct binder *binder;
	struct bind_frame *at;
};

static void
bind_part(void *data, struct expression *expression)
{
	const struct binding *part = data;

	bind_expression(part->binder, part->at, expression);
}

static void
bind_attribute(struct binder *binder, struct expression *expression)
{
	const struct name *name = expression->attribute;

	expression->field = loop_field(name->bytes, name->length);
	if (name->bytes[0] != '_' && !builtin_find(methods_of_dicts, name->bytes, name->length))
		expression->found = arena_allocate(binder->arena, sizeof(*expression->found));
}

static void
note_name(void *found, struct expression *expression)
{
	if (expression->kind == EXPRESSION_NAME || expression->kind == EXPRESSION_CALL)
		*(bool *)found = true;
	walk_parts(expression, note_name, found);
}

/* Whether Jinja evaluates the expression when it compiles (jinja2: optimizer). */
static bool
is_constant(struct expression *expression)
{
	bool found = false;

	note_name(&found, expression);
	return !found;
}

/*
 * Jinja writes a constant left side into its Python without parentheses. There the minus of a
 * negative number binds weaker than the power: (-2) ** x is -(2 ** x).
 */
static void
bind_power(struct expression *power)
{
	power->minus_last = is_constant(power->left) && !is_constant(power->right);
}

void
bind_expression(struct binder *binder, struct bind_frame *at, struct expression *expression)
{
	struct bind_frame soft;

	if (!expression)
		return;
	if (expression->kind == EXPRESSION_NAME)
		bind_name(binder, at, expression);
	if (expression->kind == EXPRESSION_FILTER || expression->kind == EXPRESSION_TEST)
		bind_builtin(binder, at, expression);
	if (expression->kind == EXPRESSION_ATTRIBUTE)
		bind_attribute(binder, expression);
	if (expression->kind == EXPRESSION_POWER)
		bind_power(expression);
	if (expression->kind == EXPRESSION_CONDITION) {
		soft = *at;
		soft.soft = true;
		at = &soft;
	}
	walk_parts(expression, bind_part, &(struct binding){binder, at});
}

void
bind_target(struct binder *binder, struct bind_frame *at, struct expression *target)
{
	if (target->kind == EXPRESSION_NAME)
		bind_name(binder, at, target);
	else
		for (size_t i = 0; i < target->count; i++)
			bind_target(binder, at, target->items[i]);
}
