#include "build/publish/manifest_list.h"

#include <string.h>

#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

#define DOCKER_LIST "application/vnd.docker.distribution.manifest.list.v2+json"
#define DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define OCI_INDEX "application/vnd.oci.image.index.v1+json"
#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"

/* OCI manifests may leave their type out (OCI Image Specification, "Image Manifest": mediaType). */
static const char *
type_of(const struct list_member *member)
{
	return *member->manifest.media_type ? member->manifest.media_type : OCI_MANIFEST;
}

static void
append_platform(struct json_writer *writer, struct arena *arena, const char *platform)
{
	char *os = arena_string(arena, platform), *architecture = strchr(os, '/'), *variant;

	if (!architecture)
		return;
	*architecture++ = '\0';
	variant = strchr(architecture, '/');
	if (variant)
		*variant++ = '\0';
	json_open_member(writer, "platform", '{');
	json_member(writer, "architecture", architecture);
	json_member(writer, "os", os);
	if (variant)
		json_member(writer, "variant", variant);
	json_close(writer, '}');
}

static void
append_annotations(struct json_writer *writer, const struct map *annotations)
{
	json_open_member(writer, "annotations", '{');
	for (size_t i = 0; i < annotations->count; i++)
		json_member(writer, annotations->entries[i].key, annotations->entries[i].value);
	json_close(writer, '}');
}

void
manifest_list_append(struct text *text, struct arena *arena, const struct list_member *members,
	size_t count, const struct map *annotations)
{
	struct json_writer writer = {.text = text};
	const char *type = annotations ? OCI_INDEX : DOCKER_LIST;

	for (size_t i = 0; i < count; i++)
		if (strcmp(type_of(&members[i]), DOCKER_MANIFEST) != 0)
			type = OCI_INDEX;
	json_open(&writer, '{');
	json_member_count(&writer, "schemaVersion", 2);
	json_member(&writer, "mediaType", type);
	json_open_member(&writer, "manifests", '[');
	for (size_t i = 0; i < count; i++) {
		json_open(&writer, '{');
		json_member(&writer, "mediaType", type_of(&members[i]));
		json_member_count(&writer, "size", members[i].manifest.size);
		json_member(&writer, "digest", members[i].manifest.digest);
		append_platform(&writer, arena, members[i].platform);
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	if (annotations)
		append_annotations(&writer, annotations);
	json_close(&writer, '}');
}
