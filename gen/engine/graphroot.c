#include "engine/graphroot.h"

#include <string.h>

#include "document/document.h"
#include "engine/answer.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/notation/base64.h"
#include "support/source.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { CONFIGURATION_LARGEST = 8 << 20 };

static const struct node *
read_file(struct arena *arena, const char *path, uint32_t limit)
{
	enum source_failure failed;
	const struct source *source = source_read(arena, path, path, limit, &failed);

	return source ? answer_read_json(arena, source->bytes, source->length) : NULL;
}

/* Notes one entry of images.json under its ID and its names. */
static bool
note_entry(struct graphroot *graphroot, struct arena *arena, const struct node *entry)
{
	static const char *const id_key[] = {"id", NULL}, *const names_key[] = {"names", NULL};
	const char *digits = answer_find_text(entry, id_key), *id = image_id_full(arena, digits);
	const struct node *names = answer_find(entry, names_key);

	/* The ID is the name of a folder in the store. */
	if (id == digits)
		return false;
	map_set(&graphroot->ids, arena, id, strlen(id), (void *)(uintptr_t)id);
	for (size_t i = 0; names && names->kind == NODE_LIST && i < names->count; i++)
		if (names->items[i]->kind == NODE_SCALAR)
			answer_add_image(&graphroot->names, arena, names->items[i]->text, id);
	return true;
}

bool
graphroot_read(const struct node *told, struct arena *arena, const struct graphroot_source *source,
	struct graphroot *graphroot)
{
	const struct node *number = answer_find(told, source->number);
	int64_t expected = -1;

	*graphroot = (struct graphroot){0};
	if (*answer_find_text(told, source->root) != '/' ||
		!*answer_find_text(told, source->driver))
		return false;
	if (number && number->kind == NODE_SCALAR && node_scalar_type(number) == SCALAR_INTEGER)
		(void)node_integer(number, &expected);
	graphroot->images = arena_format(arena, "%s/%s-images",
		answer_find_text(told, source->root), answer_find_text(told, source->driver));
	const struct node *list = read_file(
		arena, arena_format(arena, "%s/images.json", graphroot->images), DOCUMENT_LARGEST);

	/* A new store has no such file. */
	graphroot->whole = expected == (list && list->kind == NODE_LIST ? (int64_t)list->count : 0);
	if (!list || list->kind != NODE_LIST)
		return graphroot->whole;
	for (size_t i = 0; i < list->count; i++)
		if (!note_entry(graphroot, arena, list->items[i]))
			return false;
	return true;
}

static void
add_option(struct string_list *words, const char *option)
{
	string_list_add(words, "--storage-opt");
	string_list_add(words, option);
}

/*
 * Adds the options of the driver. buildah lists them as DRIVER.NAME=VALUE; podman has a map, in
 * which a program is {Executable: PATH, ...}.
 */
static void
add_driver_options(struct string_list *words, const struct node *options)
{
	static const char *const executable[] = {"Executable", NULL};

	if (options && options->kind == NODE_LIST)
		for (size_t i = 0; i < options->count; i++)
			if (options->items[i]->kind == NODE_SCALAR)
				add_option(words, options->items[i]->text);
	if (options && options->kind == NODE_MAP)
		for (size_t i = 0; i < options->entry_count; i++) {
			const struct node *value = options->entries[i].value;
			const char *text = value->kind == NODE_SCALAR
						   ? value->text
						   : answer_find_text(value, executable);

			if (*text)
				add_option(words,
					arena_join(words->arena, options->entries[i].key->text, "=",
						text, NULL));
		}
}

const char *const *
graphroot_scratch(const struct engine *engine, struct arena *arena, const struct node *told,
	const struct graphroot_source *source)
{
	const char *root = answer_find_text(told, source->root);
	const char *driver = answer_find_text(told, source->driver);
	const char *const store[] = {"--root", engine->scratch, "--runroot", engine->run,
		"--storage-driver", driver, NULL};
	struct string_list words = {.arena = arena};

	if (*root != '/' || !*driver)
		return NULL;
	string_list_add_all(&words, store);
	add_driver_options(&words, answer_find(told, source->options));
	add_option(&words, arena_join(arena, driver, ".imagestore=", root, NULL));
	return string_list_end(&words);
}

/*
 * Reads the configuration, which is in the image's folder. The name of its file is the encoded ID.
 */
static const struct node *
read_configuration(const struct graphroot *graphroot, struct arena *arena, const char *id)
{
	struct text encoded = TEXT_EMPTY;

	base64_append(&encoded, id, strlen(id));
	const struct node *configuration = read_file(arena,
		arena_format(arena, "%s/%s/=%s", graphroot->images, id + strlen("sha256:"),
			encoded.bytes),
		CONFIGURATION_LARGEST);

	text_free(&encoded);
	return configuration;
}

const struct node *
graphroot_configuration(const struct node *told, struct arena *arena,
	const struct graphroot_source *source, const char *id)
{
	struct graphroot graphroot;

	return graphroot_read(told, arena, source, &graphroot) &&
			       map_get(&graphroot.ids, id, strlen(id))
		       ? read_configuration(&graphroot, arena, id)
		       : NULL;
}

static bool
inspect_one(const struct graphroot *graphroot, struct arena *arena, const char *id,
	struct engine_image *image)
{
	const struct node *configuration = read_configuration(graphroot, arena, id);

	if (!configuration)
		return false;
	image->id = id;
	answer_read_configuration(image, arena, configuration);
	return true;
}

/* Finds an image in the store. True if the answer is certain, also that there is none. */
static bool
look_up(const struct graphroot *graphroot, struct arena *arena, const char *asked,
	struct engine_image *image)
{
	const char *name = image_name_listed(arena, image_name_plain(asked));
	const char *id = map_get(&graphroot->names, name, strlen(name));

	if (!id)
		id = map_get(&graphroot->ids, name, strlen(name));
	return id ? inspect_one(graphroot, arena, id, image) : graphroot->whole;
}

enum outcome
graphroot_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images, const struct graphroot_source *source,
	const struct node *told, engine_inspect_words *words_for, engine_inspect_read *read)
{
	struct graphroot graphroot;
	enum outcome outcome = OUTCOME_DONE;

	if (!told || !graphroot_read(told, arena, source, &graphroot))
		return engine_inspect_each(engine, arena, names, count, images, words_for, read);
	for (size_t i = 0; i < count && outcome == OUTCOME_DONE; i++)
		if (!look_up(&graphroot, arena, names[i], &images[i]))
			outcome = engine_inspect_each(
				engine, arena, &names[i], 1, &images[i], words_for, read);
	return outcome;
}
