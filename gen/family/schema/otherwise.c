#include "family/schema/otherwise.h"

#include <string.h>

#include "document/node.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/banned.h"

/* A copy of the record with one value more, which stands where `value` does. */
static struct node *
with_entry(struct arena *arena, const struct node *record, const char *name, struct node *value)
{
	const size_t count = record->entry_count;
	struct node *copy = arena_allocate(arena, sizeof(*copy)),
		    *key = arena_allocate(arena, sizeof(*key));

	*copy = *record;
	*key = (struct node){.kind = NODE_SCALAR, .place = value->place};
	key->text = name;
	key->length = strlen(name);
	copy->entries = arena_allocate_array(arena, count + 1, sizeof(*copy->entries));
	memcpy(copy->entries, record->entries, count * sizeof(*copy->entries));
	copy->entries[copy->entry_count++] = (struct node_entry){key, value};
	return copy;
}

struct node *
otherwise_add(struct checker *checker, const struct shape *shape, struct node *record)
{
	struct node *other = record && shape->otherwise ? node_get(record, shape->otherwise) : NULL;

	if (!other || node_get(record, shape->unwritten))
		return record;
	return with_entry(checker->arena, record, shape->unwritten, other);
}
