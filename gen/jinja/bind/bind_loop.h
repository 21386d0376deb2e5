/* Binding for statements. */
#ifndef JINJA_BIND_BIND_LOOP_H
#define JINJA_BIND_BIND_LOOP_H

#include "jinja/bind/binder.h"

struct statement;

enum { LOOPS_DEEPEST = 18 }; /* in one routine; Python ends Jinja's own at 20 */

void
bind_for(struct binder *binder, struct bind_frame *at, struct statement *statement);

#endif
