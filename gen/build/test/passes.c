#include "build/test/passes.h"

#include <string.h>

#include "build/state/state.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

/* What is checked, and how: another number makes all images be tested anew. */
enum { GENERATION = 3 };

void
passes_add(struct passes *passes, const char *name)
{
	map_set(&passes->known, passes->arena, name, strlen(name), passes);
	passes->changed = true;
}

bool
passes_has(const struct passes *passes, const char *name)
{
	return map_get(&passes->known, name, strlen(name)) != NULL;
}

void
passes_open(struct passes *passes, struct arena *arena, const char *path)
{
	const char *line = state_recall(arena, path);

	*passes = (struct passes){.arena = arena, .path = path};
	for (size_t length; line && *(line += strspn(line, "\n")); line += length) {
		length = strcspn(line, "\n");
		passes_add(passes, arena_copy(arena, line, length));
	}
	passes->changed = false;
}

void
passes_save(const struct passes *passes)
{
	enum { MOST = 10000 };
	const size_t count = passes->known.count;
	struct text text = TEXT_EMPTY;

	if (!passes->changed)
		return;
	for (size_t i = count > MOST ? count - MOST : 0; i < count; i++)
		text_format(&text, "%s\n", passes->known.entries[i].key);
	state_remember(passes->path, &text);
	text_free(&text);
}

static void
append_counted(struct text *text, const char *string)
{
	text_format(text, " %zu:%s", strlen(string), string);
}

const char *
passes_name(struct arena *arena, const char *image_id, const struct check *checks, size_t count)
{
	struct text text = TEXT_EMPTY;

	text_format(&text, "%d\n", GENERATION);
	for (size_t i = 0; i < count; i++) {
		append_counted(&text, checks[i].key);
		append_counted(&text, checks[i].name);
		append_counted(&text, checks[i].expected);
		for (const char *const *word = checks[i].words; word && *word; word++)
			append_counted(&text, *word);
		text_append_character(&text, '\n');
	}
	const struct object_id id = object_id_of_blob(text.bytes, text.length);

	text_free(&text);
	return arena_format(arena, "%s %s", image_id, object_id_hex(&id).digits);
}
