#include "jinja/value/deferral.h"

#include <stdlib.h>

#include "jinja/value/dict.h"
#include "support/banned.h"

/* An entry of a dict, and its value before it was made. */
struct made {
	struct dict_entry *entry;
	struct value before;
};

static void
note(struct deferral *deferral, struct dict_entry *entry)
{
	if (deferral->made_count == deferral->made_room) {
		deferral->made_room = deferral->made_room ? deferral->made_room * 2 : 64;
		deferral->made = memory_resize(
			deferral->made, deferral->made_room * sizeof(*deferral->made));
	}
	deferral->made[deferral->made_count++] = (struct made){entry, entry->value};
}

void
deferral_make(struct deferral *deferral, struct dict_entry *entry)
{
	note(deferral, entry);
	entry->value = deferral->make(deferral, entry->value.deferred, entry->value.length);
}

void
deferral_unmake(struct deferral *deferral)
{
	for (size_t i = 0; i < deferral->made_count; i++)
		deferral->made[i].entry->value = deferral->made[i].before;
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
