#include "jinja/bind/bind_macro.h"

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
bind_defaults(struct binder *binder, struct bind_frame *at, struct macro_definition *macro)
{
	at->defaults = true;
	for (size_t i = 0; i < macro->count; i++) {
		struct variable variable = {0};

		symbols_variable(at->symbols, macro->parameters[i].name, &variable);
		macro->parameters[i].slot = variable.slot;
		bind_expression(binder, at, macro->parameters[i].otherwise);
	}
	at->defaults = false;
}

static void
declare_special(struct binder *binder, struct symbols *symbols, struct macro_definition *macro)
{
	static const char *const special[] = {"caller", "kwargs", "varargs"};
	const unsigned used = walk_undeclared(&macro->routine.body, special, 3);
	uint32_t *const slots[] = {&macro->caller, &macro->kwargs, &macro->varargs};

	for (size_t i = 0; i < 3; i++) {
		const struct parameter_definition *declared = NULL;

		for (size_t j = 0; j < macro->count; j++)
			if (macro->parameters[j].name == bind_word(binder, special[i]))
				declared = &macro->parameters[j];
		if (i == 0 && used & 1u)
			macro->uses_caller = true;
		if (i == 0 && declared)
			macro->explicit_caller = true;
		if (!(used & 1u << i))
			continue;
		if (i == 0 && declared && !declared->otherwise)
			syntax_error_raise(binder->error, declared->start, declared->end,
				MISTAKE_CALLER_PARAMETER);
		if (!declared)
			*slots[i] = symbols_declare(symbols, bind_word(binder, special[i]));
	}
}

static void
bind_macro_body(struct binder *binder, struct bind_frame *at, struct macro_definition *macro)
{
	struct builder builder;
	struct symbols symbols;

	bind_routine(&builder, binder, &macro->routine, at->symbols->builder);
	symbols = symbols_new(&builder, at->symbols);
	for (size_t i = 0; i < macro->count; i++)
		symbols_declare(&symbols, macro->parameters[i].name);
	for (size_t i = 0; i < macro->count; i++)
		symbols_add_expression(&symbols, macro->parameters[i].otherwise);
	symbols_add_body(&symbols, &macro->routine.body);
	declare_special(binder, &symbols, macro);
	macro->routine.scope = symbols_scope(&symbols);
	struct bind_frame place = {.symbols = &symbols};

	bind_defaults(binder, &place, macro);
	bind_body(binder, &place, &macro->routine.body);
}

void
bind_macro(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	bind_macro_body(binder, at, statement->macro);
	statement->toplevel = at->toplevel;
	statement->exported = at->toplevel && statement->macro_name->bytes[0] != '_';
	if (!symbols_variable(at->symbols, statement->macro_name, &statement->macro_variable))
		syntax_error_raise(binder->error, statement->start, statement->end,
			MISTAKE_NAME_UNBOUND, statement->macro_name->bytes);
}

void
bind_call_block(struct binder *binder, struct bind_frame *at, struct statement *statement)
{
	bind_macro_body(binder, at, statement->macro);
	bind_expression(binder, at, statement->called);
}
