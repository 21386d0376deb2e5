/* Binding macros and call blocks. */
#ifndef JINJA_BIND_BIND_MACRO_H
#define JINJA_BIND_BIND_MACRO_H

struct bind_frame;
struct binder;
struct statement;

void
bind_macro(struct binder *binder, struct bind_frame *at, struct statement *statement);

void
bind_call_block(struct binder *binder, struct bind_frame *at, struct statement *statement);

#endif
