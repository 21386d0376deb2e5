#include "jinja/object/undo_log.h"

#include "jinja/object/render.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/banned.h"

/* A list or dict of the context as it was before the rendering changed it. */
struct change {
	struct change *earlier;
	struct list *list;
	struct dict *dict;
	struct list list_before;
	struct dict dict_before;
};

static struct change *
note(struct render *render)
{
	struct change *change = render_allocate(render, sizeof(*change));

	*change = (struct change){.earlier = render->changes};
	render->changes = change;
	return change;
}

void
undo_log_note_list(struct render *render, struct list *list)
{
	heap_keep(&render->heap);
	if (!list->frozen)
		return;
	struct list *copy = list_new(&render->heap, list->count);

	for (size_t i = 0; i < list->count; i++)
		list_append(&render->heap, copy, list->items[i]);
	render_step(render, list->count / 4);
	struct change *change = note(render);

	change->list = list;
	change->list_before = *list;
	*list = *copy;
}

void
undo_log_note_dict(struct render *render, struct dict *dict)
{
	heap_keep(&render->heap);
	if (!dict->frozen)
		return;
	struct dict *copy = dict_copy(&render->heap, dict);

	render_step(render, DICT_STEPS * dict->used);
	struct change *change = note(render);

	change->dict = dict;
	change->dict_before = *dict;
	*dict = *copy;
}

void
undo_log_roll_back(struct render *render)
{
	for (const struct change *change = render->changes; change; change = change->earlier) {
		if (change->list)
			*change->list = change->list_before;
		else
			*change->dict = change->dict_before;
	}
}
