#include "jinja/library/filters_sequence.h"

#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/library/path.h"
#include "jinja/object/access.h"
#include "jinja/object/builtin.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/operate.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

/* Starts the inner iterator of a lazy filter, as a generator does at its first item. */
static void
start(struct render *render, struct iterator *iterator)
{
	if (iterator->inner)
		return;
	iterator_keep(render, iterator);
	iterator->inner = iterate(
		render, iterator->source, render_allocate(render, sizeof(*iterator->inner)));
}

static struct value
filter_length(struct render *render, struct value subject, const struct value *arguments)
{
	int64_t length;

	(void)arguments;
	undefined_check_strict(render, subject);
	if (!value_length(render, subject, &length))
		render_fail(render, MISTAKE_NO_LENGTH, value_type_name(subject));
	return value_integer(length);
}

static struct value
filter_first(struct render *render, struct value subject, const struct value *arguments)
{
	struct iterator storage, *iterator = iterate(render, subject, &storage);
	struct value item;

	(void)arguments;
	return iterator_next(render, iterator, &item)
		       ? item
		       : undefined_hint(render, false, MISTAKE_SEQUENCE_EMPTY);
}

static struct value
filter_last(struct render *render, struct value subject, const struct value *arguments)
{
	struct value item;

	undefined_check_strict(render, subject);
	if (subject.kind == VALUE_UNDEFINED)
		return undefined_hint(render, false, MISTAKE_SEQUENCE_EMPTY);
	const struct value reversed = iterate_reversed(render, subject);

	(void)arguments;
	if (reversed.kind == VALUE_MISSING)
		render_fail(render, MISTAKE_NOT_ITERABLE, value_type_name(subject));
	return iterator_next(render, reversed.iterator, &item)
		       ? item
		       : undefined_hint(render, false, MISTAKE_SEQUENCE_EMPTY);
}

static struct value
filter_list(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return (struct value){.kind = VALUE_LIST, .list = iterate_to_list(render, subject)};
}

static struct value
filter_join(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value between = value_to_string(render, arguments[0]);
	struct iterator storage, *iterator = iterate(render, subject, &storage);
	const size_t start_of_text = render->scratch.length;
	bool first = true;

	for (struct value item; iterator_next(render, iterator, &item); first = false) {
		if (!first)
			text_append(&render->scratch, between.bytes, between.length);
		write_value(render, &render->scratch,
			path_get(render, item, arguments[1], value_none()));
		if (render->scratch.length - start_of_text > OUTPUT_LARGEST)
			render_fail(render, MISTAKE_STRING_LARGE);
	}
	return render_scratch(render, start_of_text);
}

static struct value
filter_reverse(struct render *render, struct value subject, const struct value *arguments)
{
	static const struct value backwards[] = {DEFAULT_NONE, DEFAULT_NONE, DEFAULT_INTEGER(-1)};

	(void)arguments;
	if (subject.kind == VALUE_STRING || subject.kind == VALUE_MARKUP)
		return access_slice(render, subject, backwards);
	if (subject.kind == VALUE_UNDEFINED) {
		undefined_check_strict(render, subject);
		subject = render_new_list(render, 0);
	}
	struct value reversed = iterate_reversed(render, subject);

	if (reversed.kind != VALUE_MISSING)
		return reversed;
	struct value list = {.kind = VALUE_LIST, .list = iterate_to_list(render, subject)};
	const size_t count = list.list->count;

	for (size_t i = 0; i < count / 2; i++) {
		const struct value other = list.list->items[i];

		list.list->items[i] = list.list->items[count - 1 - i];
		list.list->items[count - 1 - i] = other;
	}
	return list;
}

static struct value
filter_sum(struct render *render, struct value subject, const struct value *arguments)
{
	struct iterator storage, *iterator = iterate(render, subject, &storage);
	struct value sum = arguments[1];

	if (sum.kind == VALUE_STRING)
		render_fail(render, MISTAKE_NOT_NUMBER, "start", "str");
	for (struct value item; iterator_next(render, iterator, &item);)
		sum = operate(render, EXPRESSION_ADD, sum,
			path_get(render, item, arguments[0], value_none()));
	return sum;
}

struct unique {
	struct value attribute;
	bool case_sensitive;
	bool seen_undefined; /* all undefined values are equal (jinja2.Undefined.__eq__) */
	struct dict *seen;
};

static bool
next_unique(struct render *render, struct iterator *iterator, struct value *item)
{
	struct unique *unique = iterator->data;

	start(render, iterator);
	while (iterator_next(render, iterator->inner, item)) {
		struct value key =
			path_get_key(render, *item, unique->attribute, unique->case_sensitive);

		undefined_check_strict(render, key);
		if (key.kind == VALUE_UNDEFINED && !unique->seen_undefined)
			return unique->seen_undefined = true;
		if (key.kind == VALUE_UNDEFINED)
			continue;
		if (!value_can_be_key(render, key))
			value_fail_unhashable(render, key);
		if (dict_find(unique->seen, key))
			continue;
		iterator_keep(render, iterator);
		dict_set(&render->heap, unique->seen, key, value_none());
		return true;
	}
	return false;
}

