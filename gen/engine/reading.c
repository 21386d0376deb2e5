#include "engine/reading.h"

#include <ctype.h>
#include <string.h>
#include <sys/utsname.h>

#include "document/document.h"
#include "document/json.h"
#include "support/arena.h"
#include "support/banned.h"

const char *
plain_name(const char *name)
{
	static const char *const prefixes[] = {"localhost/", "docker.io/library/", "docker.io/"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const size_t length = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], length) == 0)
			return name + length;
	}
	return name;
}

const char *
local_name(struct arena *arena, const char *name)
{
	const size_t host = strcspn(name, "/");

	if (strncmp(name, "sha256:", 7) == 0)
		return name;
	if (name[host] && (memchr(name, '.', host) || memchr(name, ':', host) ||
				  strncmp(name, "localhost/", 10) == 0))
		return name;
	return arena_format(arena, "localhost/%s", name);
}

const char *
canonical_id(struct arena *arena, const char *id)
{
	const size_t digits = strspn(id, "0123456789abcdef");

	return digits == 64 && !id[digits] ? arena_format(arena, "sha256:%s", id) : id;
}

/* NAME@DIGEST for NAME:TAG@DIGEST, as no engine keeps both. */
static const char *
without_tag(struct arena *arena, const char *name, const char *digest)
{
	const char *tag = digest;

	while (tag > name && *tag != ':' && *tag != '/')
		tag--;
	return *tag == ':' ? arena_format(arena, "%.*s%s", (int)(tag - name), name, digest) : name;
}

const char *
listed_name(struct arena *arena, const char *name)
{
	const char *plain = strncmp(name, "docker.io/", 10) == 0 ? plain_name(name) : name;
	const char *id = canonical_id(arena, plain), *last = strrchr(plain, '/'),
		   *digest = strchr(plain, '@');

	if (id == plain && digest)
		return without_tag(arena, plain, digest);
	return id != plain || strchr(last ? last : plain, ':')
		       ? id
		       : arena_format(arena, "%s:latest", plain);
}

bool
is_word(const char *text)
{
	size_t length = 0;

	while (text[length] > ' ' && text[length] < 0x7F)
		length++;
	return length && !text[length];
}

bool
is_id(const char *text)
{
	return strncmp(text, "sha256:", 7) == 0 && is_word(text + 7);
}

bool
is_tag(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) ||
		(text[length] && strchr("_.-", text[length])))
		length++;
	return length && length <= 128 && !text[length] && *text != '-' && *text != '.';
}

/* Whether it is REPOSITORY:TAG, as opposed to what an engine writes where an image has none. */
static bool
is_name(const char *name)
{
	return *name != '-' && strchr(name, ':') && !strstr(name, "<none>");
}

void
note_image(struct map *images, struct arena *arena, const char *name, const char *id)
{
	const char *plain = plain_name(name);
	const bool is_local = strncmp(name, "docker.io/", 10) != 0;

	id = canonical_id(arena, id);
	if (!is_word(plain) || !is_id(id) || !is_name(plain))
		return;
	if (is_local || !map_get(images, plain, strlen(plain)))
		map_set(images, arena, plain, strlen(plain), (void *)(uintptr_t)id);
}

void
read_lines(struct map *images, struct arena *arena, const struct text *output)
{
	char *line = arena_copy(arena, output->bytes, output->length);
	char *const last = line + output->length;

	for (char *end; line < last; line = end + 1) {
		end = memchr(line, '\n', (size_t)(last - line));
		end = end ? end : last;
		*end = '\0';
		char *gap = strchr(line, ' ');

		/* A NUL stands in no name. */
		if (!gap || strlen(line) != (size_t)(end - line))
			continue;
		*gap++ = '\0';
		note_image(images, arena, line, gap + strspn(gap, " "));
	}
}

const struct node *
read_json(struct arena *arena, const char *bytes, size_t length)
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
find_node(const struct node *node, const char *const *keys)
{
	for (; *keys && node; keys++)
		node = node->kind == NODE_MAP ? node_get(node, *keys) : NULL;
	return node;
}

const char *
find_text(const struct node *node, const char *const *keys)
{
	const struct node *found = find_node(node, keys);

	return found && found->kind == NODE_SCALAR && !node_is_null(found) ? found->text : "";
}

void
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

/* Some engines have the variant in the architecture: arm/v7. */
static bool
is_platform_word(const char *text)
{
	return *text != '-' && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					    "0123456789_./-") == strlen(text);
}

const char *
platform_of(struct arena *arena, const char *os, const char *architecture, const char *variant)
{
	const bool implied = strcmp(architecture, "arm64") == 0 && strcmp(variant, "v8") == 0;
	const bool more = *variant && !implied;

	if (!is_platform_word(os) || !is_platform_word(architecture) || !is_platform_word(variant))
		return "unknown";
	return arena_format(
		arena, "%s/%s%s%s", os, architecture, more ? "/" : "", more ? variant : "");
}

bool
read_inspection(struct engine_image *image, struct arena *arena, const struct node *node,
	const char *const *labels)
{
	static const char *const id[] = {"Id", NULL}, *const os[] = {"Os", NULL},
				 *const architecture[] = {"Architecture", NULL},
				 *const variant[] = {"Variant", NULL},
				 *const layers[] = {"RootFS", "Layers", NULL};

	const char *found = canonical_id(arena, find_text(node, id));

	if (!is_id(found))
		return false;
	image->id = found;
	image->platform = platform_of(arena, find_text(node, os), find_text(node, architecture),
		find_text(node, variant));
	read_image(image, arena, find_node(node, layers), find_node(node, labels));
	return true;
}

void
read_configuration(
	struct engine_image *image, struct arena *arena, const struct node *configuration)
{
	static const char *const os[] = {"os", NULL},
				 *const architecture[] = {"architecture", NULL},
				 *const variant[] = {"variant", NULL},
				 *const layers[] = {"rootfs", "diff_ids", NULL},
				 *const labels[] = {"config", "Labels", NULL};

	image->platform = platform_of(arena, find_text(configuration, os),
		find_text(configuration, architecture), find_text(configuration, variant));
	read_image(
		image, arena, find_node(configuration, layers), find_node(configuration, labels));
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
