#include "jinja/run/inheritance.h"

#include <string.h>

#include "jinja/run/compile.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/script.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

enum { CHAIN_MOST = 100 }; /* templates that extend one another; longer chains fail to render */

struct inheritance {
	struct diagnostics *diagnostics;
	struct jinja_template *chain[CHAIN_MOST]; /* each extends the next one */
	size_t count;
};

static struct place
place_of(const struct jinja_template *tmpl, const struct statement *statement)
{
	return (struct place){tmpl->source, script_offset(&tmpl->script, statement->start),
		script_offset(&tmpl->script, statement->end)};
}

/* The template that `tmpl` always extends; NULL if there is none, or its name is computed. */
static struct jinja_template *
parent_of(struct compiler *compiler, const struct jinja_template *tmpl)
{
	for (size_t i = 0; i < tmpl->root.body.count; i++) {
		const struct statement *statement = tmpl->root.body.statements[i];

		if (statement->kind != STATEMENT_EXTENDS)
			continue;
		const struct expression *name = statement->expression;

		return name->kind == EXPRESSION_CONSTANT && name->constant.kind == VALUE_STRING
			       ? compile_find(compiler, name->constant.bytes, name->constant.length)
			       : NULL;
	}
	return NULL;
}

static bool
is_blank(struct value text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!strchr(" \t\r\n\v\f", text.bytes[i]) || !text.bytes[i])
			return false;
	return true;
}

/* Reports the block unless a template from number `from` on has it. */
static void
check_block(const struct inheritance *inheritance, size_t from, const struct statement *statement)
{
	struct text names = TEXT_EMPTY;
	bool found = false;

	for (size_t i = from; i < inheritance->count; i++) {
		const struct jinja_template *tmpl = inheritance->chain[i];

		for (size_t j = 0; j < tmpl->block_count; j++) {
			/* A word has one name object. */
			found |= tmpl->blocks[j].name == statement->block_name;
			if (i + 1 == inheritance->count)
				text_format(
					&names, "%s%s", j ? ", " : "", tmpl->blocks[j].name->bytes);
		}
	}
	if (!found)
		diagnostic_error(inheritance->diagnostics,
			place_of(inheritance->chain[from - 1], statement), MISTAKE_UNKNOWN_BLOCK,
			inheritance->chain[inheritance->count - 1]->name->bytes,
			statement->block_name->bytes, names.length ? names.bytes : "none");
	text_free(&names);
}

static void
check_body(const struct inheritance *inheritance, size_t number, const struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct statement *statement = body->statements[i];

		if (statement->kind == STATEMENT_BLOCK && statement->silent)
			check_block(inheritance, number + 1, statement);
		else if (statement->silent &&
			 !(statement->kind == STATEMENT_TEXT && is_blank(statement->text)))
			diagnostic_error(inheritance->diagnostics,
				place_of(inheritance->chain[number], statement),
				MISTAKE_OUTSIDE_BLOCKS);
		for (size_t j = 0; statement->kind == STATEMENT_IF && j < statement->branch_count;
			j++)
			check_body(inheritance, number, &statement->branches[j].body);
		if (statement->kind == STATEMENT_FOR)
			check_body(inheritance, number, &statement->loop->body);
	}
}

void
inheritance_check(
	struct compiler *compiler, struct jinja_template *tmpl, struct diagnostics *diagnostics)
{
	struct inheritance inheritance = {.diagnostics = diagnostics};
	bool is_known = true;

	if (tmpl->is_inheritance_checked)
		return;
	for (; tmpl && !tmpl->broken && inheritance.count < CHAIN_MOST;
		tmpl = parent_of(compiler, tmpl)) {
		inheritance.chain[inheritance.count++] = tmpl;
		is_known = !tmpl->extends;
	}
	for (size_t i = 0; is_known && i + 1 < inheritance.count; i++)
		if (!inheritance.chain[i]->is_inheritance_checked)
			check_body(&inheritance, i, &inheritance.chain[i]->root.body);
	for (size_t i = 0; i < inheritance.count; i++)
		inheritance.chain[i]->is_inheritance_checked = true;
}
