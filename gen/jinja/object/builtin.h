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

/* A parameter. A default of kind VALUE_MISSING makes it required, of VALUE_UNDEFINED optional. */
struct parameter {
	const char *name;
	struct value otherwise;
};

/*
 * One of them `run`s with the values of its parameters in order, or, if it takes any arguments, runs
 * with them as they were given (`run_any`). `subject` is what a filter or test is applied to, or a
 * method's object.
 */
struct builtin {
	const char *name;
	struct value (*run)(
		struct render *render, struct value subject, const struct value *arguments);
	struct value (*run_any)(
		struct render *render, struct value subject, const struct arguments *arguments);
	struct parameter parameters[PARAMETERS_MOST];
	bool positional; /* Python knows no names for its arguments */
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
