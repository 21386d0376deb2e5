#include "build/matrix/changed.h"

#include <string.h>

#include "build/matrix/job_images.h"
#include "build/target/target.h"
#include "family/family.h"
#include "review/sides.h"
#include "review/test_files.h"
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
differs(struct arena *arena, struct map *known, const struct test_files_side *old,
	const struct test_files_side *new)
{
	struct value_changes changes = {0};

	if (strcmp(old->variant->content_key, new->variant->content_key) != 0)
		return true;
	value_changes_find(arena, known, old->variant->resolved, new->variant->resolved, &changes);
	if (!changes.count)
		test_files_compare(arena, old, new, &changes);
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
			const struct test_files_side old = {&sides.before.project.loader,
							     map_get(&before, id, strlen(id))},
						     new = {&sides.after.project.loader,
							     map_get(&after, id, strlen(id))};

			image->listed = image->listed && new.variant &&
					(!old.variant || differs(&arena, &known, &old, &new));
		}
	}
	arena_free(&arena);
	sides_close(&sides);
	return outcome;
}
