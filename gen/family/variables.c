#include "family/variables.h"

#include <stdbool.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/map.h"
#include "support/text.h"
#include "support/variable_reference.h"
#include "support/banned.h"

/* The variables that are set so far. */
struct known_variables {
	struct arena arena;
	struct map names;
};

static void
add_name(struct known_variables *known, const struct node *name)
{
	map_set(&known->names, &known->arena, name->text, name->length, known);
}

/* Adds the keys of a map, which may be NULL. */
static void
add_names(struct checker *checker, struct known_variables *known, const struct node *map)
{
	const size_t count = map ? map->entry_count : 0;

	if (!map || !allowance_take(checker, count * ALLOWANCE_FOUND, map->place))
		return;
	for (size_t i = 0; i < count; i++)
		add_name(known, map->entries[i].key);
}

static void
report_unknown(struct checker *checker, const struct known_variables *known,
	const struct node_entry *entry, struct variable_reference reference)
{
	const char *name = arena_copy(checker->arena, reference.name, reference.name_length),
		   *near = map_nearest(&known->names, name, reference.name_length);

	if (near)
		diagnostic_error(checker->diagnostics, entry->value->place,
			MISTAKE_UNKNOWN_VARIABLE_NEAR, entry->key->text, name, near, name, name,
			name);
	else
		diagnostic_error(checker->diagnostics, entry->value->place,
			MISTAKE_UNKNOWN_VARIABLE, entry->key->text, name, name, name, name);
}

/* Whether an entry refers to its own name: that is the value which it replaces, the base's too. */
static bool
is_name(const struct node *key, struct variable_reference reference)
{
	return text_equal(key->text, key->length, reference.name, reference.name_length);
}

static void
check_value(struct checker *checker, const struct known_variables *known,
	const struct node_entry *entry)
{
	const char *at = entry->value->text, *end = at + entry->value->length;

	while ((at = memchr(at, '$', (size_t)(end - at)))) {
		const struct variable_reference reference =
			variable_reference_read(at, (size_t)(end - at));

		if (reference.name && !is_name(entry->key, reference) &&
			!map_get(&known->names, reference.name, reference.name_length)) {
			report_unknown(checker, known, entry, reference);
			return;
		}
		at += reference.size;
	}
}

void
variables_check(struct checker *checker, const struct variant *variant)
{
	const struct node *env = node_get(variant->resolved, "env");
	const struct variant *parent = variant->origins[0].parent;
	struct known_variables known = {.arena = {0}};

	if (!env || !env->refers)
		return;
	map_set(&known.names, &known.arena, "PATH", strlen("PATH"), &known);
	add_names(checker, &known, parent ? node_get(parent->all, "env") : NULL);
	add_names(checker, &known, node_get(variant->resolved, "args"));
	if (allowance_take(checker, env->entry_count * ALLOWANCE_FOUND, env->place))
		for (size_t i = 0; i < env->entry_count; i++) {
			if (env->entries[i].value->refers)
				check_value(checker, &known, &env->entries[i]);
			add_name(&known, env->entries[i].key);
		}
	arena_free(&known.arena);
}
