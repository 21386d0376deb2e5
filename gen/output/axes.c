#include "output/axes.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "jinja/run/jinja.h"
#include "support/arena.h"
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
	const struct axis_value *axes;         /* that `context` was made for */
	struct value context;
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

static struct value
context_of(struct axes_expander *expander, const struct axis_value *axes, size_t count)
{
	if (expander->axes != axes || !axes) {
		expander->axes = axes;
		expander->context = value_dict_for(expander->arena, count);
		for (size_t i = 0; i < count; i++)
			value_dict_set(expander->arena, expander->context, axes[i].axis,
				value_text(axes[i].value));
	}
	return expander->context;
}

static const char *
expand(struct expander *base, const struct axis_value *axes, size_t axis_count,
	const struct node *text)
{
	struct axes_expander *expander = (struct axes_expander *)base;
	struct diagnostics found = {.arena = expander->arena};
	const struct source *source = source_of(expander, text);
	const struct jinja_options strict = {.strict_undefined = true, .budget = expander->budget};

	if (!expander->environment)
		expander->environment = jinja_environment_new(strict, find_current, expander);
	expander->current = text->text;
	text_clear(&expander->text);
	if (!jinja_render(expander->environment, text->text, context_of(expander, axes, axis_count),
		    NULL, &expander->text, &found)) {
		report(expander, text, source, &found);
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
