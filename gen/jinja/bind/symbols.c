#include "jinja/bind/symbols.h"

#include <string.h>

#include "jinja/syntax/walk.h"
#include "support/arena.h"
#include "support/banned.h"

struct symbols
symbols_new(struct builder *builder, struct symbols *outer)
{
	return (struct symbols){
		.outer = outer, .builder = builder, .level = outer ? outer->level + 1 : 0};
}

/* Jinja makes Python variables named by level and name, so scopes of one level share them. */
static uint32_t
slot_of(struct builder *builder, unsigned level, const struct name *name)
{
	char *key = arena_format(builder->arena, "%u %s", level, name->bytes);
	uint32_t *slot = map_get(&builder->slots, key, strlen(key));

	if (!slot) {
		slot = arena_allocate(builder->arena, sizeof(*slot));
		*slot = builder->routine->slots++;
		map_set(&builder->slots, builder->arena, key, strlen(key), slot);
	}
	return *slot;
}

enum { INDEXED_FROM = 16 }; /* names: fewer are found as fast one by one */

/* Adds the newest name to `numbers`; the first time there are many names, all of them. */
static void
index_newest(struct symbols *symbols)
{
	if (symbols->count < INDEXED_FROM)
		return;
	for (size_t i = symbols->numbers.count; i < symbols->count; i++)
		map_set(&symbols->numbers, symbols->builder->arena, symbols->items[i].name->bytes,
			symbols->items[i].name->length, (void *)(uintptr_t)(i + 1));
}

static struct symbol *
find_own(const struct symbols *symbols, const struct name *name)
{
	if (symbols->count >= INDEXED_FROM) {
		const size_t number =
			(size_t)(uintptr_t)map_get(&symbols->numbers, name->bytes, name->length);

		return number ? &symbols->items[number - 1] : NULL;
	}
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->items[i].name == name)
			return &symbols->items[i];
	return NULL;
}

static struct symbol *
find_here(const struct symbols *symbols, const struct name *name)
{
	struct symbol *symbol = NULL;

	for (; symbols && !symbol; symbols = symbols->base)
		symbol = find_own(symbols, name);
	return symbol;
}

struct symbol *
symbols_find(struct symbols *symbols, const struct name *name, struct symbols **where)
{
	for (; symbols; symbols = symbols->outer) {
		struct symbol *symbol = find_here(symbols, name);

		if (symbol) {
			*where = symbols;
			return symbol;
		}
	}
	return NULL;
}

bool
symbols_variable(struct symbols *symbols, const struct name *name, struct variable *variable)
{
	struct symbols *where;
	const struct symbol *symbol = symbols_find(symbols, name, &where);

	if (!symbol)
		return false;
	*variable = (struct variable){(uint16_t)(symbols->builder->depth - where->builder->depth),
		(uint16_t)where->level, symbol->slot, symbol->kind == LOAD_PARAMETER};
	return true;
}

/* The symbol that this scope has itself, not its base; or NULL. */
static struct symbol *
add(struct symbols *symbols, struct symbol symbol)
{
	struct symbol *added = ARENA_ADD(symbols->builder->arena, symbols->items, symbols->count);

	*added = symbol;
	index_newest(symbols);
	return added;
}

/*
 * A symbol of this scope that can be changed: one of the base is copied first. NULL if there is
 * none.
 */
static struct symbol *
change_here(struct symbols *symbols, const struct name *name)
{
	struct symbol *symbol = find_own(symbols, name);
	const struct symbol *before =
		symbol || !symbols->base ? NULL : find_here(symbols->base, name);

	return before ? add(symbols, *before) : symbol;
}

static struct symbol *
define(struct symbols *symbols, const struct name *name, enum load_kind kind)
{
	struct symbol *symbol = change_here(symbols, name);

	if (!symbol)
		symbol = add(
			symbols, (struct symbol){.name = name,
					 .slot = slot_of(symbols->builder, symbols->level, name)});
	symbol->kind = kind;
	return symbol;
}

uint32_t
symbols_declare(struct symbols *symbols, const struct name *name)
{
	struct symbol *symbol = define(symbols, name, LOAD_PARAMETER);

	symbol->stored = true;
	return symbol->slot;
}

/*
 * jinja2: Symbols.store and branch_update. The variable starts with the value of an outer one of
 * its name.
 */
static bool
find_alias(struct symbols *symbols, const struct name *name, struct variable *alias)
{
	struct symbols *where;
	const struct symbol *symbol = symbols_find(symbols->outer, name, &where);

	if (!symbol)
		return false;
	*alias =
		(struct variable){.up = (uint16_t)(symbols->builder->depth - where->builder->depth),
			.slot = symbol->slot};
	return true;
}

static void
store(struct symbols *symbols, const struct name *name)
{
	struct symbol *symbol = change_here(symbols, name);

	if (!symbol) {
		struct variable alias = {0};
		const bool outer = find_alias(symbols, name, &alias);

		symbol = define(symbols, name, outer ? LOAD_ALIAS : LOAD_MISSING);
		symbol->alias = alias;
	}
	symbol->stored = true;
}

static void
load(struct symbols *symbols, const struct name *name)
{
	struct symbols *where;

	if (!symbols_find(symbols, name, &where))
		define(symbols, name, LOAD_RESOLVE);
}

