#include "jinja/library/globals.h"

#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/object/builtin.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static struct value
global_range(struct render *render, struct value subject, const struct arguments *arguments)
{
	int64_t bounds[3] = {0, 0, 1}, span;
	struct range *range = render_allocate(render, sizeof(*range));

	(void)subject;
	if (arguments->named_count)
		render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "range",
			(int)arguments->named->length, arguments->named->name);
	if (!arguments->count)
		render_fail(render, MISTAKE_ARGUMENT_MISSING, "range", "stop");
	if (arguments->count > 3)
		render_fail(render, MISTAKE_ARGUMENTS_MANY, "range", (size_t)3, arguments->count);
	for (size_t i = 0; i < arguments->count; i++)
		bounds[arguments->count == 1 ? 1 : i] =
			value_index(render, arguments->positional[i], "range");
	if (bounds[2] == 0)
		render_fail(render, MISTAKE_VALUE, "range", "0");
	if (bounds[2] == INT64_MIN || __builtin_sub_overflow(bounds[1], bounds[0], &span) ||
		span == INT64_MIN)
		render_fail(render, MISTAKE_INTEGER_LARGE);
	*range = (struct range){.start = bounds[0], .stop = bounds[1], .step = bounds[2]};
	if (bounds[2] > 0 ? span > 0 : span < 0)
		range->count =
			bounds[2] > 0 ? (span - 1) / bounds[2] + 1 : (-span - 1) / -bounds[2] + 1;
	return (struct value){.kind = VALUE_RANGE, .range = range};
}

void
globals_update(struct render *render, struct dict *dict, const struct arguments *arguments,
	const char *name)
{
	struct iterator storage, *iterator;
	size_t at = 0;

	if (arguments->count > 1)
		render_fail(render, MISTAKE_ARGUMENTS_MANY, name, (size_t)1, arguments->count);
	if (arguments->count && arguments->positional[0].kind == VALUE_DICT) {
		render_step(render, DICT_STEPS * arguments->positional[0].dict->used);
		for (struct dict_entry entry;
			dict_next(arguments->positional[0].dict, &at, &entry);)
			dict_set(&render->heap, dict, entry.key, entry.value);
	} else if (arguments->count) {
		undefined_check_strict(render, arguments->positional[0]);
		iterator = iterate(render, arguments->positional[0], &storage);
		for (struct value item; iterator_next(render, iterator, &item);) {
			const struct list *pair = iterate_to_list(render, item);

			render_step(render, DICT_STEPS);

			if (pair->count != 2)
				render_fail(render, MISTAKE_VALUE, name,
					value_for_message(render, item));
			undefined_check_strict(render, pair->items[0]);
			if (!value_can_be_key(render, pair->items[0]))
				value_fail_unhashable(render, pair->items[0]);
			dict_set(&render->heap, dict, pair->items[0], pair->items[1]);
		}
	}
	render_step(render, DICT_STEPS * arguments->named_count);
	for (size_t i = 0; i < arguments->named_count; i++)
		dict_set(&render->heap, dict,
			value_string(arguments->named[i].name, arguments->named[i].length),
			arguments->named[i].value);
}

static struct value
global_dict(struct render *render, struct value subject, const struct arguments *arguments)
{
	struct value dict = render_new_dict(render);

	(void)subject;
	globals_update(render, dict.dict, arguments, "dict");
	return dict;
}

static struct value
global_namespace(struct render *render, struct value subject, const struct arguments *arguments)
{
	struct value made = global_dict(render, subject, arguments);

	made.kind = VALUE_NAMESPACE;
	return made;
}

static struct value
global_cycler(struct render *render, struct value subject, const struct arguments *arguments)
{
	struct cycler *cycler = render_allocate(render, sizeof(*cycler));

	(void)subject;
	if (arguments->named_count)
		render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "cycler",
			(int)arguments->named->length, arguments->named->name);
	if (!arguments->count)
		render_fail(render, MISTAKE_CYCLE_EMPTY);
	render_step(render, arguments->count / 4);
	*cycler = (struct cycler){
		render_new_tuple(render, arguments->positional, arguments->count), 0};
	return (struct value){.kind = VALUE_CYCLER, .cycler = cycler};
}

static struct value
global_joiner(struct render *render, struct value subject, const struct value *arguments)
{
	struct cycler *joiner = render_allocate(render, sizeof(*joiner));

	(void)subject;
	*joiner = (struct cycler){arguments[0], 0};
	return (struct value){.kind = VALUE_JOINER, .cycler = joiner};
}

static struct value
global_lipsum(struct render *render, struct value subject, const struct arguments *arguments)
{
	(void)subject;
	(void)arguments;
	render_fail(render, MISTAKE_REFUSED, "lipsum");
}

static struct value
cycler_next(struct render *render, struct value subject, const struct value *arguments)
{
	struct cycler *cycler = subject.cycler;
	const struct value item = cycler->items.list->items[cycler->position];

	(void)render;
	(void)arguments;
	cycler->position = (cycler->position + 1) % cycler->items.list->count;
	return item;
}

static struct value
cycler_reset(struct render *render, struct value subject, const struct value *arguments)
{
	(void)render;
	(void)arguments;
	subject.cycler->position = 0;
	return value_none();
}

const struct builtin methods_of_cyclers[] = {
	{"next", .run = cycler_next},
	{"reset", .run = cycler_reset},
	{NULL, .run = NULL},
};

const struct builtin globals[] = {
	{"range", .run_any = global_range},
	{"dict", .run_any = global_dict},
	{"namespace", .run_any = global_namespace},
	{"cycler", .run_any = global_cycler},
	{"joiner", .run = global_joiner, .parameters = {{"sep", DEFAULT_STRING(", ")}}},
	{"lipsum", .run_any = global_lipsum},
	{NULL, .run = NULL},
};
