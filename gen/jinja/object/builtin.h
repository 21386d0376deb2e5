/* What templates can call by name: filters, tests, global functions and methods, as tables. */
#ifndef JINJA_OBJECT_BUILTIN_H
#define JINJA_OBJECT_BUILTIN_H

#include "jinja/value/value.h"

struct render;

enum { PARAMETERS_MOST = 6 };

/* An argument given by name. */
struct named_value {
	const char *name;
	size_t length;
	struct value value;
};

struct arguments {
	const struct value *positional;
	size_t count;
	const struct named_value *named;
	size_t named_count;
};

/*
 * A parameter and its default: one of kind VALUE_MISSING is required, one of VALUE_UNDEFINED
 * optional.
 */
struct parameter {
	const char *name;
	struct value otherwise;
};

/*
 * A filter, test, method or global function. It has either `run`, which gets the value of each
 * parameter in order, or `run_any`, which gets the arguments as they were given. `subject` is what
 * a filter or test is applied to, or the object of a method. An entry with neither is refused where
 * it is used.
 */
struct builtin {
	const char *name;
	struct value (*run)(
		struct render *render, struct value subject, const struct value *arguments);
	struct value (*run_any)(
		struct render *render, struct value subject, const struct arguments *arguments);
	struct parameter parameters[PARAMETERS_MOST];
	bool positional; /* its arguments cannot be given by name */
};

#define NO_DEFAULT                                                                                 \
	{                                                                                          \
		.kind = VALUE_MISSING                                                              \
	}
#define OPTIONAL                                                                                   \
	{                                                                                          \
		.kind = VALUE_UNDEFINED                                                            \
	}
#define DEFAULT_NONE                                                                               \
	{                                                                                          \
		.kind = VALUE_NONE                                                                 \
	}
#define DEFAULT_BOOLEAN(value)                                                                     \
	{                                                                                          \
		.kind = VALUE_BOOLEAN, .boolean = (value)                                          \
	}
#define DEFAULT_INTEGER(value)                                                                     \
	{                                                                                          \
		.kind = VALUE_INTEGER, .integer = (value)                                          \
	}
#define DEFAULT_FLOAT(value)                                                                       \
	{                                                                                          \
		.kind = VALUE_FLOAT, .number = (value)                                             \
	}
#define DEFAULT_STRING(literal)                                                                    \
	{                                                                                          \
		.kind = VALUE_STRING, .length = sizeof(literal) - 1, .bytes = (literal)            \
	}

/* An entry of a table, or NULL. A table ends with an entry without a name. */
const struct builtin *
builtin_find(const struct builtin *table, const char *name, size_t length);

/* Runs `builtin` with its arguments checked against its parameters. */
struct value
builtin_run(struct render *render, const struct builtin *builtin, struct value subject,
	const struct arguments *arguments);

#endif
