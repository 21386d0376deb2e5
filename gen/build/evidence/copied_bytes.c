#include "build/evidence/copied_bytes.h"

#include <string.h>

#include "build/evidence/copy_source.h"
#include "build/evidence/evidence.h"
#include "build/evidence/root_table.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

enum { TOLD_MOST = 3 }; /* files of a folder that the message names */

/* What is wrong with a file, for people; NULL: nothing. */
static const char *
fault_of(const struct root_entry *entry, const struct source_file *file, bool has_mode)
{
	if (!entry)
		return "is missing";
	if (file->is_link ? entry->type != TAR_SYMBOLIC_LINK : entry->type != TAR_FILE)
		return file->is_link ? "is not a symbolic link" : "is not a file";
	const struct object_id id =
		file->is_link ? object_id_of_blob(entry->link, strlen(entry->link)) : entry->id;

	if (strcmp(object_id_hex(&id).digits, file->id) != 0)
		return file->is_link ? "leads elsewhere" : "has other bytes";
	const bool executable = entry->mode & 0111;

	if (file->is_link || has_mode || executable == file->executable)
		return NULL;
	return executable ? "is executable" : "is not executable";
}

/* Whether something later came to the path, or to a folder of it below the one that was copied. */
static bool
is_replaced(const struct copied_place *place, const char *path)
{
	const size_t folder = 1 + strlen(place->entry->path);

	for (size_t end = strlen(path); end > folder; end--)
		if ((!path[end] || path[end] == '/') && map_get(place->later, path, end))
			return true;
	return false;
}

static void
check_folder(struct evidence *evidence, const struct root_table *table,
	const struct copied_place *place, const struct copy_source *files, struct text *text)
{
	const char *folder = place->entry->path;
	size_t wrong = 0;

	for (size_t i = 0; i < files->count; i++) {
		const struct source_file *file = &files->items[i];
		const char *path = arena_join(
			evidence->arena, "/", folder, *folder ? "/" : "", file->path, NULL);
		const char *fault = fault_of(map_get(&table->entries, path + 1, strlen(path + 1)),
			file, place->has_mode);

		if (fault && !is_replaced(place, path) && ++wrong <= TOLD_MOST)
			text_format(text, ", %s %s", path, fault);
	}
	if (wrong > TOLD_MOST)
		text_format(text, ", and %zu more", wrong - TOLD_MOST);
	if (wrong)
		text_format(text, ", unlike %s in %s", place->from, place->image);
}

void
copied_bytes_check(struct evidence *evidence, const struct root_table *table,
	const struct copied_place *place, const struct copy_source *files, struct text *text)
{
	if (files->is_folder && place->entry->type != TAR_FOLDER) {
		text_append_string(text, ", is not a folder");
	} else if (files->is_folder) {
		check_folder(evidence, table, place, files, text);
	} else if (files->count) {
		const char *fault = fault_of(place->entry, &files->items[0], place->has_mode);

		if (fault)
			text_format(
				text, ", %s, unlike %s in %s", fault, place->from, place->image);
	}
}
