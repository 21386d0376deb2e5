#include "jinja/bind/bind_loop.h"

#include <string.h>

#include "jinja/bind/bind_expression.h"
#include "jinja/bind/bind_statement.h"
#include "jinja/bind/binder.h"
#include "jinja/bind/mistakes.h"
#include "jinja/bind/symbols.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/syntax/walk.h"
#include "support/arena.h"
#include "support/banned.h"

static void
check_loop_name(struct ast_walk *walk, const struct name *name, enum name_use use, uint32_t start,
	uint32_t end)
{
	struct binder *binder = walk->data;

	if (use == NAME_STORED && strcmp(name->bytes, "loop") == 0)
		syntax_error_raise(binder->error, start, end, MISTAKE_LOOP_ASSIGNED);
}

static bool
find_scoped(struct ast_walk *walk, struct statement *block)
{
	if (block->scoped)
		*(bool *)walk->data = true;
	return true;
}

/* Whether the loop has a variable `loop` (jinja2: extended_loop). */
static bool
needs_loop(struct statement *statement)
{
	static const char *const wanted[] = {"loop"};
	bool scoped = false;
	struct ast_walk walk = {NULL, find_scoped, &scoped};

	walk_statement(&walk, statement);
	return scoped || statement->loop->is_recursive ||
	       walk_undeclared(&statement->loop->body, wanted, 1);
}

static struct expression *
copy_target(struct binder *binder, const struct expression *target)
{
	struct expression *copy = arena_allocate(binder->arena, sizeof(*copy));

	*copy = *target;
	if (target->kind == EXPRESSION_TUPLE) {
		copy->items =
			arena_allocate_array(binder->arena, target->count, sizeof(*copy->items));
		for (size_t i = 0; i < target->count; i++)
			copy->items[i] = copy_target(binder, target->items[i]);
	}
	return copy;
}

static void
bind_loop_test(struct binder *binder, struct bind_frame *at, struct loop_statement *loop)
{
	struct builder builder;
	struct symbols symbols;

	if (!loop->condition)
		return;
	loop->test = arena_allocate(binder->arena, sizeof(*loop->test));
	bind_routine(&builder, binder, loop->test, at->symbols->builder);
	symbols = symbols_new(&builder, at->symbols);
	symbols_add_target(&symbols, loop->target, true);
	symbols_add_expression(&symbols, loop->condition);
	loop->test->scope = symbols_scope(&symbols);
	struct bind_frame place = bind_inside(at, &symbols);

	loop->test_target = copy_target(binder, loop->target);
	bind_target(binder, &place, loop->test_target);
	bind_expression(binder, &place, loop->condition);
}

static void
bind_loop_bodies(struct binder *binder, struct bind_frame *at, struct loop_statement *loop,
	struct builder *builder, bool extended)
{
	struct symbols symbols = symbols_new(builder, at->symbols);
	struct symbols other = symbols_new(builder, at->symbols);
	struct bind_frame place = bind_inside(at, &symbols), other_place = bind_inside(at, &other);

	loop->level = (uint16_t)symbols.level;
	if (extended)
		loop->loop = (struct variable){.level = loop->level,
			.slot = symbols_declare(&symbols, bind_word(binder, "loop"))};
	symbols_add_target(&symbols, loop->target, true);
	symbols_add_body(&symbols, &loop->body);
	symbols_add_body(&other, &loop->otherwise);
	loop->scope = symbols_scope(&symbols);
	loop->else_scope = symbols_scope(&other);
	place.in_loop = true;
	if (loop->is_recursive)
		other_place.in_loop = false;
	bind_target(binder, &place, loop->target);
	bind_body(binder, &place, &loop->body);
	bind_body(binder, &other_place, &loop->otherwise);
}

void
bind_for(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	struct loop_statement *loop = statement->loop;
	struct builder *outer = at->symbols->builder, builder;
	struct ast_walk walk = {check_loop_name, NULL, binder};

	walk_statement(&walk, statement);
	if (++outer->loops > LOOPS_DEEPEST)
		syntax_error_raise(binder->error, statement->start, statement->end,
			MISTAKE_LOOPS_DEEP, LOOPS_DEEPEST);
	bind_loop_test(binder, at, loop);
	bind_expression(binder, at, loop->iterable);
	if (loop->is_recursive) {
		loop->recursive = arena_allocate(binder->arena, sizeof(*loop->recursive));
		bind_routine(&builder, binder, loop->recursive, outer);
		builder.loops = 1;
	}
	bind_loop_bodies(
		binder, at, loop, loop->is_recursive ? &builder : outer, needs_loop(statement));
	outer->loops--;
}
