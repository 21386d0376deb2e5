#include "jinja/value/deferral.h"

#include <stdlib.h>

#include "support/banned.h"

/* Where a value was made, and what was there before. */
struct made {
	struct value *value;
	struct value before;
};

static void
note(struct deferral *deferral, struct value *value)
{
	if (deferral->made_count == deferral->made_room) {
		deferral->made_room = deferral->made_room ? deferral->made_room * 2 : 64;
		deferral->made = memory_resize(
			deferral->made, deferral->made_room * sizeof(*deferral->made));
	}
	deferral->made[deferral->made_count++] = (struct made){value, *value};
}

void
deferral_make(struct deferral *deferral, struct value *value)
{
	note(deferral, value);
	*value = deferral->make(deferral, value->deferred, value->length);
}

void
deferral_unmake(struct deferral *deferral)
{
	for (size_t i = 0; i < deferral->made_count; i++)
		*deferral->made[i].value = deferral->made[i].before;
	deferral->made_count = 0;
	arena_reset(&deferral->arena);
}

void
deferral_free(struct deferral *deferral)
{
	arena_free(&deferral->arena);
	free(deferral->made);
	deferral->made = NULL;
	deferral->made_count = deferral->made_room = 0;
}
