#include "build/survey/outputs.h"

#include <string.h>

#include "build/state/state.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

enum { MOST = 10000 }; /* outputs that are remembered; the oldest are forgotten */

const char *
outputs_hash(struct arena *arena, const char *const *words)
{
	struct text text = TEXT_EMPTY;

	for (; *words; words++)
		text_format(&text, "%zu:%s", strlen(*words), *words);
	const struct object_id hash = object_id_of_blob(text.bytes, text.length);

	text_free(&text);
	return arena_string(arena, object_id_hex(&hash).digits);
}

/* "ID HASH" */
static const char *
name_of(const struct outputs *outputs, const char *id, const char *const *words)
{
	return arena_join(outputs->arena, id, " ", outputs_hash(outputs->arena, words), NULL);
}

void
outputs_open(struct outputs *outputs, struct arena *arena, const char *path)
{
	char *line = state_recall(arena, path);

	*outputs = (struct outputs){.arena = arena, .path = path};
	/* A line is ID HASH OUTPUT. */
	while (line && *line) {
		char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;

		*end = '\0';
		char *blank = strrchr(line, ' ');

		if (blank) {
			*blank = '\0';
			map_set(&outputs->known, arena, line, (size_t)(blank - line), blank + 1);
		}
		line = next;
	}
}

const char *
outputs_find(const struct outputs *outputs, const char *id, const char *const *words)
{
	if (!outputs->known.count)
		return NULL;
	const char *name = name_of(outputs, id, words);

	return map_get(&outputs->known, name, strlen(name));
}

void
outputs_note(struct outputs *outputs, const char *id, const char *const *words, const char *output)
{
	const char *name = name_of(outputs, id, words);

	map_set(&outputs->known, outputs->arena, name, strlen(name),
		output ? arena_string(outputs->arena, output) : NULL);
	outputs->changed = true;
}

void
outputs_save(const struct outputs *outputs)
{
	const size_t count = outputs->known.count;
	struct text text = TEXT_EMPTY;

	for (size_t i = count > MOST ? count - MOST : 0; outputs->changed && i < count; i++) {
		const struct map_entry *entry = &outputs->known.entries[i];

		if (entry->value)
			text_format(&text, "%s %s\n", entry->key, (const char *)entry->value);
	}
	if (outputs->changed)
		state_remember(outputs->path, &text);
	text_free(&text);
}
