#include "jinja/library/methods_collection.h"

#include <string.h>

#include "jinja/library/globals.h"
#include "jinja/library/mistakes.h"
#include "jinja/library/sort.h"
#include "jinja/object/builtin.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/undo_log.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/banned.h"

static struct value
view(struct render *render, struct value subject, enum view_kind kind)
{
	struct dict_view *view = render_allocate(render, sizeof(*view));

	*view = (struct dict_view){kind, subject.dict};
	return (struct value){.kind = VALUE_VIEW, .view = view};
}

static struct value
dict_keys(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return view(render, subject, VIEW_KEYS);
}

static struct value
dict_values(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return view(render, subject, VIEW_VALUES);
}

static struct value
dict_items(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return view(render, subject, VIEW_ITEMS);
}

static struct value *
find(struct render *render, const struct dict *dict, struct value key)
{
	undefined_check_strict(render, key);
	if (key.kind == VALUE_UNDEFINED)
		return NULL;
	if (!value_can_be_key(render, key))
		value_fail_unhashable(render, key);
	render_step(render, DICT_STEPS / 2);
	return dict_find(dict, key);
}

static struct value
dict_get(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value *found = find(render, subject.dict, arguments[0]);

	return found ? *found : arguments[1];
}

static struct value
dict_pop(struct render *render, struct value subject, const struct value *arguments)
{
	undo_log_note_dict(render, subject.dict);
	const struct value *found = find(render, subject.dict, arguments[0]);

	if (!found && arguments[1].kind == VALUE_UNDEFINED)
		render_fail(render, MISTAKE_NOT_IN_LIST, "pop");
	if (!found)
		return arguments[1];
	dict_remove(subject.dict, found);
	return *found;
}

static struct value
dict_popitem(struct render *render, struct value subject, const struct value *arguments)
{
	struct dict *dict = subject.dict;
	size_t last = dict->used;

	(void)arguments;
	if (!dict->count)
		render_fail(render, MISTAKE_EMPTY, "popitem");
	undo_log_note_dict(render, dict);
	while (dict->keys[last - 1].key.kind == VALUE_MISSING)
		last--;
	render_step(render, (dict->used - last) / 2);
	const struct value key = dict->keys[last - 1].key, *value = &dict->values[last - 1];

	dict_remove(dict, value);
	return render_new_tuple(render, (const struct value[]){key, *value}, 2);
}

static struct value
dict_setdefault(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value *found = find(render, subject.dict, arguments[0]);

	if (found)
		return *found;
	undefined_check(render, arguments[0]);
	undo_log_note_dict(render, subject.dict);
	dict_set(&render->heap, subject.dict, arguments[0], arguments[1]);
	return arguments[1];
}

static struct value
dict_update(struct render *render, struct value subject, const struct arguments *arguments)
{
	undo_log_note_dict(render, subject.dict);
	globals_update(render, subject.dict, arguments, "update");
	return value_none();
}

static struct value
method_dict_clear(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	undo_log_note_dict(render, subject.dict);
	dict_clear(subject.dict);
	return value_none();
}

static struct value
method_dict_copy(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	render_step(render, DICT_STEPS * subject.dict->used);
	return (struct value){.kind = VALUE_DICT, .dict = dict_copy(&render->heap, subject.dict)};
}

#define KEY_OR(value) .parameters = {{"key", NO_DEFAULT}, {"default", value}}, .positional = true

const struct builtin methods_of_dicts[] = {
	{"keys", .run = dict_keys},
	{"values", .run = dict_values},
	{"items", .run = dict_items},
	{"get", .run = dict_get, KEY_OR(DEFAULT_NONE)},
	{"pop", .run = dict_pop, KEY_OR(OPTIONAL)},
	{"popitem", .run = dict_popitem},
	{"setdefault", .run = dict_setdefault, KEY_OR(DEFAULT_NONE)},
	{"update", .run_any = dict_update},
	{"clear", .run = method_dict_clear},
	{"copy", .run = method_dict_copy},
	{"fromkeys", .run = NULL},
	{NULL, .run = NULL},
};

static struct value
method_list_append(struct render *render, struct value subject, const struct value *arguments)
{
	undo_log_note_list(render, subject.list);
	list_append(&render->heap, subject.list, arguments[0]);
	return value_none();
}

static struct value
list_extend(struct render *render, struct value subject, const struct value *arguments)
{
	undo_log_note_list(render, subject.list);
	const struct list *more = iterate_to_list(render, arguments[0]);

	render_step(render, more->count / 4);
	for (size_t i = 0; i < more->count; i++)
		list_append(&render->heap, subject.list, more->items[i]);
	return value_none();
}

