#include "build/scan/origins.h"

#include <string.h>

#include "build/scan/finding.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/banned.h"

void
origins_set_under(struct origins *origins, const struct findings *findings)
{
	origins->under = findings_identities(findings, origins->arena);
}

static bool
has(const struct origins *origins, const struct map *identities, const struct scan_finding *finding,
	const char *path)
{
	const char *identity = finding_identity(origins->arena, finding, path);

	return map_get(identities, identity, strlen(identity));
}

bool
origins_have_under(const struct origins *origins, const struct scan_finding *finding)
{
	return has(origins, &origins->under, finding, finding->path);
}

/* The reference by which `variant` copies from the variant with that ID. NULL: it does not. */
static const char *
reference_of(const struct variant *variant, const char *copied)
{
	for (size_t i = 0; i < variant->origin_count; i++)
		if (variant->origins[i].parent &&
			strcmp(variant->origins[i].parent->id, copied) == 0)
			return variant->origins[i].reference;
	return NULL;
}

/* Whether an entry of `copy` copies from that image. */
static bool
is_of(const struct node *copy, const char *reference)
{
	return reference && node_is(node_get(copy, "image"), reference);
}

bool
origins_copy_from(const struct variant *variant, const char *copied)
{
	const struct node *copies = node_get(variant->resolved, "copy");
	const char *reference = reference_of(variant, copied);

	for (size_t i = 0; copies && i < copies->count; i++)
		if (is_of(copies->items[i], reference))
			return true;
	return false;
}

void
origins_add_copied(struct origins *origins, const struct variant *variant, const char *copied,
	const struct findings *findings)
{
	struct arena *arena = origins->arena;
	const struct node *copies = node_get(variant->resolved, "copy");
	const char *reference = reference_of(variant, copied);
	struct map *identities = arena_allocate(arena, sizeof(*identities));

	*identities = findings_identities(findings, arena);
	for (size_t i = 0; copies && i < copies->count; i++) {
		const struct node *copy = copies->items[i];

		if (is_of(copy, reference))
			*ARENA_ADD(arena, origins->copies, origins->copy_count) =
				(struct copied_path){node_get(copy, "from")->text,
					node_get(copy, "to")->text, identities};
	}
}

static size_t
length_without_slash(const char *path)
{
	const size_t length = strlen(path);

	return length && path[length - 1] == '/' ? length - 1 : length;
}

/* The path in the image that was copied from. NULL if the copy did not make it. */
static const char *
path_before(struct arena *arena, const struct copied_path *copy, const char *path)
{
	const size_t from = length_without_slash(copy->from), to = length_without_slash(copy->to);

	if (strncmp(path, copy->to, to) != 0 || (path[to] && path[to] != '/'))
		return NULL;
	return arena_format(arena, "%.*s%s", (int)from, copy->from, path + to);
}

/* A file that was copied into a folder keeps its name: then it is `from` itself. */
static bool
is_file_in_folder(const struct copied_path *copy, const char *path)
{
	const size_t to = length_without_slash(copy->to);
	const char *slash = strrchr(copy->from, '/');

	return copy->to[to] == '/' && slash && strncmp(path, copy->to, to) == 0 &&
	       strcmp(path + to, slash) == 0;
}

bool
origins_have_copied(const struct origins *origins, const struct scan_finding *finding)
{
	for (size_t i = 0; *finding->path && i < origins->copy_count; i++) {
		const struct copied_path *copy = &origins->copies[i];
		const char *before = path_before(origins->arena, copy, finding->path);

		if (before && has(origins, copy->identities, finding, before))
			return true;
		if (is_file_in_folder(copy, finding->path) &&
			has(origins, copy->identities, finding, copy->from))
			return true;
	}
	return false;
}
