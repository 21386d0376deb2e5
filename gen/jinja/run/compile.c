#include "jinja/run/compile.h"

#include <string.h>

#include "jinja/bind/bind.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/syntax/lexer.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/parser_statement.h"
#include "jinja/syntax/script.h"
#include "jinja/syntax/syntax_error.h"
#include "support/source.h"
#include "support/banned.h"

static void
read_template(struct compiler *compiler, struct jinja_template *tmpl, struct syntax_error *error)
{
	const uint32_t invalid = source_find_invalid(tmpl->source, 0);

	tmpl->script = script_of_source(
		&compiler->arena, tmpl->source, compiler->whitespace.keep_trailing_newline);
	error->script = &tmpl->script;
	if (invalid < tmpl->source->length)
		syntax_error_raise(error, invalid, invalid + 1, MISTAKE_NOT_UTF8);
	struct parser parser = {
		.arena = &compiler->arena,
		.names = &compiler->names,
		.error = error,
		.token = lexer_read(&compiler->arena, &compiler->tokens, &tmpl->script,
			compiler->whitespace, error),
	};

	tmpl->root.body = parser_read(&parser);
	bind_template(tmpl, &compiler->arena, &compiler->names, error);
}

static struct jinja_template *
compile(struct compiler *compiler, const struct source *source, const struct name *name)
{
	struct jinja_template *tmpl = arena_allocate(&compiler->arena, sizeof(*tmpl));
	struct syntax_error *error = arena_allocate(&compiler->arena, sizeof(*error));

	*tmpl = (struct jinja_template){.name = name, .source = source};
	error->arena = &compiler->arena;
	if (setjmp(error->out) == 0)
		read_template(compiler, tmpl, error);
	else
		tmpl->broken = error;
	arena_free(&compiler->tokens);
	return tmpl;
}

struct jinja_template *
compile_source(struct compiler *compiler, const struct source *source)
{
	return compile(compiler, source,
		name_of(&compiler->arena, &compiler->names, source->name, strlen(source->name)));
}

struct jinja_template *
compile_known(const struct compiler *compiler, const char *name, size_t length)
{
	return map_get(&compiler->templates, name, length);
}

struct jinja_template *
compile_find(struct compiler *compiler, const char *name, size_t length)
{
	struct jinja_template *tmpl = compile_known(compiler, name, length);
	const struct source *source;

	if (tmpl)
		return tmpl;
	source = compiler->loader(compiler->loader_data, name, length);
	if (!source)
		return NULL;
	const struct name *word = name_of(&compiler->arena, &compiler->names, name, length);

	tmpl = compile(compiler, source, word);
	map_set(&compiler->templates, &compiler->arena, word->bytes, word->length, tmpl);
	return tmpl;
}
