#include "jinja/library/sort.h"

#include <string.h>

#include "jinja/object/render.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

struct sort {
	struct render *render;
	struct value *items, *keys, *spare_items, *spare_keys;
	bool reverse;
};

static bool
comes_first(const struct sort *sort, size_t later, size_t earlier)
{
	const struct value a = sort->keys[later], b = sort->keys[earlier];

	render_step(sort->render, 3);

	return sort->reverse ? value_order(sort->render, b, a, "<") == -1
			     : value_order(sort->render, a, b, "<") == -1;
}

static void
merge(struct sort *sort, size_t start, size_t middle, size_t end)
{
	size_t left = start, right = middle;

	for (size_t at = start; at < end; at++) {
		const bool from_right =
			left == middle || (right < end && comes_first(sort, right, left));
		const size_t from = from_right ? right++ : left++;

		sort->spare_items[at] = sort->items[from];
		sort->spare_keys[at] = sort->keys[from];
	}
	memcpy(sort->items + start, sort->spare_items + start,
		(end - start) * sizeof(struct value));
	memcpy(sort->keys + start, sort->spare_keys + start, (end - start) * sizeof(struct value));
}

static void
sort_part(struct sort *sort, size_t start, size_t end)
{
	const size_t middle = start + (end - start) / 2;

	if (end - start < 2)
		return;
	sort_part(sort, start, middle);
	sort_part(sort, middle, end);
	if (comes_first(sort, middle, middle - 1))
		merge(sort, start, middle, end);
}

void
sort_list(struct render *render, struct list *items, struct list *keys, bool reverse)
{
	const size_t size = (items->count + 1) * sizeof(struct value);

	render_step(render, items->count);
	struct sort sort = {render, items->items, render_allocate(render, size),
		render_allocate(render, size), render_allocate(render, size), reverse};

	if (items->count)
		memcpy(sort.keys, (keys ? keys : items)->items,
			items->count * sizeof(struct value));
	sort_part(&sort, 0, items->count);
}
