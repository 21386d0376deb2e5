#include "dockerfile/import/import_files.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/import/import.h"
#include "dockerfile/import/import_context.h"
#include "dockerfile/import/import_names.h"
#include "dockerfile/import/import_parents.h"
#include "dockerfile/import/import_text.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

/* How a Dockerfile becomes a template. */
struct import_editing {
	struct import *import;
	const struct import_image *image;
	struct import_edit *edits;
	size_t count;
	struct map
		stages; /* parent that is copied from → the name of the stage that stands for it */
	bool has_others; /* it needs more images than the one that it is built on */
};

static const char *
keep(struct import *import, struct text *text)
{
	const char *copy = arena_copy(import->arena, text->bytes, text->length);

	text_free(text);
	return copy;
}

static const char *
name_of(const struct import_reference *reference)
{
	return reference->parent ? reference->parent->name : reference->name;
}

static bool
is_image(const struct import_reference *reference)
{
	return reference->kind != IMPORT_NUMBER && strcmp(reference->name, "scratch") != 0;
}

/* Whether a reference names the image that the last stage is built on. */
static bool
is_from(const struct import_image *image, const struct import_reference *reference)
{
	return strcmp(name_of(reference), name_of(&image->references[image->from])) == 0;
}

/* The word for the image of a reference on a FROM line. */
static const char *
word_of(const struct import_editing *editing, const struct import_reference *reference)
{
	if (!is_from(editing->image, reference))
		return arena_format(editing->import->arena, "{{ from.image(base, \"%s\") }}",
			name_of(reference));
	return reference->parent ? "${BASE}" : "{{ base.reference }}";
}

static void
add_edit(struct import_editing *editing, size_t start, size_t end, const char *with)
{
	*ARENA_ADD(editing->import->arena, editing->edits, editing->count) =
		(struct import_edit){.start = start, .end = end, .with = with};
}

/* The instruction FROM of a reference, in one line. */
static const char *
from_line(const struct import_editing *editing, const struct import_reference *reference)
{
	struct text line = TEXT_EMPTY;
	size_t count;
	const struct dockerfile_instruction *instruction = reference->instruction;
	const struct dockerfile_word *words =
		dockerfile_words(editing->import->arena, instruction, &count, NULL);

	text_append_string(&line, "FROM ");
	for (size_t i = 0; i < instruction->flag_count; i++)
		text_format(&line, "--%s%s%s ", instruction->flags[i].name,
			instruction->flags[i].value ? "=" : "",
			instruction->flags[i].value ? instruction->flags[i].value : "");
	text_append_string(&line, word_of(editing, reference));
	for (size_t i = 1; i < count; i++)
		text_format(&line, " %s", words[i].text);
	return keep(editing->import, &line);
}

/* Whether a stage of the Dockerfile has the name, in any case. */
static bool
is_stage(const struct import_editing *editing, const char *name)
{
	const char *lower = import_lower(editing->import->arena, name);

	return map_get(&editing->image->stages, lower, strlen(lower)) != NULL;
}

/*
 * Finds the parents that are copied from. COPY --from has no build arguments, so each of them gets
 * a stage of its own.
 */
static void
name_stages(struct import_editing *editing)
{
	const struct import_image *image = editing->image;

	for (size_t i = 0; i < image->reference_count; i++) {
		const struct import_reference *reference = &image->references[i];
		const char *name = name_of(reference);
		const size_t length = strlen(name);

		editing->has_others |= is_image(reference) && !is_from(image, reference);
		if (reference->kind != IMPORT_COPY || !reference->parent ||
			map_get(&editing->stages, name, length))
			continue;
		const char *stage =
			isalpha((unsigned char)*name)
				? name
				: arena_join(editing->import->arena, "from-", name, NULL);

		while (is_stage(editing, stage))
			stage = arena_join(editing->import->arena, "from-", stage, NULL);
		map_set(&editing->stages, editing->import->arena, name, length,
			(void *)(uintptr_t)stage);
	}
}

