#include "review/test_files.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "output/input_files.h"
#include "review/value_changes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/hash/object_id.h"
#include "support/map.h"
#include "support/source.h"
#include "support/banned.h"

/* The files of a side: name → struct input_file. They were read, and checked, as it was rendered. */
static struct map
files_of(struct arena *arena, const struct test_files_side *side)
{
	const struct node *tests = node_get(side->variant->resolved, "tests");
	struct diagnostics diagnostics = {.arena = arena};
	struct map found = {0};

	for (size_t i = 0; tests && i < tests->count; i++) {
		const struct input_files *files =
			tests->items[i]->kind == NODE_SCALAR
				? input_files_find(side->loader, tests->items[i], &diagnostics)
				: NULL;

		for (size_t j = 0; files && j < files->count; j++) {
			struct input_file *file = arena_allocate(arena, sizeof(*file));

			*file = files->items[j];
			map_set(&found, arena, file->name, strlen(file->name), file);
		}
	}
	return found;
}

static const char *
hash_of(struct arena *arena, const struct input_file *file)
{
	if (!file)
		return NULL;
	const struct object_id id = object_id_of_blob(file->source->bytes, file->source->length);

	return arena_format(arena, "%.12s", object_id_hex(&id).digits);
}

static bool
is_same(const struct input_file *before, const struct input_file *after)
{
	return before && after && before->source->length == after->source->length &&
	       memcmp(before->source->bytes, after->source->bytes, before->source->length) == 0;
}

static void
compare(struct arena *arena, const struct input_file *before, const struct input_file *after,
	struct value_changes *changes)
{
	if (is_same(before, after))
		return;
	*ARENA_ADD(arena, changes->items, changes->count) = (struct value_change){
		arena_join(arena, "tests.", after ? after->name : before->name, NULL),
		hash_of(arena, before), hash_of(arena, after)};
}

void
test_files_compare(struct arena *arena, const struct test_files_side *before,
	const struct test_files_side *after, struct value_changes *changes)
{
	const struct map earlier = files_of(arena, before), later = files_of(arena, after);

	for (size_t i = 0; i < later.count; i++) {
		const struct map_entry *entry = &later.entries[i];

		compare(arena, map_get(&earlier, entry->key, entry->length), entry->value, changes);
	}
	for (size_t i = 0; i < earlier.count; i++) {
		const struct map_entry *entry = &earlier.entries[i];

		if (!map_get(&later, entry->key, entry->length))
			compare(arena, entry->value, NULL, changes);
	}
}
