#include "output/template_file.h"

#include <string.h>

#include "document/document.h"
#include "output/loader.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/store.h"
#include "support/text.h"
#include "support/banned.h"

struct rendering {
	struct arena arena;
	struct diagnostics diagnostics;
	struct budget budget;
};

static enum outcome
read_input(
	struct rendering *rendering, const char *path, uint32_t limit, const struct source **source)
{
	enum source_failure why;

	*source = store_disk.read(&store_disk, &rendering->arena, NULL, path, limit, &why);
	if (*source) {
		budget_grow(&rendering->budget, (*source)->length);
		return OUTCOME_DONE;
	}
	return failure_of_source(path, why, limit);
}

/*
 * Reads the data of the file `path`, if there is one, as a dict. A document that is no map is a
 * mistake.
 */
static enum outcome
read_data(struct rendering *rendering, const char *path, struct value *context)
{
	const struct source *source;

	*context = value_dict(&rendering->arena);
	if (!path)
		return OUTCOME_DONE;
	const enum outcome outcome = read_input(rendering, path, DOCUMENT_LARGEST, &source);

	if (outcome != OUTCOME_DONE)
		return outcome;
	const struct node *node = document_read(source, &rendering->arena, &rendering->diagnostics);

	if (node && node->kind != NODE_MAP)
		diagnostic_error(&rendering->diagnostics, node->place,
			"invalid data: expected a map of names to values");
	else if (node && node_check_integers(node, &rendering->diagnostics))
		*context = value_from_node(&rendering->arena, node);
	return rendering->diagnostics.errors ? OUTCOME_MISTAKE : OUTCOME_DONE;
}

bool
template_file_is_set(const char *set)
{
	const size_t length = strcspn(set, "=");

	return set[length] && length && !(*set >= '0' && *set <= '9') &&
	       strspn(set, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
		       length;
}

static void
add_sets(struct rendering *rendering, const char *const *sets, struct value context)
{
	struct arena *arena = &rendering->arena;

	for (; *sets; sets++) {
		const size_t length = strcspn(*sets, "=");

		budget_grow(&rendering->budget, strlen(*sets));
		value_dict_set(arena, context, arena_copy(arena, *sets, length),
			value_text(*sets + length + 1));
	}
}

static void
add_layers(struct loader *loader, const char *const *folders)
{
	struct loader_layer *layers = NULL;

	for (; *folders; folders++)
		*ARENA_ADD(loader->arena, layers, loader->layer_count) =
			(struct loader_layer){.store = &store_disk, .directory = *folders};
	loader->layers = layers;
}

static enum outcome
render(struct rendering *rendering, const struct template_file *file, struct text *text)
{
	const struct source *source;
	struct value context;
	struct loader loader = {.arena = &rendering->arena, .budget = &rendering->budget};
	struct jinja_options options = file->options;
	enum outcome outcome = read_input(rendering, file->path, TEMPLATE_LARGEST, &source);

	if (outcome == OUTCOME_DONE)
		outcome = read_data(rendering, file->data, &context);
	if (outcome != OUTCOME_DONE)
		return outcome;
	add_sets(rendering, file->sets, context);
	add_layers(&loader, file->folders);
	options.budget = &rendering->budget;
	struct jinja_environment *environment =
		jinja_environment_new(options, loader_find, &loader);

	if (!jinja_render_source(environment, source, context, NULL, text, &rendering->diagnostics))
		outcome = OUTCOME_MISTAKE;
	jinja_environment_free(environment);
	return outcome;
}

enum outcome
template_file_render(const struct template_file *file, struct text *text)
{
	struct rendering rendering = {.budget = budget_new()};

	rendering.diagnostics.arena = &rendering.arena;
	const enum outcome outcome = render(&rendering, file, text);

	(void)failure_of_diagnostics(&rendering.diagnostics);
	arena_free(&rendering.arena);
	return outcome;
}
