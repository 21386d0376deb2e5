#include "jinja/object/undo_log.h"

#include "jinja/object/render.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "support/banned.h"

/* A list or dict of the context as it was before the rendering changed it. */
struct undo_entry {
	struct undo_entry *earlier;
	struct list *list;
	struct dict *dict;
	struct list list_before;
	struct dict dict_before;
};

static struct undo_entry *
note(struct render *render)
{
	struct undo_entry *entry = render_allocate(render, sizeof(*entry));

	*entry = (struct undo_entry){.earlier = render->undo_log};
	render->undo_log = entry;
	return entry;
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
	struct undo_entry *entry = note(render);

	entry->list = list;
	entry->list_before = *list;
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
	struct undo_entry *entry = note(render);

	entry->dict = dict;
	entry->dict_before = *dict;
	*dict = *copy;
}

void
undo_log_roll_back(struct render *render)
{
	for (const struct undo_entry *entry = render->undo_log; entry; entry = entry->earlier) {
		if (entry->list)
			*entry->list = entry->list_before;
		else
			*entry->dict = entry->dict_before;
	}
}
