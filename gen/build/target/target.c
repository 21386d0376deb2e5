#include "build/target/target.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

static const char *
text_of(const struct node *map, const char *key)
{
	const struct node *node = map ? node_get(map, key) : NULL;

	return node ? node->text : NULL;
}

static bool
is_true(const struct node *map, const char *key)
{
	const struct node *boolean = map ? node_get(map, key) : NULL;

	return boolean && node_is_true(boolean);
}

/* Where the build gets its secrets from. A secret without a source is not passed. */
static const char *const *
secrets_of(struct arena *arena, const struct node *list)
{
	struct string_list secrets = {.arena = arena};

	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *secret = list->items[i];
		const char *id = text_of(secret, "id"), *variable = text_of(secret, "env"),
			   *file = text_of(secret, "file");

		if (variable)
			string_list_add(
				&secrets, arena_format(arena, "id=%s,env=%s", id, variable));
		else if (file)
			string_list_add(&secrets, arena_format(arena, "id=%s,src=%s", id, file));
	}
	return string_list_end(&secrets);
}

static void
take_tests(struct arena *arena, struct target *target, const struct node *list)
{
	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *test = list->items[i];

		if (test->kind != NODE_MAP) /* a file of tests (build/test/structure_checks.h) */
			continue;
		const char *output = text_of(test, "output"), *status = text_of(test, "status");

		*ARENA_ADD(arena, target->tests, target->test_count) = (struct target_test){
			.words = node_texts(arena, node_get(test, "command")),
			.output = output ? output : "",
			.status = status ? (int)strtol(status, NULL, 10) : 0,
		};
	}
}

static void
take_origins(struct arena *arena, struct target *target, const struct variant *variant)
{
	struct string_list bases = {.arena = arena}, digests = {.arena = arena};

	target->parents =
		arena_allocate_array(arena, variant->origin_count, sizeof(*target->parents));
	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];

		if (origin->parent)
			target->parents[target->parent_count++] = (struct target_parent){
				origin->argument, origin->parent->vertex.number - 1, i > 0};
		if (origin->parent || strcmp(origin->reference, "scratch") == 0)
			continue;
		string_list_add(&bases, origin->reference);
		string_list_add(&digests, origin->digest ? origin->digest : "");
	}
	target->bases = string_list_end(&bases);
	target->digests = string_list_end(&digests);
}

static void
take_tags(struct arena *arena, struct target *target, const struct variant *variant)
{
	struct string_list tags = {.arena = arena};

	for (size_t i = 0; i < variant->tag_count; i++)
		string_list_add(&tags, variant->tags[i]);
	target->tags = string_list_end(&tags);
	target->read_tag_count = variant->read_tag_count;
	target->read_tags =
		arena_allocate_array(arena, variant->read_tag_count, sizeof(*target->read_tags));
	for (size_t i = 0; i < variant->read_tag_count; i++)
		target->read_tags[i] = (struct target_read_tag){variant->read_tags[i].tag,
			node_texts(arena, variant->read_tags[i].command)};
}

static void
take_variant(struct arena *arena, struct target *target, const struct variant *variant)
{
	const struct node *own = variant->resolved, *build = node_get(own, "build"),
			  *labels = node_get(variant->all, "labels");

	*target = (struct target){
		.id = variant->id,
		.image = variant->image->name,
		.line = source_position(variant->image->key->place).line,
		.registry =
			*variant->registry ? arena_join(arena, variant->registry, "/", NULL) : "",
		.repository = variant->repositories[0],
		.repositories = variant->repositories,
		.tag = variant->tag,
		.key = variant->content_key,
		.key_inputs = variant->key_inputs,
		.context = variant->context,
		.platforms = node_texts(arena, node_get(variant->all, "platforms")),
		.network = text_of(build, "network"),
		.pull = is_true(build, "pull"),
		.secrets = secrets_of(arena, node_get(own, "secrets")),
		.ssh = node_texts(arena, node_get(own, "ssh")),
		.on_demand = variant->on_demand,
		.named = variant_is_named(variant),
		.sourced = labels && node_get(labels, "org.opencontainers.image.source"),
	};
	take_tags(arena, target, variant);
	take_origins(arena, target, variant);
	take_tests(arena, target, node_get(own, "tests"));
}

void
targets_name(struct arena *arena, struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		struct target *target = &targets->items[i];
		const size_t length = strlen(target->image);

		map_set(&targets->ids, arena, target->id, strlen(target->id), target);
		if (!map_get(&targets->images, target->image, length))
			map_set(&targets->images, arena, target->image, length, target);
	}
}

struct targets *
targets_of_family(struct arena *arena, const struct family *family)
{
	struct targets *targets = arena_allocate(arena, sizeof(*targets));

	targets->count = family->variant_count;
	targets->items = arena_allocate_array(arena, targets->count, sizeof(*targets->items));
	for (size_t i = 0; i < targets->count; i++)
		take_variant(arena, &targets->items[i], family->order[i]);
	targets_name(arena, targets);
	return targets;
}

bool
targets_have_read_tags(const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++)
		if (targets->items[i].read_tag_count)
			return true;
	return false;
}

bool
targets_want(const struct targets *targets, const char *word, bool *wanted)
{
	const size_t length = strcspn(word, ":/");
	bool found = false;

	if (!map_get(&targets->images, word, length))
		return false;
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->items[i];

		if (strlen(target->image) != length || memcmp(target->image, word, length) != 0)
			continue;
		if (word[length] ? strcmp(target->tag, word + length + 1) != 0 : !target->named)
			continue;
		wanted[i] = found = true;
	}
	return found;
}

void
targets_want_parents(const struct targets *targets, bool *wanted)
{
	for (size_t i = targets->count; i-- > 0;)
		for (size_t j = 0; wanted[i] && j < targets->items[i].parent_count; j++)
			wanted[targets->items[i].parents[j].target] = true;
}
