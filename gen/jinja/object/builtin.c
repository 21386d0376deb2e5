#include "jinja/object/builtin.h"

#include <string.h>

#include "jinja/object/mistakes.h"
#include "jinja/object/render.h"
#include "support/map.h"
#include "support/banned.h"

const struct builtin *
builtin_find(const struct builtin *table, const char *name, size_t length)
{
	for (; table->name; table++)
		if (table->name[0] == name[0] && strncmp(table->name, name, length) == 0 &&
			!table->name[length])
			return table;
	return NULL;
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
