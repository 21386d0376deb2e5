#include "build/evidence/root_table.h"

#include <string.h>

#include "engine/inside/root_files.h"
#include "output/loader.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/banned.h"

enum { LINKS_MOST = 40 };

static void
keep_content(struct root_table *table, struct tar *tar, struct root_entry *entry, struct sha1 *sha1)
{
	char *bytes = arena_allocate(table->arena, (size_t)entry->size + 1);

	(void)tar_read(tar, bytes, (size_t)entry->size);
	if (sha1)
		sha1_add(sha1, bytes, (size_t)entry->size);
	content_search_bytes(&table->searches, entry->path, bytes, (size_t)entry->size);
	entry->bytes = bytes;
}

/* Whether the bytes of the file with that name are wanted. */
static bool
is_wanted(const struct root_table *table, const struct root_entry *entry, const char *name)
{
	if (table->larger && strcmp(entry->path, table->larger) == 0)
		return entry->size <= ROOT_FILE_LARGEST;
	return entry->size <= FILE_LARGEST && map_get(&table->wanted, name, strlen(name));
}

/* Takes from the content of a file what is asked for. */
static void
take_content(struct root_table *table, struct tar *tar, struct root_entry *entry, const char *name,
	struct text *piece)
{
	const bool is_compared =
		table->all_have_ids ||
		map_get(&table->sizes, (const char *)&entry->size, sizeof(entry->size));
	struct sha1 sha1;

	if (is_compared)
		object_id_start_blob(&sha1, entry->size);
	if (is_wanted(table, entry, name))
		keep_content(table, tar, entry, is_compared ? &sha1 : NULL);
	else if (is_compared || table->searches.count)
		content_search_entry(
			&table->searches, tar, entry->path, is_compared ? &sha1 : NULL, piece);
	if (is_compared)
		sha1_end(&sha1, entry->id.bytes);
}

static void
take_entry(
	struct root_table *table, struct tar *tar, const struct tar_entry *from, struct text *piece)
{
	struct arena *arena = table->arena;
	const char *path = arena_string(arena, from->path), *name = path_last(path);
	struct root_entry *entry = NULL;

	if (from->type == TAR_HARD_LINK)
		entry = map_get(&table->entries, from->link, strlen(from->link));
	if (!entry) {
		entry = arena_allocate(arena, sizeof(*entry));
		*entry = (struct root_entry){
			.path = path,
			.type = from->type,
			.mode = from->mode,
			.uid = from->uid,
			.gid = from->gid,
			.size = from->size,
			.has_capabilities = from->has_capabilities,
			.link = from->type == TAR_SYMBOLIC_LINK ? arena_string(arena, from->link)
								: NULL,
		};
	}
	map_set(&table->entries, arena, path, strlen(path), entry);
	if (from->type == TAR_FILE)
		take_content(table, tar, entry, name, piece);
}

bool
root_table_read(struct root_table *table, const struct engine *engine, const char *image,
	const volatile sig_atomic_t *stop, struct text *why)
{
	struct root_files files;
	struct tar_entry entry;
	struct text piece = TEXT_EMPTY;

	if (!root_files_open(&files, engine, table->arena, image, stop, why))
		return false;
	while (tar_next(&files.tar, &entry))
		take_entry(table, &files.tar, &entry, &piece);
	text_free(&piece);
	table->is_late = files.tar.is_late;
	return root_files_close(&files, why);
}

/* Appends a part of a path; .. takes the last one away. */
static void
append_part(struct text *path, const char *part, size_t length)
{
	if (length == 0 || (length == 1 && *part == '.'))
		return;
	if (length == 2 && part[0] == '.' && part[1] == '.') {
		const char *slash = strrchr(path->bytes, '/');

		text_cut(path, slash ? (size_t)(slash - path->bytes) : 0);
		return;
	}
	if (path->length)
		text_append_character(path, '/');
	text_append(path, part, length);
}

const struct root_entry *
root_table_find(const struct root_table *table, const char *path)
{
	static const struct root_entry root = {.path = "", .type = TAR_FOLDER, .mode = 0755};
	struct text found = TEXT_EMPTY, left = TEXT_EMPTY;
	const struct root_entry *entry = &root;
	int links = 0;

	text_append_string(&left, path);
	while (entry && left.length) {
		const size_t length = strcspn(left.bytes, "/");
		const size_t before = found.length;

		append_part(&found, left.bytes, length);
		entry = found.length ? map_get(&table->entries, found.bytes, found.length) : &root;
		/* What follows the part, without it. */
		struct text rest = TEXT_EMPTY;

		if (entry && entry->type == TAR_SYMBOLIC_LINK) {
			text_cut(&found, *entry->link == '/' ? 0 : before);
			text_append_string(&rest, entry->link);
			text_append_character(&rest, '/');
			if (++links > LINKS_MOST)
				entry = NULL;
		}
		text_append_string(&rest, left.bytes + length + (left.bytes[length] == '/'));
		text_free(&left);
		left = rest;
	}
	text_free(&found);
	text_free(&left);
	return entry;
}
