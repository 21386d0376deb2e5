/* Binding statements. */
#ifndef JINJA_BIND_BIND_STATEMENT_H
#define JINJA_BIND_BIND_STATEMENT_H

struct bind_frame;
struct binder;
struct body;

/* Binds the names of all statements of a body. */
void
bind_body(struct binder *binder, struct bind_frame *at, const struct body *body);

#endif
