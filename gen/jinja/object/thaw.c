#include "jinja/object/render.h"
#include "support/banned.h"

/* A list or dict of the context as it was before the rendering changed it. */
struct thawed {
	struct thawed *earlier;
	struct list *list;
	struct dict *dict;
	struct list list_before;
	struct dict dict_before;
};

static struct thawed *
note(struct render *render)
{
	struct thawed *thawed = render_allocate(render, sizeof(*thawed));

	*thawed = (struct thawed){.earlier = render->thawed};
	render->thawed = thawed;
	return thawed;
}

void
render_change_list(struct render *render, struct list *list)
{
	heap_keep(&render->heap);
	if (!list->frozen)
		return;
	struct list *copy = list_new(&render->heap, list->count);

	for (size_t i = 0; i < list->count; i++)
		list_append(&render->heap, copy, list->items[i]);
	render_step(render, list->count / 4);
	struct thawed *thawed = note(render);

	thawed->list = list;
	thawed->list_before = *list;
	*list = *copy;
}

void
render_change_dict(struct render *render, struct dict *dict)
{
	heap_keep(&render->heap);
	if (!dict->frozen)
		return;
	struct dict *copy = dict_copy(&render->heap, dict);

	render_step(render, DICT_STEPS * dict->used);
	struct thawed *thawed = note(render);

	thawed->dict = dict;
	thawed->dict_before = *dict;
	*dict = *copy;
}

void
render_freeze(struct render *render)
{
	for (const struct thawed *thawed = render->thawed; thawed; thawed = thawed->earlier) {
		if (thawed->list)
			*thawed->list = thawed->list_before;
		else
			*thawed->dict = thawed->dict_before;
	}
}
