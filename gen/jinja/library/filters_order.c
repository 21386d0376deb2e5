#include "jinja/library/filters_order.h"

#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/library/path.h"
#include "jinja/library/sort.h"
#include "jinja/library/strings.h"
#include "jinja/object/builtin.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static struct value
sort_key(struct render *render, struct value item, struct value attribute, bool case_sensitive)
{
	if (attribute.kind != VALUE_STRING || !memchr(attribute.bytes, ',', attribute.length))
		return path_get_key(render, item, attribute, case_sensitive);
	struct value keys = render_new_list(render, 4);

	render_step_characters(render, attribute.length);
	for (size_t at = 0; at <= attribute.length;) {
		const char *comma = memchr(attribute.bytes + at, ',', attribute.length - at);
		const size_t end = comma ? (size_t)(comma - attribute.bytes) : attribute.length;

		list_append(&render->heap, keys.list,
			path_get_key(render, item, value_string(attribute.bytes + at, end - at),
				case_sensitive));
		at = end + 1;
	}
	return keys;
}

static struct list *
keys_of(struct render *render, const struct list *items, struct value attribute,
	bool case_sensitive)
{
	struct list *keys = list_new(&render->heap, items->count);

	render_step(render, items->count);
	for (size_t i = 0; i < items->count; i++)
		list_append(&render->heap, keys,
			sort_key(render, items->items[i], attribute, case_sensitive));
	return keys;
}

static struct value
filter_sort(struct render *render, struct value subject, const struct value *arguments)
{
	const bool reverse = value_truth(render, arguments[0]),
		   sensitive = value_truth(render, arguments[1]);
	struct list *items = iterate_to_list(render, subject);

	sort_list(render, items, keys_of(render, items, arguments[2], sensitive), reverse);
	return (struct value){.kind = VALUE_LIST, .list = items};
}

static struct value
filter_dictsort(struct render *render, struct value subject, const struct value *arguments)
{
	const bool sensitive = value_truth(render, arguments[0]),
		   reverse = value_truth(render, arguments[2]);
	struct list *items = list_new(&render->heap, 0), *keys = list_new(&render->heap, 0);
	const bool by_value = value_is_word(arguments[1], "value");
	size_t at = 0;

	undefined_check(render, subject);
	if (!by_value && !value_is_word(arguments[1], "key"))
		render_fail(
			render, MISTAKE_VALUE, "dictsort", value_for_message(render, arguments[1]));
	if (subject.kind != VALUE_DICT)
		render_fail(render, MISTAKE_NOT_MAPPING, value_type_name(subject));
	render_step(render, subject.dict->used / 2);
	for (struct dict_entry entry; dict_next(subject.dict, &at, &entry);) {
		render_step(render, DICT_STEPS);
		list_append(&render->heap, items,
			render_new_tuple(
				render, (const struct value[]){entry.key, entry.value}, 2));
		list_append(&render->heap, keys,
			string_ignore_case(render, by_value ? entry.value : entry.key, sensitive));
	}
	sort_list(render, items, keys, reverse);
	return (struct value){.kind = VALUE_LIST, .list = items};
}

static struct value
extreme(struct render *render, struct value subject, const struct value *arguments, bool largest)
{
	const bool sensitive = value_truth(render, arguments[0]);
	struct iterator storage, *iterator = iterate(render, subject, &storage);
	struct value best, item;

	if (!iterator_next(render, iterator, &best))
		return undefined_hint(render, false, MISTAKE_SEQUENCE_EMPTY);
	struct value key = path_get_key(render, best, arguments[1], sensitive);

	while (iterator_next(render, iterator, &item)) {
		const struct value other = path_get_key(render, item, arguments[1], sensitive);
		const int order = value_order(render, other, key, largest ? ">" : "<");

		if (order != (largest ? 1 : -1))
			continue;
		best = item;
		key = other;
	}
	return best;
}

static struct value
filter_min(struct render *render, struct value subject, const struct value *arguments)
{
	return extreme(render, subject, arguments, false);
}

static struct value
filter_max(struct render *render, struct value subject, const struct value *arguments)
{
	return extreme(render, subject, arguments, true);
}

static struct value
new_group(struct render *render, struct value grouper, struct value list)
{
	struct value group = render_new_tuple(render, (const struct value[]){grouper, list}, 2);

	group.list->group = true;
	return group;
}

static struct value
group_key(struct render *render, struct value item, const struct value *arguments, bool sensitive)
{
	return string_ignore_case(
		render, path_get(render, item, arguments[0], arguments[1]), sensitive);
}

static struct value
filter_groupby(struct render *render, struct value subject, const struct value *arguments)
{
	const bool sensitive = value_truth(render, arguments[2]);
	struct list *items = iterate_to_list(render, subject),
		    *keys = list_new(&render->heap, items->count);
	struct value groups = render_new_list(render, 0), last = value_none();

	render_step(render, items->count * 10);
	for (size_t i = 0; i < items->count; i++)
		list_append(&render->heap, keys,
			group_key(render, items->items[i], arguments, sensitive));
	sort_list(render, items, keys, false);
	for (size_t i = 0; i < items->count; i++) {
		const struct value key = group_key(render, items->items[i], arguments, sensitive);

		if (i == 0 || !value_equal(render, key, last))
			list_append(&render->heap, groups.list,
				new_group(render,
					path_get(render, items->items[i], arguments[0],
						arguments[1]),
					render_new_list(render, 0)));
		const struct list *group = groups.list->items[groups.list->count - 1].list;

		list_append(&render->heap, group->items[1].list, items->items[i]);
		last = key;
	}
	return groups;
}

const struct builtin filters_of_order[] = {
	{"sort", .run = filter_sort,
		.parameters = {{"reverse", DEFAULT_BOOLEAN(false)},
			{"case_sensitive", DEFAULT_BOOLEAN(false)}, {"attribute", DEFAULT_NONE}}},
	{"dictsort", .run = filter_dictsort,
		.parameters = {{"case_sensitive", DEFAULT_BOOLEAN(false)},
			{"by", DEFAULT_STRING("key")}, {"reverse", DEFAULT_BOOLEAN(false)}}},
	{"min", .run = filter_min,
		.parameters = {{"case_sensitive", DEFAULT_BOOLEAN(false)},
			{"attribute", DEFAULT_NONE}}},
	{"max", .run = filter_max,
		.parameters = {{"case_sensitive", DEFAULT_BOOLEAN(false)},
			{"attribute", DEFAULT_NONE}}},
	{"groupby", .run = filter_groupby,
		.parameters = {{"attribute", NO_DEFAULT}, {"default", DEFAULT_NONE},
			{"case_sensitive", DEFAULT_BOOLEAN(false)}}},
	{NULL, .run = NULL},
};
