#include "build/matrix/changed.h"

#include <string.h>

#include "build/matrix/job_images.h"
#include "build/target/target.h"
#include "family/family.h"
#include "review/sides.h"
#include "review/value_changes.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/banned.h"

/* ID → variant of a side; nothing if it has no family. */
static struct map
variants_of(struct arena *arena, const struct family *family)
{
	struct map variants = {0};

	for (size_t i = 0; family && i < family->variant_count; i++) {
		struct variant *variant = family->order[i];

		map_set(&variants, arena, variant->id, strlen(variant->id), variant);
	}
	return variants;
}

/* Whether a variant is to be built or tested again: its tests are no part of its key. */
static bool
differs(struct arena *arena, struct map *known, const struct variant *old,
	const struct variant *new)
{
	struct value_changes changes = {0};

	if (strcmp(old->content_key, new->content_key) != 0)
		return true;
	value_changes_find(arena, known, old->resolved, new->resolved, &changes);
	return changes.count > 0;
}

enum outcome
changed_keep(struct job_images *images, const struct revisions *revisions,
	const struct project_places *places)
{
	struct sides sides = {0};
	struct arena arena = {0};
	struct map known = {0};
	const enum outcome outcome = sides_read(&sides, revisions, places);

	if (outcome == OUTCOME_DONE) {
		const struct map before = variants_of(&arena, sides.before.project.family),
				 after = variants_of(&arena, sides.after.project.family);

		for (size_t i = 0; i < images->count; i++) {
			struct job_image *image = &images->items[i];
			const char *id = images->targets->items[image->target].id;
			const struct variant *old = map_get(&before, id, strlen(id)),
					     *new = map_get(&after, id, strlen(id));

			image->listed =
				image->listed && new && (!old || differs(&arena, &known, old, new));
		}
	}
	arena_free(&arena);
	sides_close(&sides);
	return outcome;
}
