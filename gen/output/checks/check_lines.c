#include "output/checks/check_lines.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "jinja/run/jinja.h"
#include "output/project.h"
#include "output/template_context.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * Reads lines NAME, a tab, COMMAND; those without a name; and those without a tab, the patterns of
 * caches.
 */
static struct check_lines
read_lines(struct arena *arena, const char *text)
{
	struct check_lines lines = {0};
	struct string_list caches = {.arena = arena};
	struct text preparation = TEXT_EMPTY;

	for (; *text; text += *text == '\n') {
		const size_t length = strcspn(text, "\n"), name_length = strcspn(text, "\t\n");

		if (name_length == 0 && length)
			text_append(&preparation, text + 1, length - 1 + (text[length] == '\n'));
		else if (name_length < length)
			*ARENA_ADD(arena, lines.items, lines.count) = (struct check_line){
				arena_copy(arena, text, name_length),
				arena_copy(arena, text + name_length + 1, length - name_length - 1),
			};
		else if (length)
			string_list_add(&caches, arena_copy(arena, text, length));
		text += length;
	}
	lines.preparation = arena_copy(arena, preparation.bytes, preparation.length);
	text_free(&preparation);
	lines.caches = string_list_end(&caches);
	return lines;
}

enum outcome
check_lines_render(struct project *project, const bool *selected, struct check_lines **lines)
{
	static const char *const folders[] = {"image", "lib", "family", NULL};
	const struct jinja_options options = {{true, true, true}, true, &project->budget, folders};
	const struct family *family = project->family;
	struct arena *arena = &project->arena;
	struct template_context *context = template_context_new(arena, family, &project->budget);
	struct jinja_environment *environment =
		jinja_environment_new(options, loader_find, &project->loader);

	*lines = arena_allocate_array(arena, family->variant_count, sizeof(**lines));
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];
		struct text text = TEXT_EMPTY;

		if (!selected[i])
			continue;
		budget_grow_variant(&project->budget);
		if (jinja_render(environment, "lib/checks.j2",
			    template_context_of(arena, context, variant),
			    arena_format(arena, "image %s", variant->id), &text,
			    &project->diagnostics))
			(*lines)[i] = read_lines(arena, text.bytes);
		text_free(&text);
		(void)template_context_forget(
			context, variant->image->key->place, &project->diagnostics);
	}
	jinja_environment_free(environment);
	template_context_free(context);
	return failure_of_diagnostics(&project->diagnostics);
}
