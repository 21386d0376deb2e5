#include "jinja/library/library.h"

#include <string.h>

#include "jinja/library/filters_choice.h"
#include "jinja/library/filters_json.h"
#include "jinja/library/filters_number.h"
#include "jinja/library/filters_order.h"
#include "jinja/library/filters_quoting.h"
#include "jinja/library/filters_sequence.h"
#include "jinja/library/filters_string.h"
#include "jinja/library/globals.h"
#include "jinja/library/methods_collection.h"
#include "jinja/library/methods_string.h"
#include "jinja/library/tests.h"
#include "jinja/object/builtin.h"
#include "jinja/object/loop.h"
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

const struct builtin *const library_methods[VALUE_KINDS] = {
	[VALUE_STRING] = methods_of_strings,
	[VALUE_LIST] = methods_of_lists,
	[VALUE_DICT] = methods_of_dicts,
	[VALUE_TUPLE] = methods_of_tuples,
	[VALUE_CYCLER] = methods_of_cyclers,
	[VALUE_LOOP] = methods_of_loops,
};

static const char *const refused_filters[] = {"escape", "e", "safe", "forceescape", "urlize",
	"striptags", "xmlattr", "urlencode", "random", "pprint"};
static const char *const refused_tests[] = {"escaped"};

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
library_filter(const char *name)
{
	return find(filter_tables, sizeof(filter_tables) / sizeof(filter_tables[0]), name);
}

const struct builtin *
library_test(const char *name)
{
	return find(test_tables, sizeof(test_tables) / sizeof(test_tables[0]), name);
}

const char *
library_near_filter(const char *name)
{
	return find_near(filter_tables, sizeof(filter_tables) / sizeof(filter_tables[0]), name);
}

const char *
library_near_test(const char *name)
{
	return find_near(test_tables, sizeof(test_tables) / sizeof(test_tables[0]), name);
}

bool
library_refuses(const char *name, bool filter)
{
	const char *const *names = filter ? refused_filters : refused_tests;
	const size_t count = filter ? sizeof(refused_filters) / sizeof(refused_filters[0])
				    : sizeof(refused_tests) / sizeof(refused_tests[0]);

	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}
