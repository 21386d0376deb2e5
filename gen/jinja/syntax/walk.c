#include "jinja/syntax/walk.h"

#include <string.h>

#include "support/banned.h"

struct visit {
	walk_part *part;
	void *data;
};

static void
visit(const struct visit *visit, struct expression *part)
{
	if (part)
		visit->part(visit->data, part);
}

static void
visit_call(const struct visit *to, const struct argument_list *call)
{
	for (size_t i = 0; i < call->count; i++)
		visit(to, call->positional[i]);
	for (size_t i = 0; i < call->keyword_count; i++)
		visit(to, call->keywords[i].value);
	visit(to, call->star);
	visit(to, call->double_star);
}

void
walk_parts(const struct expression *expression, walk_part *part, void *data)
{
	const struct visit to = {part, data};

	switch (expression->kind) {
	case EXPRESSION_CONSTANT:
	case EXPRESSION_NAME:
		break;
	case EXPRESSION_TUPLE:
	case EXPRESSION_LIST:
	case EXPRESSION_CONCAT:
		for (size_t i = 0; i < expression->count; i++)
			visit(&to, expression->items[i]);
		break;
	case EXPRESSION_DICT:
		for (size_t i = 0; i < expression->pair_count; i++) {
			visit(&to, expression->pairs[i].key);
			visit(&to, expression->pairs[i].value);
		}
		break;
	case EXPRESSION_SLICE:
		visit(&to, expression->of);
		for (size_t i = 0; i < 3; i++)
			visit(&to, expression->bounds[i]);
		break;
	case EXPRESSION_ITEM:
		visit(&to, expression->of);
		visit(&to, expression->item);
		break;
	case EXPRESSION_ATTRIBUTE:
	case EXPRESSION_NEGATIVE:
	case EXPRESSION_POSITIVE:
	case EXPRESSION_NOT:
		visit(&to, expression->of);
		break;
	case EXPRESSION_CALL:
	case EXPRESSION_FILTER:
	case EXPRESSION_TEST:
		visit(&to, expression->subject);
		visit_call(&to, expression->call);
		break;
	case EXPRESSION_COMPARE:
		visit(&to, expression->first);
		for (size_t i = 0; i < expression->operand_count; i++)
			visit(&to, expression->operands[i].right);
		break;
	case EXPRESSION_CONDITION:
		visit(&to, expression->test);
		visit(&to, expression->yes);
		visit(&to, expression->no);
		break;
	case EXPRESSION_ADD:
	case EXPRESSION_SUBTRACT:
	case EXPRESSION_MULTIPLY:
	case EXPRESSION_DIVIDE:
	case EXPRESSION_FLOOR_DIVIDE:
	case EXPRESSION_MODULO:
	case EXPRESSION_POWER:
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		visit(&to, expression->left);
		visit(&to, expression->right);
		break;
	}
}

static void
walk_name(struct ast_walk *walk, const struct name *name, enum name_use use, uint32_t start,
	uint32_t end)
{
	if (walk->name)
		walk->name(walk, name, use, start, end);
}

static void
walk_inner(void *walk, struct expression *expression)
{
	walk_expression(walk, expression);
}

void
walk_expression(struct ast_walk *walk, const struct expression *expression)
{
	if (!expression)
		return;
	if (expression->kind == EXPRESSION_NAME)
		walk_name(walk, expression->name, NAME_LOADED, expression->start, expression->end);
	walk_parts(expression, walk_inner, walk);
}

void
walk_target(struct ast_walk *walk, const struct expression *target, enum name_use use)
{
	if (target->kind == EXPRESSION_NAME) {
		walk_name(walk, target->name, use, target->start, target->end);
		return;
	}
	for (size_t i = 0; i < target->count; i++)
		walk_target(walk, target->items[i], use);
}

static void
walk_parameters(struct ast_walk *walk, const struct macro_definition *macro)
{
	for (size_t i = 0; i < macro->count; i++)
		walk_name(walk, macro->parameters[i].name, NAME_PARAMETER,
			macro->parameters[i].start, macro->parameters[i].end);
	for (size_t i = 0; i < macro->count; i++)
		walk_expression(walk, macro->parameters[i].otherwise);
	walk_body(walk, &macro->routine.body);
}

