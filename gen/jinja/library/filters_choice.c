#include "jinja/library/filters_choice.h"

#include <string.h>

#include "jinja/library/library.h"
#include "jinja/library/methods_collection.h"
#include "jinja/library/mistakes.h"
#include "jinja/library/path.h"
#include "jinja/object/access.h"
#include "jinja/object/builtin.h"
#include "jinja/object/iterate.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/value/heap.h"
#include "jinja/value/value.h"
#include "support/text.h"
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
	/* Unlike x.y, this finds attributes but not the keys of a dict. */
	if (subject.kind == VALUE_DICT &&
		!builtin_find(methods_of_dicts, arguments[0].bytes, arguments[0].length))
		return undefined_attribute(render, subject, arguments[0]);
	return access_attribute_string(render, subject, arguments[0]);
}

/*
 * A lazy filter over a sequence: each item goes through a filter or a test, or its attribute is
 * taken.
 */
struct choice {
	const struct builtin *builtin; /* NULL: attribute alone, or truth */
	struct arguments
		arguments; /* all at first; once begun, those after the name of the filter or test */
	struct value attribute, otherwise;
	bool maps, keeps, by_attribute; /* map; select rather than reject; selectattr, rejectattr */
};

static struct value
apply(struct render *render, const struct choice *choice, struct value item)
{
	item = path_get(render, item, choice->attribute, choice->otherwise);
	return choice->builtin ? builtin_run(render, choice->builtin, item, &choice->arguments)
			       : item;
}

/* Takes the filter or test that the first argument names. */
static void
take_builtin(struct render *render, struct choice *choice)
{
	const bool filter = choice->maps;
	const struct value name = choice->arguments.positional[0];

	undefined_check(render, name);
	if (name.kind != VALUE_STRING)
		render_fail(render, MISTAKE_NOT_STRING, filter ? "map" : "select",
			value_type_name(name));
	const struct value word = render_string(render, name.bytes, name.length);

	if (library_refuses(word.bytes, filter))
		render_fail(
			render, filter ? MISTAKE_FILTER_REFUSED : MISTAKE_TEST_REFUSED, word.bytes);
	choice->builtin = filter ? library_filter(word.bytes) : library_test(word.bytes);
	if (!choice->builtin)
		render_fail(
			render, filter ? MISTAKE_UNKNOWN_FILTER : MISTAKE_UNKNOWN_TEST, word.bytes);
	choice->arguments.positional++;
	choice->arguments.count--;
}

/* jinja2: prepare_map */
static void
prepare_map(struct render *render, struct choice *choice)
{
	const struct arguments *arguments = &choice->arguments;
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
		take_builtin(render, choice);
	else if (!attribute)
		render_fail(render, MISTAKE_ARGUMENT_MISSING, "map", "filter");
}

/* jinja2: prepare_select_or_reject */
static void
prepare_choice(struct render *render, struct choice *choice)
{
	if (choice->by_attribute) {
		if (!choice->arguments.count)
			render_fail(render, MISTAKE_ARGUMENT_MISSING, "selectattr", "attribute");
		choice->attribute = choice->arguments.positional[0];
		choice->arguments.positional++;
		choice->arguments.count--;
	}
	if (choice->arguments.count)
		take_builtin(render, choice);
}

/* A false subject gives nothing, and its arguments are not looked at. */
static void
begin(struct render *render, struct iterator *iterator)
{
	struct choice *choice = iterator->data;

	iterator_keep(render, iterator);
	if (!value_truth(render, iterator->source))
		iterator->source = render_new_list(render, 0);
	else if (choice->maps)
		prepare_map(render, choice);
	else
		prepare_choice(render, choice);
	iterator->inner = iterate(
		render, iterator->source, render_allocate(render, sizeof(*iterator->inner)));
}

static bool
next_chosen(struct render *render, struct iterator *iterator, struct value *item)
{
	const struct choice *choice = iterator->data;

	if (!iterator->inner)
		begin(render, iterator);
	while (iterator_next(render, iterator->inner, item)) {
		const struct value result = apply(render, choice, *item);

		if (choice->maps)
			*item = result;
		if (choice->maps || value_truth(render, result) == choice->keeps)
			return true;
	}
	return false;
}

static struct value
choose(struct render *render, struct value subject, const struct arguments *arguments,
	struct choice kind)
{
	struct choice *choice = render_allocate(render, sizeof(*choice));

	*choice = kind;
	choice->arguments = *arguments;
	choice->attribute = choice->otherwise = value_none();
	return iterator_new(render, next_chosen, subject, choice);
}

static struct value
filter_map(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, (struct choice){.maps = true});
}

static struct value
filter_select(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, (struct choice){.keeps = true});
}

static struct value
filter_reject(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, (struct choice){0});
}

static struct value
filter_selectattr(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(
		render, subject, arguments, (struct choice){.keeps = true, .by_attribute = true});
}

static struct value
filter_rejectattr(struct render *render, struct value subject, const struct arguments *arguments)
{
	return choose(render, subject, arguments, (struct choice){.by_attribute = true});
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