/* The ARG of each parent, and the stages of those that are copied from: before the first FROM. */
static const char *
first_lines(const struct import_editing *editing)
{
	const struct import_image *image = editing->image;
	struct text lines = TEXT_EMPTY;

	if (editing->has_others)
		text_append_string(&lines, "{{ from.args(base) -}}\n");
	else if (image->references[image->from].parent)
		text_append_string(&lines, "ARG BASE={{ base.reference }}\n");
	for (size_t i = 0; i < editing->stages.count; i++)
		text_format(&lines, "FROM {{ from.image(base, \"%s\") }} AS %s\n\n",
			editing->stages.entries[i].key,
			(const char *)editing->stages.entries[i].value);
	return keep(editing->import, &lines);
}

/* Takes away each ARG before the first FROM that has the name of an argument of a parent. */
static void
edit_head(struct import_editing *editing)
{
	const struct import_image *image = editing->image;
	const struct dockerfile *dockerfile = image->dockerfile;

	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];
		const char *behind = image->source->bytes + instruction->end;

		if (instruction->stage) {
			add_edit(editing, instruction->start, instruction->start,
				first_lines(editing));
			break;
		}
		behind += *behind == '\r';
		behind += *behind == '\n';
		if (import_names_parent(editing->import, image, instruction))
			add_edit(editing, instruction->start,
				(size_t)(behind - image->source->bytes), "");
	}
}

static void
edit_reference(struct import_editing *editing, const struct import_reference *reference)
{
	const char *name = name_of(reference), *with = NULL;

	if (reference->kind == IMPORT_FROM && is_image(reference))
		with = from_line(editing, reference);
	else if (reference->kind == IMPORT_COPY && reference->parent)
		with = map_get(&editing->stages, name, strlen(name));
	else if (reference->kind == IMPORT_COPY)
		with = word_of(editing, reference);
	else if (reference->kind == IMPORT_NUMBER && editing->stages.count)
		with = arena_format(editing->import->arena, "%zu",
			strtoul(name, NULL, 10) + editing->stages.count);
	if (with && reference->kind != IMPORT_FROM)
		with = arena_join(
			editing->import->arena, reference->before, with, reference->behind, NULL);
	if (with)
		add_edit(editing, reference->start, reference->end, with);
}

static int
compare_edits(const void *left, const void *right)
{
	const struct import_edit *a = left, *b = right;

	if (a->start == b->start) /* what is put before an instruction comes before it */
		return (a->end > b->end) - (a->end < b->end);
	return (a->start > b->start) - (a->start < b->start);
}

static void
add_bytes(struct import *import, const char *path, struct text *text)
{
	const size_t length = text->length;

	*ARENA_ADD(import->arena, import->files, import->file_count) =
		(struct import_file){.path = path, .bytes = keep(import, text), .length = length};
}

static void
add_template(struct import *import, const struct import_image *image)
{
	struct text template = TEXT_EMPTY;
	struct import_editing editing = {.import = import, .image = image};

	name_stages(&editing);
	edit_head(&editing);
	for (size_t i = 0; i < image->reference_count; i++)
		edit_reference(&editing, &image->references[i]);
	qsort(editing.edits, editing.count, sizeof(*editing.edits), compare_edits);
	if (editing.has_others)
		text_append_string(&template, "{% import \"lib/from.j2\" as from %}\n");
	import_append_template(&template, image->source->bytes, image->source->length,
		editing.edits, editing.count);
	add_bytes(import,
		arena_join(import->arena, "templates/image/", image->name, ".Dockerfile.j2", NULL),
		&template);
}

/* Appends a text of images.yaml, in quotes only where YAML could take it for something else. */
static void
append_text(struct text *yaml, const char *value)
{
	static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off"};
	const size_t length = strlen(value);
	bool is_plain = isalpha((unsigned char)value[0]) && value[length - 1] != ':';

	for (size_t i = 0; i < length; i++)
		is_plain &= isalnum((unsigned char)value[i]) || strchr("._/:@-", value[i]);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		is_plain &= strcasecmp(value, words[i]) != 0;
	if (is_plain)
		text_append(yaml, value, length);
	else
		text_append_json(yaml, value, length);
}

