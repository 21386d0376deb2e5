#include "output/axes.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "jinja/run/jinja.h"
#include "output/mistakes.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

struct axes_expander {
	struct expander expander; /* first, so that it can be cast back */
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct budget *budget;
	struct jinja_environment *environment; /* made when the first string needs it */
	struct map sources;                    /* text of a template → struct source */
	const char *current;                   /* the text that is being rendered */
	struct text_scope scope;               /* that `context` was made for */
	struct value context;
	const struct node *vars_node; /* that `vars` was made of: images can share it */
	struct value vars;
	bool has_vars; /* whether `context` has those of `scope` */
	struct text text;
};

/* A string cannot include others, so only the one that is being rendered is found. */
static const struct source *
find_current(void *finder_data, const char *name, size_t length)
{
	struct axes_expander *expander = finder_data;

	return text_equal(name, length, expander->current, strlen(expander->current))
		       ? map_get(&expander->sources, name, length)
		       : NULL;
}

/* The source of a template. A text has one source, so that it is compiled once for all variants. */
static const struct source *
source_of(struct axes_expander *expander, const struct node *text)
{
	struct source *source = map_get(&expander->sources, text->text, text->length);

	if (source)
		return source;
	source = source_of_bytes(
		expander->arena, text->place.source->name, text->text, (uint32_t)text->length);
	map_set(&expander->sources, expander->arena, text->text, text->length, source);
	return source;
}

/*
 * The place in the file for `place` in the text of a scalar: the exact one if the file has the same
 * bytes, else that of the whole scalar.
 */
static struct place
place_in_file(const struct node *text, const struct source *source, struct place place)
{
	if (place.source != source)
		return text->place;
	const struct source *file = text->place.source;
	uint32_t start = text->place.start;

	if (start < text->place.end && (file->bytes[start] == '"' || file->bytes[start] == '\''))
		start++;
	if (text->place.end - start < text->length ||
		memcmp(file->bytes + start, text->text, text->length) != 0)
		return text->place;
	return (struct place){file, start + place.start, start + place.end};
}

/* Reports what rendering the text of a scalar found, at its place in the file. */
static void
report(struct axes_expander *expander, const struct node *text, const struct source *source,
	const struct diagnostics *found)
{
	for (size_t i = 0; i < found->kept_count; i++) {
		const struct diagnostic *error = found->kept[i];

		diagnostic_error(expander->diagnostics, place_in_file(text, source, error->place),
			"%s", error->message);
		for (const struct diagnostic *note = error->notes; note; note = note->next)
			diagnostic_note(expander->diagnostics,
				place_in_file(text, source, note->place), "%s", note->message);
	}
}

/* Makes the context of the texts in `scope`, without vars. */
static void
make_context(struct axes_expander *expander, const struct text_scope *scope)
{
	expander->scope = *scope;
	expander->has_vars = false;
	expander->context = value_dict_for(expander->arena, scope->axis_count + 2);
	for (size_t i = 0; i < scope->axis_count; i++)
		value_dict_set(expander->arena, expander->context, scope->axes[i].axis,
			value_text(scope->axes[i].value));
	value_dict_set(expander->arena, expander->context, "name", value_text(scope->image->text));
}

/* What it costs to make a value of vars for texts, in values that merging makes. */
enum { VARS_COST = 4 };

/* Adds the vars of `scope` to the context. False if the budget is too small for them. */
static bool
add_vars(struct axes_expander *expander, const struct text_scope *scope)
{
	if (expander->vars_node != scope->vars) {
		if (!budget_take(&expander->budget->nodes, node_count(scope->vars) * VARS_COST))
			return false;
		expander->vars = value_from_node(expander->arena, scope->vars);
		expander->vars_node = scope->vars;
	}
	expander->has_vars = true;
	value_dict_set(expander->arena, expander->context, "vars", expander->vars);
	return true;
}

/* Whether the last context is one for these texts. */
static bool
is_same(const struct text_scope *a, const struct text_scope *b)
{
	return a->axes == b->axes && a->image == b->image && a->vars == b->vars;
}

/* Whether a message about a text is about what it says as a template, not what it computes. */
static bool
is_of_syntax(const char *message)
{
	static const char *const starts[] = {
		"missing end of", "unexpected ", "expected ", "unknown tag ", "cannot assign"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncmp(message, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* Adds a note to the last error: which names a text can use, and how it is no template. */
static void
note_names(struct axes_expander *expander, const struct text_scope *scope)
{
	struct text names = TEXT_EMPTY;

	for (size_t i = 0; i < scope->axis_count; i++)
		text_format(&names, "%s, ", scope->axes[i].axis);
	if (scope->vars)
		text_append_string(&names, "vars, ");
	diagnostic_note(expander->diagnostics, (struct place){0}, NOTE_NAMES_OF_TEXT,
		scope->vars ? "" : " of vars", names.length ? names.bytes : "");
	text_free(&names);
}

static const char *
expand(struct expander *base, const struct text_scope *scope, const struct node *text)
{
	struct axes_expander *expander = (struct axes_expander *)base;
	struct diagnostics found = {.arena = expander->arena};
	const struct source *source = source_of(expander, text);
	const struct jinja_options strict = {.strict_undefined = true, .budget = expander->budget};

	if (!expander->environment)
		expander->environment = jinja_environment_new(strict, find_current, expander);
	expander->current = text->text;
	if (!expander->scope.image || !is_same(&expander->scope, scope))
		make_context(expander, scope);
	if (scope->vars && !expander->has_vars && strstr(text->text, "vars") &&
		!add_vars(expander, scope))
		return NULL;
	text_clear(&expander->text);
	if (!jinja_render(expander->environment, text->text, expander->context, NULL,
		    &expander->text, &found)) {
		report(expander, text, source, &found);
		if (found.kept_count && (is_of_syntax(found.kept[0]->message) ||
						strstr(found.kept[0]->message, "' is undefined")))
			note_names(expander, scope);
		return NULL;
	}
	return arena_copy(expander->arena, expander->text.bytes, expander->text.length);
}

struct expander *
axes_expander_new(struct arena *arena, struct diagnostics *diagnostics, struct budget *budget)
{
	struct axes_expander *expander = memory_resize(NULL, sizeof(*expander));

	*expander = (struct axes_expander){.expander = {expand},
		.arena = arena,
		.diagnostics = diagnostics,
		.budget = budget,
		.text = TEXT_EMPTY};
	return &expander->expander;
}

void
axes_expander_free(struct expander *base)
{
	struct axes_expander *expander = (struct axes_expander *)base;

	if (expander->environment)
		jinja_environment_free(expander->environment);
	text_free(&expander->text);
	free(expander);
}
