#include "build/evidence/notable.h"

#include <fnmatch.h>
#include <stdint.h>
#include <string.h>

#include "build/evidence/evidence.h"
#include "build/evidence/root_table.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

enum { SETUID_OR_SETGID = 06000 };

static enum notable_kind
kind_of(const struct root_entry *entry, const char *path, const char *const *caches)
{
	if (entry->type != TAR_FILE)
		return 0;
	if (entry->mode & SETUID_OR_SETGID || entry->has_capabilities)
		return NOTABLE_PROGRAM;
	for (; *caches; caches++)
		if (fnmatch(*caches, path, 0) == 0)
			return NOTABLE_CACHE;
	return 0;
}

static void
note(struct map *paths, struct arena *arena, const char *path, enum notable_kind kind)
{
	map_set(paths, arena, path, strlen(path), (void *)(uintptr_t)kind);
}

struct map
notable_find(struct arena *arena, const struct root_table *files, const char *const *caches)
{
	struct map paths = {0};

	for (size_t i = 0; i < files->entries.count; i++) {
		const struct map_entry *entry = &files->entries.entries[i];
		const enum notable_kind kind = kind_of(entry->value, entry->key, caches);

		if (kind)
			note(&paths, arena, entry->key, kind);
	}
	return paths;
}

/* The file that remembers it, which other patterns of caches make another one. */
static const char *
path_of(const struct evidence *evidence, const char *const *caches)
{
	struct text text = TEXT_EMPTY;

	text_format(&text, "1\n%s\n", evidence->base_id);
	for (; *caches; caches++)
		text_format(&text, "%s\n", *caches);
	const struct object_id id = object_id_of_blob(text.bytes, text.length);

	text_free(&text);
	return state_path(evidence->state, evidence->arena,
		arena_format(evidence->arena, "base-files/%s", object_id_hex(&id).digits));
}

/* Reads lines of a digit, the kind, and a path. */
static struct map
read_lines(struct arena *arena, const char *lines)
{
	struct map paths = {0};

	for (size_t length; *(lines += strspn(lines, "\n")); lines += length) {
		length = strcspn(lines, "\n");
		if (length > 1)
			note(&paths, arena, arena_copy(arena, lines + 1, length - 1),
				(enum notable_kind)(*lines - '0'));
	}
	return paths;
}

static void
write_lines(const struct map *paths, const char *path)
{
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < paths->count; i++) {
		const struct map_entry *entry = &paths->entries[i];

		if (!memchr(entry->key, '\n', entry->length))
			text_format(&text, "%d%s\n", (int)(uintptr_t)entry->value, entry->key);
	}
	text_append_character(&text, '\n'); /* a base without any is remembered, too */
	state_remember(path, &text);
	text_free(&text);
}

bool
notable_of_base(struct evidence *evidence, const char *const *caches, struct map *paths)
{
	const char *path = path_of(evidence, caches), *lines = state_recall(evidence->arena, path);
	struct root_table files = {.arena = evidence->arena};
	struct text why = TEXT_EMPTY;

	if (lines) {
		*paths = read_lines(evidence->arena, lines);
		return true;
	}
	const bool done = root_table_read(
		&files, evidence->engine, evidence->base_id, interrupt_flag(), &why);

	if (done) {
		*paths = notable_find(evidence->arena, &files, caches);
		write_lines(paths, path);
	} else {
		evidence_note_unread(evidence, &files,
			arena_format(evidence->arena, "the files of the base %s", evidence->base),
			&why);
	}
	text_free(&why);
	return done;
}
