#include "build/evidence/layer_search.h"

#include <string.h>
#include <unistd.h>

#include "build/evidence/content_search.h"
#include "build/state/image_file.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "document/node.h"
#include "engine/engine.h"
#include "engine/inside/image_archive.h"
#include "engine/inside/tar.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Notes the layer of what was found in it. */
static void
take_found(struct content_searches *searches, struct arena *arena, const char *path, size_t layer)
{
	for (size_t i = 0; i < searches->count; i++) {
		struct content_search *search = &searches->items[i];

		if (search->found != path)
			continue;
		search->found = arena_string(arena, path);
		search->layer = layer;
	}
}

static bool
search_layer(struct content_searches *searches, struct arena *arena, int file, size_t layer,
	struct text *why)
{
	struct tar tar = tar_open(file, interrupt_flag());
	struct text piece = TEXT_EMPTY;
	struct tar_entry entry;

	while (tar_next(&tar, &entry)) {
		content_search_entry(searches, &tar, entry.path, NULL, &piece);
		take_found(searches, arena, entry.path, layer);
	}
	if (tar.mistake)
		text_format(why, "layer %zu: %s", layer, tar.mistake);
	text_free(&piece);
	tar_free(&tar);
	return !tar.mistake;
}

bool
layer_search(struct content_searches *searches, const struct engine *engine,
	const struct state *state, struct arena *arena, const char *image, struct text *unknown,
	struct text *why)
{
	struct image_archive archive;

	const char *path = arena_join(arena, state->scratch, "/image.tar", NULL);
	bool done = image_file_save(engine, arena, image, path, why) &&
		    image_archive_read(&archive, arena, path, interrupt_flag(), why);

	for (size_t i = 0; done && i < archive.layers->count; i++) {
		const int file = image_archive_layer(&archive, arena, i, unknown);

		if (file < 0)
			break;
		done = search_layer(searches, arena, file, i + 1, why);
		close(file);
	}
	(void)unlink(path);
	return done;
}
