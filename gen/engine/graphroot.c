#include "engine/graphroot.h"

#include <string.h>

#include "border/document.h"
#include "engine/asking.h"
#include "engine/reading.h"
#include "support/arena.h"
#include "support/source.h"
#include "support/banned.h"

enum { CONFIGURATION_LARGEST = 8 << 20 };

static const struct node *
read_file(struct arena *arena, const char *path, uint32_t limit)
{
	enum source_failure failed;
	const struct source *source = source_read(arena, path, path, limit, &failed);

	return source ? read_json(arena, source->bytes, source->length) : NULL;
}

/* Notes one entry of images.json under its ID and its names. */
static bool
note_entry(struct graphroot *graphroot, struct arena *arena, const struct node *entry)
{
	static const char *const id_key[] = {"id", NULL}, *const names_key[] = {"names", NULL};
	const char *id = canonical_id(arena, find_text(entry, id_key));
	const struct node *names = find_node(entry, names_key);

	if (strncmp(id, "sha256:", 7) != 0)
		return false;
	map_set(&graphroot->ids, arena, id, strlen(id), (void *)(uintptr_t)id);
	for (size_t i = 0; names && names->kind == NODE_LIST && i < names->count; i++)
		if (names->items[i]->kind == NODE_SCALAR)
			note_image(&graphroot->names, arena, names->items[i]->text, id);
	return true;
}

bool
graphroot_read(const struct node *answer, struct arena *arena, const char *const *root,
	const char *const *driver, const char *const *number, struct graphroot *graphroot)
{
	const struct node *count = find_node(answer, number);
	int64_t expected;

	*graphroot = (struct graphroot){0};
	if (*find_text(answer, root) != '/' || !*find_text(answer, driver) || !count ||
		count->kind != NODE_SCALAR || node_scalar_type(count) != SCALAR_INTEGER ||
		!node_integer(count, &expected))
		return false;
	graphroot->images = arena_format(
		arena, "%s/%s-images", find_text(answer, root), find_text(answer, driver));
	if (expected == 0)
		return true;
	const struct node *list = read_file(
		arena, arena_format(arena, "%s/images.json", graphroot->images), DOCUMENT_LARGEST);

	if (!list || list->kind != NODE_LIST || (int64_t)list->count != expected)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!note_entry(graphroot, arena, list->items[i]))
			return false;
	return true;
}

bool
graphroot_ask(const struct engine *engine, const char *const *words, struct arena *arena,
	const char *const *root, const char *const *driver, const char *const *number,
	struct graphroot *graphroot)
{
	struct process_result result = {0};
	bool done = engine_question(engine, words, ENGINE_SECONDS, &result);

	if (done)
		done = graphroot_read(read_json(arena, result.output.bytes, result.output.length),
			arena, root, driver, number, graphroot);
	process_result_free(&result);
	return done;
}

/* Base64 (RFC 4648), without a line break. */
static const char *
in_base64(struct arena *arena, const char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const size_t length = strlen(text);
	char *result = arena_allocate(arena, (length + 2) / 3 * 4 + 1), *at = result;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t three = 0;

		for (size_t j = 0; j < 3; j++)
			three = three << 8 | (i + j < length ? (unsigned char)text[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			*at++ = i + j > length ? '=' : digits[three >> (18 - 6 * j) & 63];
	}
	return result;
}

/* The configuration lies in the image's folder, in a file with the encoded ID as its name. */
static bool
inspect_one(const struct graphroot *graphroot, struct arena *arena, const char *id,
	struct engine_image *image)
{
	const struct node *configuration = read_file(arena,
		arena_format(arena, "%s/%s/=%s", graphroot->images, id + strlen("sha256:"),
			in_base64(arena, id)),
		CONFIGURATION_LARGEST);

	if (!configuration)
		return false;
	image->id = id;
	read_configuration(image, arena, configuration);
	return true;
}

bool
graphroot_inspect(const struct graphroot *graphroot, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = listed_name(arena, plain_name(names[i]));
		const char *found = map_get(&graphroot->names, name, strlen(name));

		images[i] = (struct engine_image){0};
		if (!found)
			found = map_get(&graphroot->ids, name, strlen(name));
		if (found && !inspect_one(graphroot, arena, found, &images[i]))
			return false;
	}
	return true;
}

void
read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration)
{
	static const char *const os[] = {"os", NULL}, *const architecture[] = {"architecture", NULL},
				 *const variant[] = {"variant", NULL},
				 *const layers[] = {"rootfs", "diff_ids", NULL},
				 *const labels[] = {"config", "Labels", NULL};

	image->platform = platform_of(arena, find_text(configuration, os),
		find_text(configuration, architecture), find_text(configuration, variant));
	read_image(image, arena, find_node(configuration, layers),
		find_node(configuration, labels));
}
