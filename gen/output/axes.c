#include "output/axes.h"

#include <stdlib.h>
#include <string.h>

#include "border/document.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "template/template.h"
#include "support/banned.h"

struct axes_expander {
	struct expander expander; /* first, so that it can be cast back */
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct environment *environment; /* made when the first string needs it */
	const struct axis_value *axes;   /* for which `context` was made */
	struct value context;
	struct text text;
};

/* A string has nothing to include. */
static const struct source *
find_none(void *finder_data, const char *name, size_t length)
{
	(void)finder_data;
	(void)name;
	(void)length;
	return NULL;
}

/* Where `place`, in the text of a scalar, is in the file: there if the author wrote it just so. */
static struct place
place_in_file(const struct node *text, struct place place)
{
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
	for (size_t i = 0; i < found->count; i++) {
		const struct diagnostic *item = &found->items[i];
		const struct place place = item->place.source == source
						   ? place_in_file(text, item->place)
						   : text->place;

		if (item->severity == SEVERITY_ERROR)
			diagnostic_error(expander->diagnostics, place, "%s", item->message);
		else
			diagnostic_note(expander->diagnostics, place, "%s", item->message);
	}
}

static struct value
context_of(struct axes_expander *expander, const struct axis_value *axes, size_t count)
{
	if (expander->axes != axes || !axes) {
		expander->axes = axes;
		expander->context = value_dict(expander->arena);
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
	const struct source *source = source_of_bytes(
		expander->arena, text->place.source->name, text->text, (uint32_t)text->length);
	const struct environment_options strict = {.strict_undefined = true};

	if (!expander->environment)
		expander->environment = environment_new(strict, find_none, NULL);
	text_clear(&expander->text);
	if (!environment_render_source(expander->environment, source,
		    context_of(expander, axes, axis_count), NULL, &expander->text, &found)) {
		report(expander, text, source, &found);
		return NULL;
	}
	return arena_copy(expander->arena, expander->text.length ? expander->text.bytes : "",
		expander->text.length);
}

struct expander *
axes_expander_new(struct arena *arena, struct diagnostics *diagnostics)
{
	struct axes_expander *expander = memory_resize(NULL, sizeof(*expander));

	*expander = (struct axes_expander){
		.expander = {expand}, .arena = arena, .diagnostics = diagnostics};
	return &expander->expander;
}

void
axes_expander_free(struct expander *base)
{
	struct axes_expander *expander = (struct axes_expander *)base;

	if (expander->environment)
		environment_free(expander->environment);
	text_free(&expander->text);
	free(expander);
}
