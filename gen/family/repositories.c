#include "family/repositories.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/allowance.h"
#include "family/schema/scalar.h"
#include "family/schema/shape.h"
#include "family/tags.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/string_list.h"
#include "support/banned.h"

enum { REPOSITORY_LONGEST = 200 }; /* leaves room for a registry below the 255 of a reference */

/* Where the keys of an image name its repositories: for messages. */
static struct place
place_of(const struct image *image, const struct node *keys)
{
	const struct node *repositories = node_get(keys, "repositories"),
			  *namespace = node_get(keys, "namespace");
	const struct node *node = repositories ? repositories : namespace;

	return node ? node->place : image->key->place;
}

/* NAMESPACE/NAME, or only NAME if the namespace is empty. */
static const char *
in_namespace(struct arena *arena, const struct family *family, const struct image *image,
	const struct node *namespace)
{
	const char *prefix = namespace ? namespace->text : family->repository_prefix;

	return *prefix ? arena_join(arena, prefix, "/", image->name, NULL) : image->name;
}

/* The repositories that `keys` of an image name, each once. NULL ends them. */
static const char *const *
collect(struct checker *checker, const struct family *family, const struct image *image,
	const struct node *keys)
{
	const struct node *written = node_get(keys, "repositories");
	struct string_list list = {.arena = checker->arena};
	struct map seen = {0};

	for (size_t i = 0; written && i < written->count; i++) {
		const struct node *item = written->items[i];

		if (!allowance_take(checker, ALLOWANCE_TAG, item->place))
			break;
		if (!map_set(&seen, checker->arena, item->text, item->length, &seen))
			string_list_add(&list, item->text);
	}
	if (!list.count)
		string_list_add(&list,
			in_namespace(checker->arena, family, image, node_get(keys, "namespace")));
	return string_list_end(&list);
}

/* Adds a repository of `image` to those of the family. */
static void
add(struct checker *checker, struct family *family, struct image *image, const char *name)
{
	struct repository *repository = map_get(&family->repositories, name, strlen(name));

	if (repository) {
		repository->shared = repository->shared || repository->image != image;
		return;
	}
	repository = arena_allocate(checker->arena, sizeof(*repository));
	*repository = (struct repository){.name = name, .image = image};
	map_set(&family->repositories, checker->arena, name, strlen(name), repository);
}

/* Whether the names of an image's repositories use axes. */
static bool
use_axes(const struct node *keys)
{
	const struct node *repositories = node_get(keys, "repositories"),
			  *namespace = node_get(keys, "namespace");

	for (size_t i = 0; repositories && i < repositories->count; i++)
		if (scalar_has_placeholder(repositories->items[i]))
			return true;
	return !repositories && namespace && scalar_has_placeholder(namespace);
}

void
repositories_declare(struct checker *checker, struct family *family, struct image *image)
{
	if (use_axes(image->resolved))
		return;
	for (const char *const *name = collect(checker, family, image, image->resolved); *name;
		name++)
		add(checker, family, image, *name);
}

static void
check_length(struct checker *checker, const struct variant *variant, const char *repository)
{
	if (strlen(repository) > REPOSITORY_LONGEST)
		diagnostic_error(checker->diagnostics, place_of(variant->image, variant->resolved),
			MISTAKE_REFERENCE_TOO_LONG, repository, REPOSITORY_LONGEST);
}

static void
set(struct checker *checker, struct family *family, struct variant *variant)
{
	const struct node *registry = node_get(variant->resolved, "registry");

	variant->registry = registry ? registry->text : family->registry;
	variant->repositories = collect(checker, family, variant->image, variant->resolved);
	for (const char *const *name = variant->repositories; *name; name++) {
		check_length(checker, variant, *name);
		add(checker, family, variant->image, *name);
	}
}

void
repositories_set(struct checker *checker, struct family *family, struct image *image)
{
	/* The variants of most images have the same. */
	for (size_t i = 0; i < image->variant_count; i++) {
		struct variant *variant = image->variants[i];

		if (i && variant->resolved == image->variants[0]->resolved) {
			variant->registry = image->variants[0]->registry;
			variant->repositories = image->variants[0]->repositories;
		} else {
			set(checker, family, variant);
		}
	}
}

/* Notes the tags of a variant in a repository, and reports one that another image has there. */
static void
take_tags(struct checker *checker, struct repository *repository, struct variant *variant)
{
	const struct place place = place_of(variant->image, variant->resolved);
	bool reported = false;

	if (variant->tag)
		map_set(&repository->own, checker->arena, variant->tag, strlen(variant->tag),
			variant);
	for (size_t i = 0; i < variant->tag_count; i++) {
		const char *tag = variant->tags[i];

		if (!allowance_take(checker, ALLOWANCE_TAG, place))
			return;
		const struct variant *other =
			map_set(&repository->taken, checker->arena, tag, strlen(tag), variant);

		if (!other || other->image == variant->image || reported)
			continue;
		diagnostic_error(checker->diagnostics, place, MISTAKE_PUBLISHED_TWICE, variant->id,
			repository->name, tags_spell(checker->arena, tag), other->id);
		reported = true;
	}
}

/* Reports the tags of a variant that a version of another image can have in the repository. */
static void
check_versions(
	struct checker *checker, const struct repository *repository, const struct variant *variant)
{
	for (size_t i = 0; i < variant->tag_count; i++) {
		const struct variant *other =
			tags_find_versioned(&repository->own, variant->tags[i]);

		if (other && other->image != variant->image)
			diagnostic_error(checker->diagnostics,
				place_of(variant->image, variant->resolved), MISTAKE_TAG_VERSIONED,
				tags_spell(checker->arena, variant->tags[i]), other->tag,
				other->image->name);
	}
}

enum checking { TAKE_TAGS, CHECK_VERSIONS };

/* Goes through the shared repositories of all variants, in the order of the file. */
static void
check_shared(struct checker *checker, const struct family *family, enum checking checking)
{
	for (size_t i = 0; i < family->images.count; i++) {
		const struct image *image = family->images.entries[i].value;

		for (size_t j = 0; j < image->variant_count; j++) {
			struct variant *variant = image->variants[j];

			for (const char *const *name = variant->repositories; *name; name++) {
				struct repository *repository =
					map_get(&family->repositories, *name, strlen(*name));

				if (repository->shared && checking == TAKE_TAGS)
					take_tags(checker, repository, variant);
				else if (repository->shared)
					check_versions(checker, repository, variant);
			}
		}
	}
}

void
repositories_check(struct checker *checker, const struct family *family)
{
	check_shared(checker, family, TAKE_TAGS);
	check_shared(checker, family, CHECK_VERSIONS);
}
