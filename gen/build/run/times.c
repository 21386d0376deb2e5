#include "build/run/times.h"

#include <stdlib.h>
#include <string.h>

#include "build/state/state.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* The file has lines "ID MILLISECONDS". */
static const int64_t LONGEST = INT64_C(1000) * 3600 * 24 * 365;

static void
set(struct times *times, const char *id, int64_t milliseconds)
{
	int64_t *known = arena_allocate(times->arena, sizeof(*known));

	*known = milliseconds;
	map_set(&times->known, times->arena, id, strlen(id), known);
}

static void
read_line(struct times *times, char *line)
{
	char *blank = strchr(line, ' '), *end;

	if (!blank || blank == line)
		return;
	*blank = '\0';
	const int64_t time = strtoll(blank + 1, &end, 10);

	if (end > blank + 1 && !*end && time >= 0 && time <= LONGEST)
		set(times, line, time);
}

void
times_open(struct times *times, struct arena *arena, const char *path)
{
	char *line = state_recall(arena, path);

	*times = (struct times){.arena = arena};
	while (line) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		read_line(times, line);
		line = end ? end + 1 : NULL;
	}
}

int64_t
times_of(const struct times *times, const char *id)
{
	const int64_t *known = map_get(&times->known, id, strlen(id));

	return known ? *known : -1;
}

int64_t
times_usual(const struct times *times)
{
	int64_t sum = 0;

	for (size_t i = 0; i < times->known.count; i++)
		sum += *(const int64_t *)times->known.entries[i].value;
	return sum > (int64_t)times->known.count ? sum / (int64_t)times->known.count : 1;
}

void
times_note(struct times *times, const char *id, int64_t milliseconds)
{
	set(times, id, milliseconds);
	times->changed = true;
}

void
times_save(struct times *times, const char *path)
{
	struct text text = TEXT_EMPTY;

	if (!times->changed)
		return;
	for (size_t i = 0; i < times->known.count; i++) {
		const struct map_entry *entry = &times->known.entries[i];

		text_format(&text, "%s %lld\n", entry->key, (long long)*(int64_t *)entry->value);
	}
	state_remember(path, &text);
	text_free(&text);
}
