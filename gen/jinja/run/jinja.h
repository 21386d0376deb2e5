/*
 * Jinja templates (3.1), compiled once and rendered often. The output is Jinja's byte for byte.
 * What is not supported is a diagnostic at its place.
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
	/*
	 * Folders that templates stand in, ended by NULL: in them a name is looked for that is not
	 * found, to suggest the right one. NULL: there are none.
	 */
	const char *const *folders;
};

/*
 * Finds the source of a template by its name, which is not NUL-terminated; NULL if there is none.
 * The source must live longer than the environment. A template can compute any name: the loader
 * decides which names are harmless.
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
 * Renders the template `name` with the entries of the dict `context`, and appends the result to
 * `out`. A rendering changes nothing in `context` and leaves nothing to the next one. After a
 * mistake it returns false with diagnostics, and `out` is as it was before. Once the budget is
 * spent it returns false without a diagnostic, as that was reported before. If `while_rendering` is
 * not NULL, a note names it as what was being rendered.
 */
bool
jinja_render(struct jinja_environment *environment, const char *name, struct value context,
	const char *while_rendering, struct text *out, struct diagnostics *diagnostics);

/*
 * The same for the template text of `source`, which may include and import others. It is compiled
 * anew each time.
 */
bool
jinja_render_source(struct jinja_environment *environment, const struct source *source,
	struct value context, const char *while_rendering, struct text *out,
	struct diagnostics *diagnostics);

/*
 * Reports what has no effect in the template `name`, which was rendered, and in those that it
 * extends: text outside of blocks, and blocks that nothing further up has. Each template once.
 */
void
jinja_check_blocks(
	struct jinja_environment *environment, const char *name, struct diagnostics *diagnostics);

#endif
