#include "jinja/bind/bind.h"

#include <string.h>

#include "jinja/bind/bind_statement.h"
#include "jinja/bind/binder.h"
#include "jinja/bind/mistakes.h"
#include "jinja/bind/symbols.h"
#include "jinja/syntax/syntax_error.h"
#include "jinja/syntax/walk.h"
#include "support/arena.h"
#include "support/banned.h"

static bool
note_block(struct ast_walk *walk, struct statement *statement)
{
	struct binder *binder = walk->data;
	struct jinja_template *tmpl = binder->tmpl;

	if (map_set(&binder->blocks, binder->arena, statement->block_name->bytes,
		    statement->block_name->length, statement))
		syntax_error_raise(binder->error, statement->start, statement->end,
			MISTAKE_BLOCK_TWICE, statement->block_name->bytes);
	statement->block = arena_allocate(binder->arena, sizeof(*statement->block));
	statement->block->body = statement->block_body;
	statement->block->name = statement->block_name;
	*ARENA_ADD(binder->arena, tmpl->blocks, tmpl->block_count) =
		(struct named_block){statement->block_name, statement->block};
	return true;
}

static bool
has_extends(const struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct statement *statement = body->statements[i];

		if (statement->kind == STATEMENT_EXTENDS)
			return true;
		for (size_t j = 0; statement->kind == STATEMENT_IF && j < statement->branch_count;
			j++)
			if (has_extends(&statement->branches[j].body))
				return true;
	}
	return false;
}

static void
bind_whole(struct binder *binder, struct routine *routine, struct bind_frame at)
{
	static const char *const special[] = {"self", "super"};
	struct builder builder;
	struct symbols symbols;
	const unsigned used = walk_undeclared(&routine->body, special, routine->name ? 2 : 1);

	bind_routine(&builder, binder, routine, NULL);
	symbols = symbols_new(&builder, NULL);
	if (used & 1u)
		routine->self.slot = symbols_declare(&symbols, bind_word(binder, "self"));
	if (used & 2u)
		routine->super.slot = symbols_declare(&symbols, bind_word(binder, "super"));
	symbols_add_body(&symbols, &routine->body);
	routine->scope = symbols_scope(&symbols);
	at.symbols = &symbols;
	bind_body(binder, &at, &routine->body);
}

void
bind_template(struct jinja_template *tmpl, struct arena *arena, struct map *names,
	struct syntax_error *error)
{
	struct binder binder = {.tmpl = tmpl, .arena = arena, .names = names, .error = error};
	struct ast_walk walk = {NULL, note_block, &binder};

	walk_body(&walk, &tmpl->root.body);
	tmpl->extends = has_extends(&tmpl->root.body);
	bind_whole(&binder, &tmpl->root,
		(struct bind_frame){
			.toplevel = true, .rootlevel = true, .in_template_output = tmpl->extends});
	for (size_t i = 0; i < tmpl->block_count; i++)
		bind_whole(&binder, tmpl->blocks[i].routine, (struct bind_frame){0});
}
