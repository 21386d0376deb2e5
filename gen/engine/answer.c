#include "engine/answer.h"

#include <ctype.h>
#include <string.h>
#include <sys/utsname.h>

#include "document/document.h"
#include "document/json.h"
#include "engine/image_name.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

/* Whether it is REPOSITORY:TAG, and not what an engine prints for an image without a name. */
static bool
is_name(const char *name)
{
	return *name != '-' && strchr(name, ':') && !strstr(name, "<none>");
}

void
answer_add_image(struct map *images, struct arena *arena, const char *name, const char *id)
{
	const char *plain = image_name_plain(name);
	const bool is_local = strncmp(name, "docker.io/", 10) != 0;

	id = image_id_full(arena, id);
	if (!is_word(plain) || !is_id(id) || !is_name(plain))
		return;
	if (is_local || !map_get(images, plain, strlen(plain)))
		map_set(images, arena, plain, strlen(plain), (void *)(uintptr_t)id);
}

void
answer_read_lines(struct map *images, struct arena *arena, const struct text *output)
{
	char *line = arena_copy(arena, output->bytes, output->length);
	char *const last = line + output->length;

	for (char *end; line < last; line = end + 1) {
		end = memchr(line, '\n', (size_t)(last - line));
		end = end ? end : last;
		*end = '\0';
		char *gap = strchr(line, ' ');

		/* No name contains a NUL. */
		if (!gap || strlen(line) != (size_t)(end - line))
			continue;
		*gap++ = '\0';
		answer_add_image(images, arena, line, gap + strspn(gap, " "));
	}
}

const struct node *
answer_read_json(struct arena *arena, const char *bytes, size_t length)
{
	if (!bytes || length > DOCUMENT_LARGEST)
		return NULL;
	while (length && isspace((unsigned char)bytes[length - 1]))
		length--;
	return json_read(source_of_bytes(arena, "what the engine answered",
				 arena_copy(arena, bytes, length), (uint32_t)length),
		arena);
}

const struct node *
answer_find(const struct node *node, const char *const *keys)
{
	for (; *keys && node; keys++)
		node = node->kind == NODE_MAP ? node_get(node, *keys) : NULL;
	return node;
}

const char *
answer_find_text(const struct node *node, const char *const *keys)
{
	const struct node *found = answer_find(node, keys);

	return found && found->kind == NODE_SCALAR && !node_is_null(found) ? found->text : "";
}

/* Fills layers and labels. Each node may be NULL, or of another kind: then there are none. */
static void
read_image(struct engine_image *image, struct arena *arena, const struct node *layers,
	const struct node *labels)
{
	if (layers && layers->kind == NODE_LIST) {
		image->layers = arena_allocate_array(arena, layers->count + 1, sizeof(char *));
		for (size_t i = 0; i < layers->count; i++)
			if (layers->items[i]->kind == NODE_SCALAR)
				image->layers[image->layer_count++] = layers->items[i]->text;
	}
	for (size_t i = 0; labels && labels->kind == NODE_MAP && i < labels->entry_count; i++) {
		const struct node_entry *entry = &labels->entries[i];

		if (entry->value->kind == NODE_SCALAR)
			map_set(&image->labels, arena, entry->key->text, entry->key->length,
				(void *)(uintptr_t)entry->value->text);
	}
}

/* Some engines write the variant into the architecture: arm/v7. */
static bool
is_platform_word(const char *text)
{
	return *text != '-' && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					    "0123456789_./-") == strlen(text);
}

const char *
answer_platform(struct arena *arena, const char *os, const char *architecture, const char *variant)
{
	const bool implied = strcmp(architecture, "arm64") == 0 && strcmp(variant, "v8") == 0;
	const bool more = *variant && !implied;

	if (!is_platform_word(os) || !is_platform_word(architecture) || !is_platform_word(variant))
		return "unknown";
	return arena_format(
		arena, "%s/%s%s%s", os, architecture, more ? "/" : "", more ? variant : "");
}

bool
answer_read_inspection(struct engine_image *image, struct arena *arena, const struct node *node,
	const char *const *labels)
{
	static const char *const id[] = {"Id", NULL}, *const os[] = {"Os", NULL},
				 *const architecture[] = {"Architecture", NULL},
				 *const variant[] = {"Variant", NULL},
				 *const layers[] = {"RootFS", "Layers", NULL};

	const char *found = image_id_full(arena, answer_find_text(node, id));

	if (!is_id(found))
		return false;
	image->id = found;
	image->platform = answer_platform(arena, answer_find_text(node, os),
		answer_find_text(node, architecture), answer_find_text(node, variant));
	read_image(image, arena, answer_find(node, layers), answer_find(node, labels));
	return true;
}

void
answer_read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration)
{
	static const char *const os[] = {"os", NULL},
				 *const architecture[] = {"architecture", NULL},
				 *const variant[] = {"variant", NULL},
				 *const layers[] = {"rootfs", "diff_ids", NULL},
				 *const labels[] = {"config", "Labels", NULL};

	image->platform = answer_platform(arena, answer_find_text(configuration, os),
		answer_find_text(configuration, architecture),
		answer_find_text(configuration, variant));
	read_image(image, arena, answer_find(configuration, layers),
		answer_find(configuration, labels));
}

bool
answer_describe(
	struct engine_configuration *configuration, struct arena *arena, const struct node *node)
{
	static const char *const config[] = {"config", NULL}, *const history[] = {"history", NULL},
				 *const created_by[] = {"created_by", NULL};
	const struct node *steps = answer_find(node, history);
	struct string_list made = {.arena = arena};

	for (size_t i = 0; steps && steps->kind == NODE_LIST && i < steps->count; i++)
		string_list_add(&made, answer_find_text(steps->items[i], created_by));
	configuration->history = string_list_end(&made);
	configuration->config = answer_find(node, config);
	return configuration->config && configuration->config->kind == NODE_MAP;
}

const char *
machine_platform(struct arena *arena)
{
	static const char *const names[][2] = {{"x86_64", "amd64"}, {"amd64", "amd64"},
		{"aarch64", "arm64"}, {"arm64", "arm64"}, {"armv7l", "arm/v7"},
		{"armv6l", "arm/v6"}, {"i386", "386"}, {"i686", "386"}, {"loongarch64", "loong64"}};
	struct utsname machine;

	if (uname(&machine) < 0)
		return "linux/unknown";
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(machine.machine, names[i][0]) == 0)
			return arena_format(arena, "linux/%s", names[i][1]);
	return arena_format(arena, "linux/%s", machine.machine);
}
