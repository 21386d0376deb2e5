#include "build/test/content_checks.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/evidence.h"
#include "build/evidence/notable.h"
#include "build/state/state.h"
#include "build/test/image_check.h"
#include "document/node.h"
#include "engine/inside/image_size.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* What a check of notable files looks at. */
struct notable_check {
	enum notable_kind kind;
	const char *const *caches;
	const struct variant *variant;
};

/* A secret whose value is looked for. */
struct secret_check {
	const char *unknown; /* why its value cannot be looked for; NULL: it can */
	size_t search;       /* its number among the searches of the evidence */
};

static void
add(struct checklist *list, const char *key, const char *name, const char *expected,
	check_make *make, const void *data)
{
	*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
		.key = key,
		.name = name,
		.expected = expected,
		.make = make,
		.data = data,
	};
}

/* Whether the variant or a parent declares that the file at `path` (without its first /) has rights. */
static bool
is_declared(const struct variant *variant, const char *path)
{
	const struct node *list = node_get(variant->all, "setuid");

	for (size_t i = 0; list && i < list->count; i++)
		if (strcmp(list->items[i]->text + 1, path) == 0)
			return true;
	return false;
}

static bool
make_notable(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	enum { NAMED_MOST = 5 };
	const struct notable_check *wanted = check->data;
	const struct root_table *files = evidence_files(evidence);
	struct map base = {0};
	size_t count = 0;

	if (!files)
		return false;
	const struct map own = notable_find(evidence->arena, files, wanted->caches);

	if (evidence->base_id && !notable_of_base(evidence, wanted->caches, &base))
		return false;
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < own.count; i++) {
		const struct map_entry *entry = &own.entries[i];

		if ((enum notable_kind)(uintptr_t)entry->value != wanted->kind ||
			map_get(&base, entry->key, entry->length) ||
			(wanted->kind == NOTABLE_PROGRAM &&
				is_declared(wanted->variant, entry->key)))
			continue;
		if (count++ < NAMED_MOST)
			text_format(&text, "%s/%s", count > 1 ? ", " : "", entry->key);
	}
	if (count > NAMED_MOST)
		text_format(&text, " and %zu more", count - NAMED_MOST);
	if (count && !evidence->base_id && strcmp(evidence->base, "scratch") != 0) {
		result->state = CHECK_NOT_RUN;
		result->message = arena_format(evidence->arena,
			"the engine does not have %s, so whether that has them is not known: %s",
			evidence->base, text.bytes);
	} else if (count) {
		result->state = CHECK_FAILED;
		result->message = arena_format(evidence->arena, "the base has not: %s", text.bytes);
	}
	text_free(&text);
	return true;
}

/* The first text in the tree of nodes that has the value; NULL if none has. */
static const char *
find_in_node(const struct node *node, const char *value)
{
	const char *found = NULL;

	if (node->kind == NODE_SCALAR)
		return strstr(node->text, value) ? "a value" : NULL;
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count && !found; i++)
		found = find_in_node(node->items[i], value);
	for (size_t i = 0; node->kind == NODE_MAP && i < node->entry_count && !found; i++)
		found = find_in_node(node->entries[i].value, value) ? node->entries[i].key->text
								    : NULL;
	return found;
}

static bool
make_secret(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct secret_check *secret = check->data;

	if (secret->unknown) {
		result->state = CHECK_NOT_RUN;
		result->message = secret->unknown;
		return true;
	}
	const struct engine_configuration *configuration =
		evidence_search_layers(evidence) ? evidence_configuration(evidence) : NULL;

	if (!configuration)
		return false;
	const struct content_search *search = &evidence->files.searches.items[secret->search];
	const char *member = find_in_node(configuration->config, search->bytes);

	for (const char *const *step = configuration->history; *step && !member; step++)
		member = strstr(*step, search->bytes) ? "history" : NULL;
	result->state = search->found || member ? CHECK_FAILED : CHECK_PASSED;
	if (search->found && search->layer) {
		result->message = arena_format(evidence->arena,
			"its value is in /%s of layer %zu, which the image keeps though a later "
			"layer hides the file",
			search->found, search->layer);
	} else if (search->found) {
		result->message =
			arena_format(evidence->arena, "its value is in /%s", search->found);
	} else if (member) {
		result->message = arena_format(
			evidence->arena, "its value is in the configuration, under %s", member);
	} else if (evidence->unknown_layers) {
		result->state = CHECK_NOT_RUN;
		result->message = arena_format(evidence->arena,
			"its value is in no file of a container, but %s", evidence->unknown_layers);
	}
	return true;
}

