#include "jinja/bind/bind_statement.h"

#include "jinja/bind/bind_expression.h"
#include "jinja/bind/bind_loop.h"
#include "jinja/bind/bind_macro.h"
#include "jinja/bind/binder.h"
#include "jinja/bind/mistakes.h"
#include "jinja/bind/symbols.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/syntax_error.h"
#include "support/arena.h"
#include "support/banned.h"

/* The names that a scope and the scopes around it store. To be called when all names are known. */
static const struct locals *
list_locals(struct symbols *symbols)
{
	if (!symbols || symbols->locals)
		return symbols ? symbols->locals : NULL;
	struct arena *arena = symbols->builder->arena;
	struct locals *locals = arena_allocate(arena, sizeof(*locals));

	*locals = (struct locals){.outer = list_locals(symbols->outer)};
	if (symbols->outer)
		locals->up = symbols->builder->depth - symbols->outer->builder->depth;
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->items[i];

		if (symbol->stored)
			*ARENA_ADD(arena, locals->items, locals->count) = (struct local){
				symbol->name, {.slot = symbol->slot,
						      .parameter = symbol->kind == LOAD_PARAMETER}};
	}
	return symbols->locals = locals;
}

static void
collect_exports(struct binder *binder, struct exports *exports, const struct expression *target)
{
	if (target->kind == EXPRESSION_NAME) {
		struct toplevel_name *entry =
			ARENA_ADD(binder->arena, exports->items, exports->count);

		*entry = (struct toplevel_name){target->name, target->variable};
		return;
	}
	for (size_t i = 0; i < target->count; i++)
		collect_exports(binder, exports, target->items[i]);
}

static void
bind_set_target(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	bind_target(binder, at, statement->target.expression);
	if (at->toplevel && !statement->target.attribute)
		collect_exports(binder, &statement->exports, statement->target.expression);
}

static void
bind_set(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	bind_set_target(binder, at, statement);
	bind_expression(binder, at, statement->value);
}

static void
bind_captured(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	struct symbols symbols = symbols_new(at->symbols->builder, at->symbols);
	struct bind_frame place = bind_inside(at, &symbols);

	symbols_add_body(&symbols, &statement->captured);
	if (statement->kind == STATEMENT_FILTER)
		symbols_add_expression(&symbols, statement->value);
	else
		place.in_template_output = false;
	statement->captured_scope = symbols_scope(&symbols);
	bind_body(binder, &place, &statement->captured);
	if (statement->kind == STATEMENT_SET_BLOCK)
		bind_set_target(binder, at, statement);
	bind_expression(binder, &place, statement->value);
}

static void
bind_with(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	struct symbols symbols = symbols_new(at->symbols->builder, at->symbols);
	struct bind_frame place = bind_inside(at, &symbols);

	for (size_t i = 0; i < statement->target_count; i++)
		symbols_add_target(&symbols, statement->targets[i].expression, true);
	symbols_add_body(&symbols, &statement->body);
	statement->scope = symbols_scope(&symbols);
	for (size_t i = 0; i < statement->target_count; i++) {
		bind_target(binder, &place, statement->targets[i].expression);
		bind_expression(binder, at, statement->values[i]);
	}
	bind_body(binder, &place, &statement->body);
}

static void
bind_if(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	struct bind_frame soft = *at;

	soft.soft = true;
	soft.rootlevel = false;
	for (size_t i = 0; i < statement->branch_count; i++) {
		bind_expression(binder, &soft, statement->branches[i].test);
		bind_body(binder, &soft, &statement->branches[i].body);
	}
}

static void
bind_block(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	if (at->toplevel) {
		statement->silent = binder->extends_at_root;
		statement->guarded = binder->extends > 0;
	}
	if (statement->scoped)
		statement->block_locals = list_locals(at->symbols);
}

static void
bind_extends(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	if (!at->toplevel)
		syntax_error_raise(
			binder->error, statement->start, statement->end, MISTAKE_EXTENDS_INSIDE);
	bind_expression(binder, at, statement->expression);
	if (at->rootlevel)
		binder->extends_at_root = true;
	binder->extends++;
}

static void
bind_template_use(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	bind_expression(binder, at, statement->template_name);
	statement->at_top = at->toplevel;
	for (size_t i = 0; i < statement->name_count; i++)
		symbols_variable(
			at->symbols, statement->names[i].alias, &statement->names[i].variable);
	if (statement->with_context)
		statement->locals = list_locals(at->symbols);
}

static void
bind_output(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	if (at->in_template_output) {
		statement->silent = binder->extends_at_root;
		statement->guarded = true;
	}
	if (statement->kind == STATEMENT_PRINT && !statement->silent)
		bind_expression(binder, at, statement->expression);
}

static void
bind_statement(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	switch (statement->kind) {
	case STATEMENT_TEXT:
	case STATEMENT_PRINT:
		bind_output(binder, at, statement);
		break;
	case STATEMENT_FOR:
		bind_for(binder, at, statement);
		break;
	case STATEMENT_IF:
		bind_if(binder, at, statement);
		break;
	case STATEMENT_MACRO:
		bind_macro(binder, at, statement);
		break;
	case STATEMENT_CALL:
		bind_call_block(binder, at, statement);
		break;
	case STATEMENT_FILTER:
	case STATEMENT_SET_BLOCK:
		bind_captured(binder, at, statement);
		break;
	case STATEMENT_SET:
		bind_set(binder, at, statement);
		break;
	case STATEMENT_WITH:
		bind_with(binder, at, statement);
		break;
	case STATEMENT_BLOCK:
		bind_block(binder, at, statement);
		break;
	case STATEMENT_EXTENDS:
		bind_extends(binder, at, statement);
		break;
	case STATEMENT_INCLUDE:
	case STATEMENT_IMPORT:
	case STATEMENT_FROM:
		bind_template_use(binder, at, statement);
		break;
	case STATEMENT_DO:
		bind_expression(binder, at, statement->expression);
		break;
	case STATEMENT_BREAK:
	case STATEMENT_CONTINUE:
		if (!at->in_loop)
			syntax_error_raise(binder->error, statement->start, statement->end,
				MISTAKE_NO_LOOP,
				statement->kind == STATEMENT_BREAK ? "break" : "continue");
		break;
	}
}

void
bind_body(struct binder *binder, struct bind_frame *at, const struct body *body)
{
	for (size_t i = 0; i < body->count; i++)
		bind_statement(binder, at, body->statements[i]);
}