static struct value
filter_unique(struct render *render, struct value subject, const struct value *arguments)
{
	struct unique *unique = render_allocate(render, sizeof(*unique));

	*unique = (struct unique){.attribute = arguments[1],
		.case_sensitive = value_truth(render, arguments[0]),
		.seen = dict_new(&render->heap)};
	return iterator_new(render, next_unique, subject, unique);
}

struct portions {
	int64_t size;
	struct value fill;
	struct list *all;
};

static bool
next_batch(struct render *render, struct iterator *iterator, struct value *item)
{
	struct portions *portions = iterator->data;
	struct value batch = render_new_list(render, 0), one;

	start(render, iterator);
	/*
	 * A size below 1 equals no length, so that Jinja puts all into one batch; for 0 an empty
	 * batch comes first.
	 */
	if (portions->size == 0 && iterator->at++ == 0)
		render_fail(render, MISTAKE_VALUE, "batch", "0");
	while ((int64_t)batch.list->count != portions->size &&
		iterator_next(render, iterator->inner, &one))
		list_append(&render->heap, batch.list, one);
	if (!batch.list->count)
		return false;
	while (portions->fill.kind != VALUE_NONE && (int64_t)batch.list->count < portions->size) {
		render_step(render, 1);
		list_append(&render->heap, batch.list, portions->fill);
	}
	*item = batch;
	return true;
}

static bool
next_slice(struct render *render, struct iterator *iterator, struct value *item)
{
	struct portions *portions = iterator->data;
	const int64_t number = (int64_t)iterator->at;

	if (!portions->all) {
		iterator_keep(render, iterator);
		portions->all = iterate_to_list(render, iterator->source);
		if (portions->size == 0)
			render_fail(render, MISTAKE_DIVISION);
	}
	if (number >= portions->size)
		return false;
	const int64_t each = (int64_t)portions->all->count / portions->size;
	const int64_t extra = (int64_t)portions->all->count % portions->size;
	const int64_t from = number * each + (number < extra ? number : extra);
	const int64_t to = from + each + (number < extra);
	struct value slice = render_new_list(render, (size_t)(to - from) + 1);

	render_step(render, (size_t)(to - from));
	for (int64_t i = from; i < to; i++)
		list_append(&render->heap, slice.list, portions->all->items[i]);
	if (portions->fill.kind != VALUE_NONE && number >= extra)
		list_append(&render->heap, slice.list, portions->fill);
	iterator->at++;
	*item = slice;
	return true;
}

static struct portions *
new_portions(struct render *render, const struct value *arguments, const char *what)
{
	struct portions *portions = render_allocate(render, sizeof(*portions));

	*portions = (struct portions){value_index(render, arguments[0], what), arguments[1], NULL};
	return portions;
}

static struct value
filter_batch(struct render *render, struct value subject, const struct value *arguments)
{
	return iterator_new(render, next_batch, subject, new_portions(render, arguments, "batch"));
}

static struct value
filter_slice(struct render *render, struct value subject, const struct value *arguments)
{
	return iterator_new(render, next_slice, subject, new_portions(render, arguments, "slice"));
}

static struct value
filter_items(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	if (subject.kind == VALUE_UNDEFINED)
		return iterator_new(render, iterate_nothing, subject, NULL);
	if (subject.kind != VALUE_DICT)
		render_fail(render, MISTAKE_NOT_MAPPING, value_type_name(subject));
	struct dict_view *view = render_allocate(render, sizeof(*view));

	*view = (struct dict_view){VIEW_ITEMS, subject.dict};
	return iterator_new(
		render, iterate_source, (struct value){.kind = VALUE_VIEW, .view = view}, NULL);
}

const struct builtin filters_of_sequences[] = {
	{"length", .run = filter_length},
	{"count", .run = filter_length},
	{"first", .run = filter_first},
	{"last", .run = filter_last},
	{"list", .run = filter_list},
	{"join", .run = filter_join,
		.parameters = {{"d", DEFAULT_STRING("")}, {"attribute", DEFAULT_NONE}}},
	{"reverse", .run = filter_reverse},
	{"sum", .run = filter_sum,
		.parameters = {{"attribute", DEFAULT_NONE}, {"start", DEFAULT_INTEGER(0)}}},
	{"unique", .run = filter_unique,
		.parameters = {{"case_sensitive", DEFAULT_BOOLEAN(false)},
			{"attribute", DEFAULT_NONE}}},
	{"batch", .run = filter_batch,
		.parameters = {{"linecount", NO_DEFAULT}, {"fill_with", DEFAULT_NONE}}},
	{"slice", .run = filter_slice,
		.parameters = {{"slices", NO_DEFAULT}, {"fill_with", DEFAULT_NONE}}},
	{"items", .run = filter_items},
	{NULL, .run = NULL},
};
