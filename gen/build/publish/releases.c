#include "build/publish/releases.h"

#include <string.h>

#include "build/survey/inspected.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/banned.h"

/* Lists the names that releases of this version may have. */
static void
list(struct releases *releases, const struct remote *remote)
{
	const struct survey *survey = remote->survey;

	for (size_t i = 0; i < survey->targets->count; i++)
		for (size_t j = 0; j < remote->targets[i].count; j++) {
			const struct remote_image *image = &remote->targets[i].images[j];

			*ARENA_ADD(survey->arena, releases->items, releases->count) =
				(struct release){
					.of = image, .name = remote_release_name(remote, image)};
		}
}

enum outcome
releases_read(struct releases *releases, struct remote *remote)
{
	struct arena *arena = remote->survey->arena;

	if (!releases->count)
		list(releases, remote);
	const size_t count = releases->count;
	const char **names = arena_allocate_array(arena, count, sizeof(*names));
	struct registry_manifest *manifests =
		arena_allocate_array(arena, count, sizeof(*manifests));
	const struct inspected **images =
		arena_allocate_array(arena, count, sizeof(struct inspected *));

	for (size_t i = 0; i < count; i++)
		names[i] = releases->items[i].name;
	enum outcome outcome = remote_ask(remote, names, count, manifests);

	if (outcome == OUTCOME_DONE)
		outcome = remote_inspect(remote, names, manifests, count, images);

	for (size_t i = 0; i < count; i++) {
		releases->items[i].manifest = manifests[i];
		releases->items[i].image = images[i];
	}
	return outcome;
}

const struct release *
releases_find(const struct releases *releases, const struct remote *remote, size_t target,
	const struct remote_image *own)
{
	const char *key = remote->survey->targets->items[target].key;

	for (size_t i = 0; i < releases->count; i++) {
		const struct release *release = &releases->items[i];

		if (release->of == own && release->image && own->image &&
			strcmp(release->image->key, key) == 0 &&
			strcmp(release->image->layers_hash, own->image->layers_hash) == 0)
			return release;
	}
	return NULL;
}
