#include "jinja/object/iterate.h"

#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/unicode.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static bool
next_of_list(struct render *render, struct iterator *iterator, struct value *item)
{
	(void)render;
	if (iterator->at >= iterator->source.list->count)
		return false;
	*item = iterator->source.list->items[iterator->at++];
	return true;
}

static bool
next_of_string(struct render *render, struct iterator *iterator, struct value *item)
{
	const struct value string = iterator->source;

	(void)render;
	if (iterator->at >= string.length)
		return false;
	const size_t length = unicode_length(string.bytes + iterator->at);

	*item = value_string(string.bytes + iterator->at, length);
	iterator->at += length;
	return true;
}

static bool
next_of_range(struct render *render, struct iterator *iterator, struct value *item)
{
	const struct range *range = iterator->source.range;

	(void)render;
	if ((int64_t)iterator->at >= range->count)
		return false;
	*item = value_integer(range->start + (int64_t)iterator->at++ * range->step);
	return true;
}

static struct value
view_item(struct render *render, enum view_kind kind, const struct dict_entry *entry)
{
	if (kind == VIEW_KEYS)
		return entry->key;
	if (kind == VIEW_VALUES)
		return entry->value;
	render_step(render, 4);
	return render_new_tuple(render, (const struct value[]){entry->key, entry->value}, 2);
}

static bool
next_of_dict(struct render *render, struct iterator *iterator, struct value *item)
{
	const bool view = iterator->source.kind == VALUE_VIEW;
	const struct dict *dict = view ? iterator->source.view->dict : iterator->source.dict;

	if (dict->count != iterator->size)
		render_fail(render, MISTAKE_DICT_CHANGED);
	const size_t before = iterator->at;
	struct dict_entry entry;
	const bool found = dict_next(dict, &iterator->at, &entry);

	render_step(render, (iterator->at - before) / 2);
	if (found)
		*item = view_item(render, view ? iterator->source.view->kind : VIEW_KEYS, &entry);
	return found;
}

bool
iterate_nothing(struct render *render, struct iterator *iterator, struct value *item)
{
	(void)render;
	(void)iterator;
	(void)item;
	return false;
}

struct iterator *
iterate(struct render *render, struct value value, struct iterator *storage)
{
	*storage = (struct iterator){.source = value};
	if (value.kind == VALUE_ITERATOR)
		return value.iterator;
	if (value.kind == VALUE_LIST || value.kind == VALUE_TUPLE) {
		storage->next = next_of_list;
	} else if (value.kind == VALUE_STRING) {
		storage->next = next_of_string;
	} else if (value.kind == VALUE_RANGE) {
		storage->next = next_of_range;
	} else if (value.kind == VALUE_DICT || value.kind == VALUE_VIEW) {
		storage->next = next_of_dict;
		storage->size =
			value.kind == VALUE_DICT ? value.dict->count : value.view->dict->count;
	} else if (value.kind == VALUE_UNDEFINED) {
		undefined_check_strict(render, value);
		storage->next = iterate_nothing;
	} else {
		render_fail(render, MISTAKE_NOT_ITERABLE, value_type_name(value));
	}
	return storage;
}

bool
iterator_next(struct render *render, struct iterator *iterator, struct value *item)
{
	render_step(render, 1);
	if (++render->iterators > ITERATORS_DEEPEST)
		render_fail(render, MISTAKE_RECURSION);
	const bool found = iterator->next(render, iterator, item);

	render->iterators--;
	if (found)
		return true;
	/* An iterator of Python that has ended stays ended, even if items are added. */
	iterator->next = iterate_nothing;
	return false;
}

struct value
iterator_new(struct render *render,
	bool (*next)(struct render *, struct iterator *, struct value *), struct value source,
	void *data)
{
	const size_t birth = heap_position(&render->heap);
	struct iterator *iterator = render_allocate(render, sizeof(*iterator));

	*iterator = (struct iterator){.next = next, .source = source, .data = data, .birth = birth};
	return (struct value){.kind = VALUE_ITERATOR, .iterator = iterator};
}

void
iterator_keep(struct render *render, const struct iterator *iterator)
{
	if (render->span && heap_mark_is_after(&render->span->mark, iterator->birth))
		heap_keep(&render->heap);
}

struct list *
iterate_to_list(struct render *render, struct value value)
{
	struct iterator storage, *iterator = iterate(render, value, &storage);
	struct list *list = list_new(&render->heap,
		value.kind == VALUE_LIST || value.kind == VALUE_TUPLE ? value.list->count : 0);

	for (struct value item; iterator_next(render, iterator, &item);)
		list_append(&render->heap, list, item);
	return list;
}

static bool
next_reversed(struct render *render, struct iterator *iterator, struct value *item)
{
	const struct list *list = iterator->source.list;

	(void)render;
	if (!iterator->at || iterator->at > list->count)
		return false;
	*item = list->items[--iterator->at];
	return true;
}

struct value
iterate_reversed(struct render *render, struct value value)
{
	const bool list = value.kind == VALUE_LIST || value.kind == VALUE_TUPLE;

	if (value.kind == VALUE_STRING || value.kind == VALUE_RANGE || value.kind == VALUE_DICT ||
		value.kind == VALUE_VIEW)
		value = (struct value){.kind = VALUE_LIST, .list = iterate_to_list(render, value)};
	else if (!list)
		return (struct value){.kind = VALUE_MISSING};
	struct value reversed = iterator_new(render, next_reversed, value, NULL);

	reversed.iterator->at = value.list->count;
	return reversed;
}

bool
iterate_source(struct render *render, struct iterator *iterator, struct value *item)
{
	if (!iterator->inner) {
		iterator_keep(render, iterator);
		iterator->inner = iterate(render, iterator->source,
			render_allocate(render, sizeof(*iterator->inner)));
	}
	return iterator_next(render, iterator->inner, item);
}
