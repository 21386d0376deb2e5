#include "build/evidence/evidence.h"

#include <string.h>

#include "build/evidence/declared_env.h"
#include "build/evidence/layer_search.h"
#include "build/state/interrupt.h"
#include "document/node.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/banned.h"

static struct engine_configuration *
ask(struct evidence *evidence, const char *id)
{
	struct engine_configuration *found = arena_allocate(evidence->arena, sizeof(*found));
	const enum outcome outcome =
		engine_configuration(evidence->engine, evidence->arena, id, found);

	if (outcome == OUTCOME_DONE)
		return found;
	evidence->outcome = outcome;
	return NULL;
}

const struct engine_configuration *
evidence_configuration(struct evidence *evidence)
{
	if (!evidence->configuration)
		evidence->configuration = ask(evidence, evidence->image_id);
	return evidence->configuration;
}

/*
 * The same of the base, one without members for scratch. NULL after a message, with `outcome` set;
 * NULL without one if the engine does not have the base.
 */
static const struct engine_configuration *
base_configuration(struct evidence *evidence)
{
	static const struct node empty = {.kind = NODE_MAP};
	static const char *const nothing[] = {NULL};
	static const struct engine_configuration scratch = {.config = &empty, .history = nothing};

	if (strcmp(evidence->base, "scratch") == 0)
		return &scratch;
	if (!evidence->base_configuration && evidence->base_id)
		evidence->base_configuration = ask(evidence, evidence->base_id);
	return evidence->base_configuration;
}

static const struct map *
keep(struct arena *arena, struct map map)
{
	struct map *kept = arena_allocate(arena, sizeof(*kept));

	*kept = map;
	return kept;
}

bool
evidence_environments(struct evidence *evidence)
{
	struct arena *arena = evidence->arena;

	if (evidence->environment)
		return true;
	const struct engine_configuration *found = evidence_configuration(evidence),
					  *base = found ? base_configuration(evidence) : NULL;

	if (!found || (!base && evidence->outcome != OUTCOME_DONE))
		return false;
	evidence->environment = keep(arena, declared_env_of_config(arena, found->config));
	evidence->declared_environment =
		keep(arena, declared_env(arena, evidence->variant, base ? base->config : NULL));
	return true;
}

void
evidence_want(struct evidence *evidence, const char *path)
{
	const char *name = path_last(path);

	map_set(&evidence->files.wanted, evidence->arena, name, strlen(name), evidence);
}

void
evidence_note_unread(struct evidence *evidence, const struct root_table *table, const char *what,
	const struct text *why)
{
	if (interrupt_came())
		return;
	if (table->is_late)
		evidence->late =
			arena_format(evidence->arena, "%s cannot be read: %s", what, why->bytes);
	else
		evidence->outcome =
			failure("%s: %s cannot be read: %s", evidence->target, what, why->bytes);
}

void
evidence_compare(struct evidence *evidence, const uint64_t *size)
{
	map_set(&evidence->files.sizes, evidence->arena, (const char *)size, sizeof(*size),
		evidence);
}

void
evidence_compare_all(struct evidence *evidence)
{
	evidence->files.all_have_ids = true;
}

const struct root_table *
evidence_files(struct evidence *evidence)
{
	struct text why = TEXT_EMPTY;

	if (!evidence->are_files_read && !evidence->late) {
		evidence->files.arena = evidence->arena;
		evidence->are_files_read = root_table_read(&evidence->files, evidence->engine,
			evidence->image_id, interrupt_flag(), &why);
		if (!evidence->are_files_read)
			evidence_note_unread(
				evidence, &evidence->files, "the files of the image", &why);
	}
	text_free(&why);
	return evidence->are_files_read ? &evidence->files : NULL;
}

static bool
is_all_found(const struct content_searches *searches)
{
	for (size_t i = 0; i < searches->count; i++)
		if (!searches->items[i].found)
			return false;
	return true;
}

bool
evidence_search_layers(struct evidence *evidence)
{
	struct text unknown = TEXT_EMPTY, why = TEXT_EMPTY;

	if (!evidence_files(evidence))
		return false;
	if (!evidence->are_layers_read) {
		struct content_searches *searches = &evidence->files.searches;

		evidence->are_layers_read =
			is_all_found(searches) ||
			layer_search(searches, evidence->engine, evidence->state, evidence->arena,
				evidence->image_id, &unknown, &why);
		if (unknown.length)
			evidence->unknown_layers = arena_string(evidence->arena, unknown.bytes);
		if (!evidence->are_layers_read && !interrupt_came())
			evidence->outcome =
				failure("%s: the layers of the image cannot be read: %s",
					evidence->target, why.bytes);
	}
	text_free(&unknown);
	text_free(&why);
	return evidence->are_layers_read;
}