/* Appends the bases and parents that an image needs besides its `from`, each once. */
static void
append_bases(struct import *import, struct text *yaml, const struct import_image *image)
{
	struct map seen = {0};
	const char *own = name_of(&image->references[image->from]);
	bool is_first = true;

	map_set(&seen, import->arena, own, strlen(own), import);
	for (size_t i = 0; i < image->reference_count; i++) {
		const char *name = name_of(&image->references[i]);

		if (!is_image(&image->references[i]) ||
			map_set(&seen, import->arena, name, strlen(name), import))
			continue;
		text_append_string(yaml, is_first ? "    bases: [" : ", ");
		append_text(yaml, name);
		is_first = false;
	}
	if (!is_first)
		text_append_string(yaml, "]\n");
}

static void
append_key(struct text *yaml, const char *key, const char *value)
{
	text_format(yaml, "    %s: ", key);
	append_text(yaml, value);
	text_append_character(yaml, '\n');
}

/* Appends a list of names, each between `before` and `behind`; nothing if it is empty. */
static void
append_names(struct text *yaml, const char *key, const struct map *names, const char *before,
	const char *behind)
{
	for (size_t i = 0; i < names->count; i++) {
		if (i)
			text_append_string(yaml, ", ");
		else
			text_format(yaml, "    %s: [", key);
		text_append_string(yaml, before);
		append_text(yaml, names->entries[i].key);
		text_append_string(yaml, behind);
	}
	if (names->count)
		text_append_string(yaml, "]\n");
}

static void
append_image(struct import *import, struct text *yaml, const struct import_image *image)
{
	const char *context = import_add_context(import, image);

	text_append_string(yaml, "\n  ");
	append_text(yaml, image->name);
	text_append_string(yaml, ":\n");
	append_key(yaml, "from", name_of(&image->references[image->from]));
	append_bases(import, yaml, image);
	if (image->tag && strcmp(image->tag, "latest") != 0)
		append_key(yaml, "tag", image->tag);
	append_key(
		yaml, "template", arena_join(import->arena, image->name, ".Dockerfile.j2", NULL));
	if (context)
		append_key(yaml, "context", context);
	append_names(yaml, "secrets", &image->secrets, "{id: ", "}");
	append_names(yaml, "ssh", &image->agents, "", "");
}

/* Reads the files that contexts bring, each once. */
static enum outcome
load_files(struct import *import)
{
	struct text text = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < import->file_count && outcome == OUTCOME_DONE; i++) {
		struct import_file *file = &import->files[i];
		struct scan_entry *entry = file->entry;

		if (!entry)
			continue;
		if (!entry->bytes &&
			scan_read(&import->scan, entry->path, IMPORT_FILE_LARGEST, &text)) {
			entry->bytes = arena_copy(import->arena, text.bytes, text.length);
			entry->length = text.length;
		} else if (!entry->bytes) {
			outcome = failure_of_file(arena_join(
				import->arena, import->scan.directory, "/", entry->path, NULL));
		}
		file->bytes = entry->bytes;
		file->length = entry->length;
	}
	text_free(&text);
	return outcome;
}

enum outcome
import_add_files(struct import *import)
{
	struct text yaml = TEXT_EMPTY;

	import->round++;
	import->contexts = (struct map){0};
	import->files = NULL;
	import->file_count = 0;
	*ARENA_ADD(import->arena, import->files, import->file_count) =
		(struct import_file){.path = "images.yaml"};
	text_append_string(&yaml, "# yaml-language-server: $schema=out/images.schema.json\nname: ");
	append_text(&yaml, import->family);
	text_append_string(&yaml, "\n\ndefaults:\n  tag: latest\n\nimages:");
	for (size_t i = 0; i < import->order_count; i++) {
		append_image(import, &yaml, import->order[i]);
		add_template(import, import->order[i]);
	}
	import->files[0].length = yaml.length;
	import->files[0].bytes = keep(import, &yaml);
	return load_files(import);
}
