/* Filters that choose or map: default, attr, map, select and their kin. */
#include <string.h>

#include "template/path.h"
#include "template/render.h"
#include "support/banned.h"

static struct value
filter_default(struct render *render, struct value subject, const struct value *arguments)
{
	if (subject.kind == VALUE_UNDEFINED)
		return arguments[0];
	return value_truth(render, arguments[1]) && !value_truth(render, subject) ? arguments[0]
										  : subject;
}

static struct value
filter_attr(struct render *render, struct value subject, const struct value *arguments)
{
	undefined_check(render, subject);
	if (arguments[0].kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, "attr", value_type_name(arguments[0]));
	/* Unlike x.y this looks at attributes alone, so a dict's keys are not found. */
	if (subject.kind == VALUE_DICT &&
		!builtin_find(methods_of_dicts, arguments[0].bytes, arguments[0].length))
		return undefined_attribute(render, subject, arguments[0]);
	return access_attribute_string(render, subject, arguments[0]);
}

/* A lazy filter over a sequence: each item goes through a filter or a test, or its attribute is taken. */
struct choice {
	const struct builtin *builtin; /* NULL: attribute alone, or truth */
	struct arguments arguments;
	struct value attribute, otherwise;
	bool maps, keeps; /* map; select rather than reject */
};

static struct value
apply(struct render *render, const struct choice *choice, struct value item)
{
	item = path_get(render, item, choice->attribute, choice->otherwise);
	return choice->builtin ? builtin_run(render, choice->builtin, item, &choice->arguments)
			       : item;
}

static bool
next_chosen(struct render *render, struct iterator *iterator, struct value *item)
{
	const struct choice *choice = iterator->data;

	if (!iterator->inner) {
		heap_keep(&render->heap);
		if (!value_truth(render, iterator->source))
			iterator->source = render_new_list(render, 0);
		iterator->inner = iterate(render, iterator->source,
			render_allocate(render, sizeof(*iterator->inner)));
	}
	while (iterator_next(render, iterator->inner, item)) {
		const struct value result = apply(render, choice, *item);

		if (choice->maps)
			*item = result;
		if (choice->maps || value_truth(render, result) == choice->keeps)
			return true;
	}
	return false;
}

static struct choice *
new_choice(struct render *render, bool maps, bool keeps)
{
	struct choice *choice = render_allocate(render, sizeof(*choice));

	*choice = (struct choice){
		.attribute = value_none(), .otherwise = value_none(), .maps = maps, .keeps = keeps};
	return choice;
}

/* Takes the filter or test that argument number `at` names and the arguments behind it. */
static void
set_builtin(struct render *render, struct choice *choice, const struct arguments *arguments,
	size_t at, bool filter)
{
	const struct value name = arguments->positional[at];
	struct value *rest = render_allocate(render, arguments->count * sizeof(*rest));

	undefined_check(render, name);
	if (name.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, filter ? "map" : "select",
			value_type_name(name));
	const struct value word = render_string(render, name.bytes, name.length);

	if (builtin_is_refused(word.bytes, filter))
		render_fail(
			render, filter ? MISTAKE_FILTER_REFUSED : MISTAKE_TEST_REFUSED, word.bytes);
	choice->builtin = filter ? builtin_filter(word.bytes) : builtin_test(word.bytes);
	if (!choice->builtin)
		render_fail(
			render, filter ? MISTAKE_UNKNOWN_FILTER : MISTAKE_UNKNOWN_TEST, word.bytes);
	for (size_t i = at + 1; i < arguments->count; i++)
		rest[i - at - 1] = arguments->positional[i];
	choice->arguments = *arguments;
	choice->arguments.positional = rest;
	choice->arguments.count -= at + 1;
}

static struct value
filter_map(struct render *render, struct value subject, const struct arguments *arguments)
{
	struct choice *choice = new_choice(render, true, true);
	bool attribute = false;

	for (size_t i = 0; !arguments->count && i < arguments->named_count; i++) {
		const struct named_value *named = &arguments->named[i];

		if (text_equal(named->name, named->length, "attribute", 9)) {
			choice->attribute = named->value;
			attribute = true;
		} else if (text_equal(named->name, named->length, "default", 7)) {
			choice->otherwise = named->value;
		} else {
			render_fail(render, MISTAKE_ARGUMENT_UNKNOWN, "map", (int)named->length,
				named->name);
		}
	}
	if (arguments->count)
		set_builtin(render, choice, arguments, 0, true);
	else if (!attribute)
		render_fail(render, MISTAKE_ARGUMENT_MISSING, "map", "filter");
	return iterator_new(render, next_chosen, subject, choice);
}

static struct value
choose(struct render *render, struct value subject, const struct arguments *arguments, bool keeps,
	bool by_attribute)
{
	struct choice *choice = new_choice(render, false, keeps);

	if (by_attribute) {
		if (!arguments->count)
			render_fail(render, MISTAKE_ARGUMENT_MISSING, "selectattr", "attribute");
		choice->attribute = arguments->positional[0];
	}
	if (arguments->count > by_attribute)
		set_builtin(render, choice, arguments, by_attribute, false);
	return iterator_new(render, next_chosen, subject, choice);
}

static struct value
filter_select(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, true, false);
}

static struct value
filter_reject(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, false, false);
}

static struct value
filter_selectattr(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, true, true);
}

static struct value
filter_rejectattr(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, false, true);
}

const struct builtin filters_of_choice[] = {
	{"default", .run = filter_default,
		.parameters = {{"default_value", DEFAULT_STRING("")},
			{"boolean", DEFAULT_BOOLEAN(false)}}},
	{"d", .run = filter_default,
		.parameters = {{"default_value", DEFAULT_STRING("")},
			{"boolean", DEFAULT_BOOLEAN(false)}}},
	{"attr", .run = filter_attr, .parameters = {{"name", NO_DEFAULT}}},
	{"map", .run_any = filter_map},
	{"select", .run_any = filter_select},
	{"reject", .run_any = filter_reject},
	{"selectattr", .run_any = filter_selectattr},
	{"rejectattr", .run_any = filter_rejectattr},
	{NULL, .run = NULL},
};