static struct value
list_insert(struct render *render, struct value subject, const struct value *arguments)
{
	struct list *list = subject.list;
	int64_t at = value_index(render, arguments[0], "insert");

	undo_log_note_list(render, list);
	if (at < 0)
		at += (int64_t)list->count;
	if (at < 0)
		at = 0;
	if (at > (int64_t)list->count)
		at = (int64_t)list->count;
	list_append(&render->heap, list, value_none());
	render_step(render, list->count / 4);
	memmove(list->items + at + 1, list->items + at,
		(list->count - 1 - (size_t)at) * sizeof(*list->items));
	list->items[at] = arguments[1];
	return value_none();
}

static void
remove_at(struct render *render, struct list *list, size_t at)
{
	render_step(render, (list->count - at) / 4);
	memmove(list->items + at, list->items + at + 1,
		(list->count - at - 1) * sizeof(*list->items));
	list->count--;
}

static struct value
list_pop(struct render *render, struct value subject, const struct value *arguments)
{
	struct list *list = subject.list;
	int64_t at = value_index(render, arguments[0], "pop");

	undo_log_note_list(render, list);
	if (at < 0)
		at += (int64_t)list->count;
	if (at < 0 || at >= (int64_t)list->count)
		render_fail(render, MISTAKE_EMPTY, "pop");
	const struct value value = list->items[at];

	remove_at(render, list, (size_t)at);
	return value;
}

static int64_t
find_item(struct render *render, const struct list *list, struct value item)
{
	for (size_t i = 0; i < list->count; i++)
		if (value_identical(list->items[i], item) ||
			value_equal(render, list->items[i], item))
			return (int64_t)i;
	return -1;
}

static struct value
list_remove(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t at = find_item(render, subject.list, arguments[0]);

	if (at < 0)
		render_fail(render, MISTAKE_NOT_IN_LIST, "remove");
	undo_log_note_list(render, subject.list);
	remove_at(render, subject.list, (size_t)at);
	return value_none();
}

static struct value
list_index(struct render *render, struct value subject, const struct value *arguments)
{
	const int64_t at = find_item(render, subject.list, arguments[0]);

	if (at < 0)
		render_fail(render, MISTAKE_NOT_IN_LIST, "index");
	return value_integer(at);
}

static struct value
list_count(struct render *render, struct value subject, const struct value *arguments)
{
	int64_t count = 0;

	for (size_t i = 0; i < subject.list->count; i++)
		count += value_identical(subject.list->items[i], arguments[0]) ||
			 value_equal(render, subject.list->items[i], arguments[0]);
	return value_integer(count);
}

static struct value
list_reverse(struct render *render, struct value subject, const struct value *arguments)
{
	struct list *list = subject.list;

	(void)arguments;
	undo_log_note_list(render, list);
	render_step(render, list->count / 4);
	for (size_t i = 0; i < list->count / 2; i++) {
		const struct value other = list->items[i];

		list->items[i] = list->items[list->count - 1 - i];
		list->items[list->count - 1 - i] = other;
	}
	return value_none();
}

static struct value
list_sort(struct render *render, struct value subject, const struct arguments *arguments)
{
	bool reverse = false;

	for (size_t i = 0; i < arguments->named_count; i++) {
		if (!text_equal(arguments->named[i].name, arguments->named[i].length, "reverse", 7))
			render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "sort",
				(int)arguments->named[i].length, arguments->named[i].name);
		reverse = value_truth(render, arguments->named[i].value);
	}
	if (arguments->count)
		render_fail(render, MISTAKE_ARGUMENTS_MANY, "sort", (size_t)0, arguments->count);
	undo_log_note_list(render, subject.list);
	sort_list(render, subject.list, NULL, reverse);
	return value_none();
}

static struct value
list_clear(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	undo_log_note_list(render, subject.list);
	subject.list->count = 0;
	return value_none();
}

static struct value
list_copy(struct render *render, struct value subject, const struct value *arguments)
{
	(void)arguments;
	return (struct value){.kind = VALUE_LIST, .list = iterate_to_list(render, subject)};
}

#define ONE(parameter) .parameters = {{parameter, NO_DEFAULT}}, .positional = true

const struct builtin methods_of_lists[] = {
	{"append", .run = method_list_append, ONE("object")},
	{"extend", .run = list_extend, ONE("iterable")},
	{"insert", .run = list_insert,
		.parameters = {{"index", NO_DEFAULT}, {"object", NO_DEFAULT}}, .positional = true},
	{"pop", .run = list_pop, .parameters = {{"index", DEFAULT_INTEGER(-1)}},
		.positional = true},
	{"remove", .run = list_remove, ONE("value")},
	{"index", .run = list_index, ONE("value")},
	{"count", .run = list_count, ONE("value")},
	{"reverse", .run = list_reverse},
	{"sort", .run_any = list_sort},
	{"clear", .run = list_clear},
	{"copy", .run = list_copy},
	{NULL, .run = NULL},
};

const struct builtin methods_of_tuples[] = {
	{"index", .run = list_index, ONE("value")},
	{"count", .run = list_count, ONE("value")},
	{NULL, .run = NULL},
};
