/*
 * Jinja templates (3.1): compiled once, rendered often. What is accepted is rendered byte for byte as
 * Jinja does; what is not supported is a diagnostic at its place, never other output.
 */
#ifndef JINJA_RUN_JINJA_H
#define JINJA_RUN_JINJA_H

#include <stdbool.h>
#include <stddef.h>

#include "jinja/syntax/whitespace.h"
#include "jinja/value/value.h"

struct budget;
struct diagnostics;
struct source;
struct text;

/* Compiled templates by name, and the memory of rendering. */
struct jinja_environment;

struct jinja_options {
	struct whitespace_control whitespace;
	bool strict_undefined; /* jinja2: undefined=StrictUndefined */
	struct budget *budget; /* of the run; what rendering costs is taken from it */
};

/*
 * Finds the source of a template by its name (not NUL-terminated); NULL if there is none. The source
 * must be valid UTF-8 and outlive the environment. Any name that a template computes can come here:
 * the loader decides which ones are harmless.
 */
typedef const struct source *
jinja_loader(void *loader_data, const char *name, size_t length);

/* An environment that finds templates with `loader`. jinja_environment_free ends it. */
struct jinja_environment *
jinja_environment_new(struct jinja_options options, jinja_loader *loader, void *loader_data)
	__attribute__((returns_nonnull));

void
jinja_environment_free(struct jinja_environment *environment);

/*
 * Appends template `name`, rendered with the entries of the dict `context`, to `out`. Nothing of
 * `context` is changed, and nothing of a rendering is seen by the next one. False with diagnostics, and
 * `out` then holds what it did before; false alone once the steps of the budget are spent, as that was said already. `while_rendering`, if not NULL, names in a note what was being
 * rendered.
 */
bool
jinja_render(struct jinja_environment *environment, const char *name, struct value context,
	const char *while_rendering, struct text *out, struct diagnostics *diagnostics);

/*
 * Renders the template text of `source`, which jinja_render would have to find. It may include
 * and import others. It is compiled anew each time.
 */
bool
jinja_render_source(struct jinja_environment *environment, const struct source *source,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics);

#endif
