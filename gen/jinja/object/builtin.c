#include "jinja/object/builtin.h"

#include <string.h>

#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "support/map.h"
#include "support/nearest.h"
#include "support/banned.h"

static const struct builtin *const filter_tables[] = {
	filters_of_strings,
	filters_of_numbers,
	filters_of_sequences,
	filters_of_choice,
	filters_of_order,
	filters_of_quoting,
	filters_of_json,
};
static const struct builtin *const test_tables[] = {tests_of_kind, tests_of_value};

static const char *const refused_filters[] = {"escape", "e", "safe", "forceescape", "urlize",
	"striptags", "xmlattr", "urlencode", "random", "pprint"};
static const char *const refused_tests[] = {"escaped"};

const struct builtin *
builtin_find(const struct builtin *table, const char *name, size_t length)
{
	for (; table->name; table++)
		if (table->name[0] == name[0] && strncmp(table->name, name, length) == 0 &&
			!table->name[length])
			return table;
	return NULL;
}

static const struct builtin *
find(const struct builtin *const *tables, size_t count, const char *name)
{
	const struct builtin *found = NULL;

	for (size_t i = 0; i < count && !found && *name; i++)
		found = builtin_find(tables[i], name, strlen(name));
	return found;
}

static const char *
find_near(const struct builtin *const *tables, size_t count, const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	for (size_t i = 0; i < count; i++)
		for (const struct builtin *builtin = tables[i]; builtin->name; builtin++)
			nearest_try(&nearest, builtin->name, strlen(builtin->name));
	return nearest.found;
}

const struct builtin *
builtin_filter(const char *name)
{
	return find(filter_tables, sizeof(filter_tables) / sizeof(filter_tables[0]), name);
}

const struct builtin *
builtin_test(const char *name)
{
	return find(test_tables, sizeof(test_tables) / sizeof(test_tables[0]), name);
}

const char *
builtin_near_filter(const char *name)
{
	return find_near(filter_tables, sizeof(filter_tables) / sizeof(filter_tables[0]), name);
}

const char *
builtin_near_test(const char *name)
{
	return find_near(test_tables, sizeof(test_tables) / sizeof(test_tables[0]), name);
}

bool
builtin_is_refused(const char *name, bool filter)
{
	const char *const *names = filter ? refused_filters : refused_tests;
	const size_t count = filter ? sizeof(refused_filters) / sizeof(refused_filters[0])
				    : sizeof(refused_tests) / sizeof(refused_tests[0]);

	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static size_t
count_parameters(const struct builtin *builtin)
{
	size_t count = 0;

	while (count < PARAMETERS_MOST && builtin->parameters[count].name)
		count++;
	return count;
}

static void
set_named(struct render *render, const struct builtin *builtin, size_t count,
	const struct named_value *named, struct value *values, bool *given)
{
	for (size_t i = 0; i < count && !builtin->positional; i++) {
		if (!text_equal(builtin->parameters[i].name, strlen(builtin->parameters[i].name),
			    named->name, named->length))
			continue;
		if (given[i])
			render_fail(
				render, MISTAKE_ARGUMENT_TWICE, (int)named->length, named->name);
		given[i] = true;
		values[i] = named->value;
		return;
	}
	render_fail(
		render, MISTAKE_ARGUMENT_UNKNOWN, builtin->name, (int)named->length, named->name);
}

/* One value for each parameter: what was given, else its default. */
static void
bind_arguments(struct render *render, const struct builtin *builtin,
	const struct arguments *arguments, struct value *values)
{
	const size_t count = count_parameters(builtin);
	bool given[PARAMETERS_MOST] = {false};

	if (arguments->count > count)
		render_fail(render, MISTAKE_ARGUMENTS_MANY, builtin->name, count, arguments->count);
	for (size_t i = 0; i < count; i++) {
		given[i] = i < arguments->count;
		values[i] = given[i] ? arguments->positional[i] : builtin->parameters[i].otherwise;
	}
	for (size_t i = 0; i < arguments->named_count; i++)
		set_named(render, builtin, count, &arguments->named[i], values, given);
	for (size_t i = arguments->count; i < count; i++)
		if (!given[i] && values[i].kind == VALUE_MISSING)
			render_fail(render, MISTAKE_ARGUMENT_MISSING, builtin->name,
				builtin->parameters[i].name);
}

struct value
builtin_run(struct render *render, const struct builtin *builtin, struct value subject,
	const struct arguments *arguments)
{
	struct value values[PARAMETERS_MOST];

	if (subject.kind == VALUE_STRING || subject.kind == VALUE_MARKUP)
		render_step_bytes(render, subject.length);
	if (builtin->run_any)
		return builtin->run_any(render, subject, arguments);
	bind_arguments(render, builtin, arguments, values);
	return builtin->run(render, subject, values);
}
