/* Statements that bring other templates in. */
#ifndef JINJA_RUN_EXECUTE_TEMPLATE_H
#define JINJA_RUN_EXECUTE_TEMPLATE_H

struct jinja_context;
struct render;
struct statement;
struct jinja_template;

/* Notes the template that is extended; execute_root runs it. */
void
execute_extends(struct render *render, const struct statement *statement);

/* Runs the template, or writes its default module. */
void
execute_include(struct render *render, const struct statement *statement);

/* import and from. */
void
execute_import(struct render *render, const struct statement *statement);

/* Runs the root of `tmpl`, then of each template that it extends, with `context`. */
void
execute_root(
	struct render *render, const struct jinja_template *tmpl, struct jinja_context *context);

#endif