/* The value of a secret on this machine. NULL if it does not have it. */
static const char *
value_of(struct arena *arena, const struct node *secret)
{
	const struct node *env = node_get(secret, "env"), *file = node_get(secret, "file");
	const char *home = getenv("HOME"), *value = NULL;

	if (env)
		value = getenv(env->text);
	else if (file && strncmp(file->text, "~/", 2) == 0 && home)
		value = state_read(arena, arena_join(arena, home, file->text + 1, NULL));
	else if (file)
		value = state_read(arena, file->text);
	return value;
}

static void
add_secret(struct checklist *list, struct evidence *evidence, const struct node *secret)
{
	enum { SHORTEST = 6 }; /* a shorter text is in many files by chance */
	struct arena *arena = list->arena;
	struct content_searches *searches = &evidence->files.searches;
	struct secret_check *data = arena_allocate(arena, sizeof(*data));
	const char *value = value_of(arena, secret);

	data->search = searches->count;
	if (value) {
		value += strspn(value, " \t\r\n");
		size_t length = strlen(value);

		while (length && strchr(" \t\r\n", value[length - 1]))
			length--;
		if (length < SHORTEST)
			data->unknown = "its value is too short to be told from other text";
		else
			*ARENA_ADD(arena, searches->items, searches->count) =
				(struct content_search){.bytes = arena_copy(arena, value, length),
					.length = length};
	} else {
		data->unknown = "this machine does not have its value";
	}
	add(list, "secrets", arena_format(arena, "secret %s", node_get(secret, "id")->text),
		"its value is in no file of a layer, and not in the configuration", make_secret,
		data);
}

/* Adds the secrets of a variant and its parents, whose layers are in the image. */
static void
add_secrets(struct checklist *list, struct evidence *evidence, const struct variant *variant)
{
	const struct node *secrets = node_get(variant->resolved, "secrets");

	if (variant->origins[0].parent)
		add_secrets(list, evidence, variant->origins[0].parent);
	for (size_t i = 0; secrets && i < secrets->count; i++)
		add_secret(list, evidence, secrets->items[i]);
}

static bool
make_size(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *most = check->data;
	struct text why = TEXT_EMPTY;
	double bytes;
	const bool told =
		image_size(evidence->engine, evidence->arena, evidence->image_id, &bytes, &why);

	if (!told) {
		evidence->outcome = failure("%s: %s does not tell the size of the image: %s",
			evidence->target, evidence->engine->path, why.bytes);
	} else if (bytes > image_size_read(most->text)) {
		result->state = CHECK_FAILED;
		result->message = arena_format(
			evidence->arena, "is %.4gMB, more than %s", bytes / 1e6, most->text);
	}
	text_free(&why);
	return told;
}

void
content_checks_add(struct checklist *list, struct evidence *evidence, const struct variant *variant,
	const char *const *caches)
{
	struct arena *arena = list->arena;
	struct notable_check *programs = arena_allocate(arena, sizeof(*programs)),
			     *leftovers = arena_allocate(arena, sizeof(*leftovers));
	const struct node *most = node_get(variant->resolved, "max-size");

	*programs = (struct notable_check){NOTABLE_PROGRAM, caches, variant};
	*leftovers = (struct notable_check){NOTABLE_CACHE, caches, variant};
	add(list, "setuid", "programs with rights of their own",
		"none that neither the base nor setuid names", make_notable, programs);
	add(list, "packages", "caches of package managers", "none that the base has not",
		make_notable, leftovers);
	add_secrets(list, evidence, variant);
	if (most)
		add(list, "max-size", "max-size", arena_format(arena, "at most %s", most->text),
			make_size, most);
}
