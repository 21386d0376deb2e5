/*
 * Values of the context that are made when a template looks at them, and forgotten when its
 * rendering ends. A family has many more of them than any one template looks at.
 */
#ifndef JINJA_VALUE_DEFERRAL_H
#define JINJA_VALUE_DEFERRAL_H

#include <stddef.h>

#include "jinja/value/value.h"
#include "support/arena.h"

/* All zero but for `make`; whoever makes values embeds it. */
struct deferral {
	/*
	 * The value for what value_dict_defer was given, in the arena of the deferral or a longer
	 * one.
	 */
	struct value (*make)(struct deferral *deferral, const void *what, uint32_t how);
	struct arena arena;
	struct made *made;
	size_t made_count, made_room;
};

/* Makes the deferred value of an entry, in its place. */
void
deferral_make(struct deferral *deferral, struct value *value);

/* Forgets all that was made since the last time; no rendering may go on. */
void
deferral_unmake(struct deferral *deferral);

void
deferral_free(struct deferral *deferral);

#endif