static void
walk_with(struct ast_walk *walk, const struct statement *with)
{
	for (size_t i = 0; i < with->target_count; i++)
		walk_target(walk, with->targets[i].expression, NAME_PARAMETER);
	for (size_t i = 0; i < with->target_count; i++)
		walk_expression(walk, with->values[i]);
	walk_body(walk, &with->body);
}

static void
walk_loop(struct ast_walk *walk, const struct loop_statement *loop)
{
	walk_target(walk, loop->target, NAME_STORED);
	walk_expression(walk, loop->iterable);
	walk_body(walk, &loop->body);
	walk_body(walk, &loop->otherwise);
	walk_expression(walk, loop->condition);
}

static void
walk_branches(struct ast_walk *walk, const struct statement *statement)
{
	for (size_t i = 0; i < statement->branch_count; i++) {
		walk_expression(walk, statement->branches[i].test);
		walk_body(walk, &statement->branches[i].body);
	}
}

static void
walk_set(struct ast_walk *walk, const struct statement *set)
{
	if (set->target.expression && !set->target.attribute)
		walk_target(walk, set->target.expression, NAME_STORED);
	walk_expression(walk, set->value);
	walk_body(walk, &set->captured);
}

void
walk_statement(struct ast_walk *walk, struct statement *statement)
{
	switch (statement->kind) {
	case STATEMENT_TEXT:
	case STATEMENT_BREAK:
	case STATEMENT_CONTINUE:
		break;
	case STATEMENT_PRINT:
	case STATEMENT_DO:
	case STATEMENT_EXTENDS:
		walk_expression(walk, statement->expression);
		break;
	case STATEMENT_FOR:
		walk_loop(walk, statement->loop);
		break;
	case STATEMENT_IF:
		walk_branches(walk, statement);
		break;
	case STATEMENT_CALL:
		walk_expression(walk, statement->called);
		walk_parameters(walk, statement->macro);
		break;
	case STATEMENT_MACRO:
		walk_parameters(walk, statement->macro);
		break;
	case STATEMENT_FILTER:
		walk_body(walk, &statement->captured);
		walk_expression(walk, statement->value);
		break;
	case STATEMENT_SET:
	case STATEMENT_SET_BLOCK:
		walk_set(walk, statement);
		break;
	case STATEMENT_WITH:
		walk_with(walk, statement);
		break;
	case STATEMENT_BLOCK:
		if (!walk->block || walk->block(walk, statement))
			walk_body(walk, &statement->block_body);
		break;
	case STATEMENT_INCLUDE:
	case STATEMENT_IMPORT:
	case STATEMENT_FROM:
		walk_expression(walk, statement->template_name);
		break;
	}
}

void
walk_body(struct ast_walk *walk, const struct body *body)
{
	for (size_t i = 0; i < body->count; i++)
		walk_statement(walk, body->statements[i]);
}

struct undeclared {
	const char *const *wanted;
	size_t count;
	unsigned hidden, found;
};

static void
note_name(struct ast_walk *walk, const struct name *name, enum name_use use, uint32_t start,
	uint32_t end)
{
	struct undeclared *undeclared = walk->data;

	(void)start;
	(void)end;
	for (size_t i = 0; i < undeclared->count; i++) {
		if (strcmp(undeclared->wanted[i], name->bytes) != 0)
			continue;
		if (use != NAME_LOADED)
			undeclared->hidden |= 1u << i;
		else if (!(undeclared->hidden & 1u << i))
			undeclared->found |= 1u << i;
	}
}

static bool
skip_block(struct ast_walk *walk, struct statement *block)
{
	(void)walk;
	(void)block;
	return false;
}

unsigned
walk_undeclared(const struct body *body, const char *const *wanted, size_t count)
{
	struct undeclared undeclared = {wanted, count, 0, 0};
	struct ast_walk walk = {note_name, skip_block, &undeclared};

	walk_body(&walk, body);
	return undeclared.found;
}