static void
add_name(struct ast_walk *walk, const struct name *name, enum name_use use, uint32_t start,
	uint32_t end)
{
	(void)start;
	(void)end;
	if (use == NAME_LOADED)
		load(walk->data, name);
	else if (use == NAME_STORED)
		store(walk->data, name);
	else
		symbols_declare(walk->data, name);
}

void
symbols_add_expression(struct symbols *symbols, const struct expression *expression)
{
	struct ast_walk walk = {add_name, NULL, symbols};

	walk_expression(&walk, expression);
}

void
symbols_add_target(struct symbols *symbols, const struct expression *target, bool parameters)
{
	struct ast_walk walk = {add_name, NULL, symbols};

	walk_target(&walk, target, parameters ? NAME_PARAMETER : NAME_STORED);
}

/*
 * The names of a branch: at first those of `base`, which must not change while the branch is used.
 */
static struct symbols
branch_of(const struct symbols *base)
{
	return (struct symbols){
		.outer = base->outer, .base = base, .builder = base->builder, .level = base->level};
}

static bool
is_stored(const struct symbols *symbols, const struct name *name)
{
	const struct symbol *symbol = find_here(symbols, name);

	return symbol && symbol->stored;
}

/* A name that only some branches store keeps its old value in the others. */
static void
merge_name(struct symbols *symbols, const struct symbols branches[3], const struct name *name)
{
	const bool before = is_stored(symbols, name);
	const int stores = is_stored(&branches[0], name) + is_stored(&branches[1], name) +
			   is_stored(&branches[2], name);
	struct symbol *symbol = NULL;

	for (size_t i = 0; i < 3; i++) {
		const struct symbol *from = find_own(&branches[i], name);

		if (!from)
			continue;
		symbol = define(symbols, name, from->kind);
		symbol->alias = from->alias;
		symbol->stored = symbol->stored || from->stored;
	}
	if (symbol && stores != 0 && stores != 3 && !before)
		symbol->kind =
			find_alias(symbols, name, &symbol->alias) ? LOAD_ALIAS : LOAD_RESOLVE;
}

/* jinja2: Symbols.branch_update */
static void
merge(struct symbols *symbols, const struct symbols branches[3])
{
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < branches[i].count; j++) {
			const struct name *name = branches[i].items[j].name;
			bool done = false;

			for (size_t k = 0; k < i; k++)
				done = done || find_own(&branches[k], name);
			if (!done)
				merge_name(symbols, branches, name);
		}
}

static void
add_if(struct symbols *symbols, const struct branch *branches, size_t count)
{
	struct symbols parts[3];
	const bool has_else = count && !branches[count - 1].test;

	if (branches[0].test)
		symbols_add_expression(symbols, branches[0].test);
	for (size_t i = 0; i < 3; i++)
		parts[i] = branch_of(symbols);
	symbols_add_body(&parts[0], &branches[0].body);
	for (size_t i = 1; i < count - has_else; i++)
		add_if(&parts[1], &branches[i], 1);
	if (has_else && count > 1)
		symbols_add_body(&parts[2], &branches[count - 1].body);
	merge(symbols, parts);
}

static void
add_set(struct symbols *symbols, const struct statement *set)
{
	if (set->kind == STATEMENT_SET)
		symbols_add_expression(symbols, set->value);
	if (set->target.attribute)
		load(symbols, set->target.expression->name);
	else
		symbols_add_target(symbols, set->target.expression, false);
}

static void
add_statement(struct symbols *symbols, struct statement *statement)
{
	struct ast_walk walk = {add_name, NULL, symbols};

	switch (statement->kind) {
	case STATEMENT_TEXT:
	case STATEMENT_BREAK:
	case STATEMENT_CONTINUE:
	case STATEMENT_BLOCK:
		break;
	case STATEMENT_PRINT:
	case STATEMENT_DO:
	case STATEMENT_EXTENDS:
	case STATEMENT_INCLUDE:
		walk_statement(&walk, statement);
		break;
	case STATEMENT_FOR:
		symbols_add_expression(symbols, statement->loop->iterable);
		break;
	case STATEMENT_IF:
		add_if(symbols, statement->branches, statement->branch_count);
		break;
	case STATEMENT_MACRO:
		store(symbols, statement->macro_name);
		break;
	case STATEMENT_CALL:
		symbols_add_expression(symbols, statement->called);
		break;
	case STATEMENT_FILTER:
		symbols_add_expression(symbols, statement->value);
		break;
	case STATEMENT_SET:
	case STATEMENT_SET_BLOCK:
		add_set(symbols, statement);
		break;
	case STATEMENT_WITH:
		for (size_t i = 0; i < statement->target_count; i++)
			symbols_add_expression(symbols, statement->values[i]);
		break;
	case STATEMENT_IMPORT:
	case STATEMENT_FROM:
		symbols_add_expression(symbols, statement->template_name);
		for (size_t i = 0; i < statement->name_count; i++)
			store(symbols, statement->names[i].alias);
		break;
	}
}

void
symbols_add_body(struct symbols *symbols, const struct body *body)
{
	for (size_t i = 0; i < body->count; i++)
		add_statement(symbols, body->statements[i]);
}

struct scope
symbols_scope(const struct symbols *symbols)
{
	struct scope scope = {
		arena_allocate_array(symbols->builder->arena, symbols->count, sizeof(*scope.loads)),
		symbols->count};

	for (size_t i = 0; i < symbols->count; i++)
		scope.loads[i] = (struct load){symbols->items[i].kind, symbols->items[i].slot,
			symbols->items[i].name, symbols->items[i].alias};
	return scope;
}
