/* Binding the names of expressions. */
#ifndef JINJA_BIND_BIND_EXPRESSION_H
#define JINJA_BIND_BIND_EXPRESSION_H

struct bind_frame;
struct binder;
struct expression;

/* Binds the names of `expression`, which may be NULL. */
void
bind_expression(struct binder *binder, struct bind_frame *at, struct expression *expression);

/* Binds the names of something that is assigned to. */
void
bind_target(struct binder *binder, struct bind_frame *at, struct expression *target);

#endif
