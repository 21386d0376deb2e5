/* Statements that bring other templates in. */
#ifndef JINJA_RUN_EXECUTE_TEMPLATE_H
#define JINJA_RUN_EXECUTE_TEMPLATE_H

struct context;
struct render;
struct statement;
struct template;

void
execute_extends(struct render *render, const struct statement *statement);

void
execute_include(struct render *render, const struct statement *statement);

/* import, and from … import */
void
execute_import(struct render *render, const struct statement *statement);

/* Runs the root of `template` and of those that it extends with `context`. */
void
execute_root(struct render *render, const struct template *template, struct context *context);

#endif
