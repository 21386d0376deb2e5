#include "build/evidence/copy_source.h"

#include <string.h>

#include "build/evidence/evidence.h"
#include "build/evidence/root_table.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

/* Where the files are. */
struct source_place {
	const char *image; /* as images.yaml has it */
	const char *id;    /* of the image; NULL: the engine does not have it */
	const char *path;
};

/* Finds the ID of an image that the variant copies from. False after a message. */
static bool
find_image(struct evidence *evidence, const struct variant *variant, struct source_place *source)
{
	struct survey *survey = evidence->survey;

	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];

		if (strcmp(origin->reference, source->image) != 0)
			continue;
		if (!origin->parent) {
			evidence->outcome = survey_base_copied(
				survey, variant->vertex.number - 1, origin->reference, &source->id);
			return evidence->outcome == OUTCOME_DONE;
		}
		const struct inspected *image =
			survey->statuses[origin->parent->vertex.number - 1].image;

		source->id = image ? image->id : NULL;
		return true;
	}
	return true;
}

static void
add(struct arena *arena, struct copy_source *files, const struct root_entry *entry,
	const char *path)
{
	const bool is_link = entry->type == TAR_SYMBOLIC_LINK;
	const struct object_id id =
		is_link ? object_id_of_blob(entry->link, strlen(entry->link)) : entry->id;

	if (is_link || entry->type == TAR_FILE)
		*ARENA_ADD(arena, files->items, files->count) = (struct source_file){
			.path = path,
			.id = arena_string(arena, object_id_hex(&id).digits),
			.is_link = is_link,
			.executable = entry->mode & 0111,
		};
}

/* Takes what is at the path. */
static void
take(struct arena *arena, const struct root_table *table, const char *path,
	struct copy_source *files)
{
	const struct root_entry *top = root_table_find(table, path);

	if (!top)
		return;
	files->is_folder = top->type == TAR_FOLDER;
	if (!files->is_folder) {
		add(arena, files, top, "");
		return;
	}
	const size_t length = strlen(top->path);

	for (size_t i = 0; i < table->entries.count; i++) {
		const struct map_entry *entry = &table->entries.entries[i];

		if (length == 0)
			add(arena, files, entry->value, entry->key);
		else if (strncmp(entry->key, top->path, length) == 0 && entry->key[length] == '/')
			add(arena, files, entry->value, entry->key + length + 1);
	}
}

/* The file that remembers them. */
static const char *
path_of(const struct evidence *evidence, const struct source_place *source)
{
	const char *all = arena_format(evidence->arena, "1\n%s\n%s\n", source->id, source->path);
	const struct object_id id = object_id_of_blob(all, strlen(all));

	return state_path(evidence->state, evidence->arena,
		arena_format(evidence->arena, "copied-files/%s", object_id_hex(&id).digits));
}

static char
kind_of(const struct source_file *file)
{
	if (file->is_link)
		return 'l';
	return file->executable ? 'x' : 'f';
}

/* Writes a line of the kind of all, and one of kind, ID and path for each. */
static void
write_lines(const struct copy_source *files, const char *path)
{
	struct text text = TEXT_EMPTY;
	bool can_be_read = true;

	text_append_string(&text, files->is_folder ? "folder\n" : "file\n");
	for (size_t i = 0; i < files->count; i++) {
		const struct source_file *file = &files->items[i];

		text_format(&text, "%c %s %s\n", kind_of(file), file->id, file->path);
		can_be_read = can_be_read && !strchr(file->path, '\n');
	}
	if (can_be_read)
		state_remember(path, &text);
	text_free(&text);
}

static void
read_lines(struct arena *arena, char *lines, struct copy_source *files)
{
	enum { ID = 2, PATH = ID + OBJECT_ID_SIZE }; /* where they are in a line */
	char *rest = NULL, *line = strtok_r(lines, "\n", &rest);

	files->is_folder = line && strcmp(line, "folder") == 0;
	while ((line = strtok_r(NULL, "\n", &rest)) && strlen(line) >= PATH) {
		line[PATH - 1] = '\0';
		*ARENA_ADD(arena, files->items, files->count) = (struct source_file){
			.path = line + PATH,
			.id = line + ID,
			.is_link = *line == 'l',
			.executable = *line == 'x',
		};
	}
}

/* Reads them from the image. */
static bool
read_image(struct evidence *evidence, const struct source_place *source, struct copy_source *files)
{
	struct root_table table = {.arena = evidence->arena, .all_have_ids = true};
	struct text why = TEXT_EMPTY;
	const bool done =
		root_table_read(&table, evidence->engine, source->id, interrupt_flag(), &why);

	if (done)
		take(evidence->arena, &table, source->path, files);
	else
		evidence_note_unread(evidence, &table,
			arena_format(evidence->arena, "the files of %s", source->image), &why);
	text_free(&why);
	return done;
}

bool
copy_source_find(struct evidence *evidence, const struct variant *variant, const struct node *copy,
	struct copy_source *files)
{
	struct source_place source = {
		.image = node_get(copy, "image")->text, .path = node_get(copy, "from")->text};

	*files = (struct copy_source){0};
	if (!find_image(evidence, variant, &source))
		return false;
	if (!source.id) {
		files->unknown = arena_format(evidence->arena,
			"the bytes of %s are not compared, as the engine does not have %s",
			source.path, source.image);
		return true;
	}
	const char *path = path_of(evidence, &source);
	char *lines = state_recall(evidence->arena, path);

	if (lines) {
		read_lines(evidence->arena, lines, files);
		return true;
	}
	if (!read_image(evidence, &source, files))
		return false;
	write_lines(files, path);
	return true;
}
