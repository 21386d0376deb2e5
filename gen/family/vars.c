#include "family/vars.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/merge.h"
#include "family/schema/schema.h"
#include "support/arena.h"
#include "support/banned.h"

const struct node vars_none = {.kind = NODE_MAP, .settled = true};

/* The own vars at a point, as they are written. */
static struct node *
written_at(struct checker *checker, const struct image *image, const struct point *point)
{
	struct node *vars = node_get(image->resolved, "vars");

	for (size_t i = 0; i < image->axis_count; i++)
		vars = merge_defaults(checker, &schema_vars, vars, point->values[i].vars);
	return merge_defaults(checker, &schema_vars, vars, point->vars);
}

static struct node *
render(struct checker *checker, struct node *vars, struct text_scope scope)
{
	struct checker own = shape_expanding(checker, scope);

	own.scope.vars = NULL;
	struct node *rendered = shape_check_field(&own, &schema_image, "vars", vars);

	if (rendered)
		rendered->settled = true; /* what a text renders to is no template */
	return rendered;
}

struct node *
vars_own(struct checker *checker, const struct image *image, const struct point *point,
	struct text_scope scope)
{
	struct node *vars = written_at(checker, image, point);

	return vars ? render(checker, vars, scope) : NULL;
}

const struct node *
vars_visible(struct checker *checker, struct node *own, const struct variant *parent)
{
	const struct node *visible = merge_inherited(
		checker, &schema_vars, parent ? node_get(parent->all, "vars") : NULL, own);

	return visible ? visible : &vars_none;
}

const struct node *
vars_for_text(struct checker *checker, const struct image *image, const struct point *point,
	const struct node *text)
{
	const struct node *vars = written_at(checker, image, point);
	struct node *named = arena_allocate(checker->arena, sizeof(*named));

	if (!vars || !strstr(text->text, "vars"))
		return &vars_none;
	*named = (struct node){.kind = NODE_MAP, .place = vars->place};
	for (size_t i = 0; i < vars->entry_count; i++)
		if (strstr(text->text, vars->entries[i].key->text))
			*ARENA_ADD(checker->arena, named->entries, named->entry_count) =
				vars->entries[i];
	named = render(checker, named,
		(struct text_scope){point->values, image->axis_count, image->key, NULL});
	return named ? named : &vars_none;
}
