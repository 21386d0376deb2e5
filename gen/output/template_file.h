/* One template outside any family, rendered with the data of a file. */
#ifndef OUTPUT_TEMPLATE_FILE_H
#define OUTPUT_TEMPLATE_FILE_H

#include <stdbool.h>

#include "jinja/run/jinja.h"
#include "support/failure.h"

struct text;

struct template_file {
	const char *path;
	const char *data; /* a file of YAML or JSON that holds a map; NULL: there are no data */
	const char *const *sets;      /* NAME=TEXT each, over the data; ended by NULL */
	const char *const *folders;   /* where included templates are looked for; ended by NULL */
	struct jinja_options options; /* its budget is made by template_file_render */
};

/* Whether `set` is NAME=TEXT, where NAME is one that a template can use. */
bool
template_file_is_set(const char *set);

/*
 * Appends the rendered template to `text`. OUTCOME_MISTAKE after messages for all mistakes in the
 * template and the data, and for a file that is missing, no regular file or too large;
 * OUTCOME_MACHINE after a message if a file cannot be read.
 */
enum outcome
template_file_render(const struct template_file *file, struct text *text);

#endif
