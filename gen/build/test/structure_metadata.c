#include "build/test/structure_metadata.h"

#include <string.h>

#include "build/evidence/declared_env.h"
#include "build/evidence/evidence.h"
#include "build/test/structure_test.h"
#include "build/test/structure_values.h"
#include "document/node.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* What is compared: the test, and the configuration of the image. */
struct comparing {
	const struct node *test, *config;
	struct text *faults;
};

/* A list or map of the configuration; NULL if it has none, which engines write as null, too. */
static const struct node *
member(const struct comparing *comparing, const char *name, enum node_kind kind)
{
	const struct node *found = node_get(comparing->config, name);

	return found && found->kind == kind ? found : NULL;
}

static void
compare_pairs(const struct comparing *comparing, const char *key, const char *noun,
	const struct map *values)
{
	const struct node *pairs = node_get(comparing->test, key);

	for (size_t i = 0; pairs && i < pairs->count; i++) {
		const struct node *name = node_get(pairs->items[i], "key");
		const char *found = map_get(values, name->text, name->length);

		if (found && structure_pair_is(pairs->items[i], found))
			continue;
		structure_fault(comparing->faults);
		if (found)
			text_format(
				comparing->faults, "the %s %s is '%s'", noun, name->text, found);
		else
			text_format(comparing->faults, "the %s %s is missing", noun, name->text);
	}
}

static void
check_unbound(const struct comparing *comparing, const struct map *values)
{
	const struct node *pairs = node_get(comparing->test, "unboundEnvVars");

	for (size_t i = 0; pairs && i < pairs->count; i++) {
		const struct node *name = node_get(pairs->items[i], "key");

		if (!map_get(values, name->text, name->length))
			continue;
		structure_fault(comparing->faults);
		text_format(comparing->faults, "the variable %s is set", name->text);
	}
}

static struct map
labels_of(const struct comparing *comparing, struct arena *arena)
{
	const struct node *labels = member(comparing, "Labels", NODE_MAP);
	struct map values = {0};

	for (size_t i = 0; labels && i < labels->entry_count; i++) {
		const struct node *name = labels->entries[i].key;

		map_set(&values, arena, name->text, name->length,
			arena_copy(arena, labels->entries[i].value->text,
				labels->entries[i].value->length));
	}
	return values;
}

static void
compare_words(const struct comparing *comparing, const char *key, const char *name)
{
	const struct node *expected = node_get(comparing->test, key),
			  *found = member(comparing, name, NODE_LIST);
	const size_t count = found ? found->count : 0;
	bool same = expected && expected->count == count;

	for (size_t i = 0; same && i < count; i++)
		same = strcmp(expected->items[i]->text, found->items[i]->text) == 0;
	if (!expected || same)
		return;
	structure_fault(comparing->faults);
	text_format(comparing->faults, "%s is [", key);
	for (size_t i = 0; i < count; i++)
		text_format(comparing->faults, "%s%s", i ? ", " : "", found->items[i]->text);
	text_append_character(comparing->faults, ']');
}

static void
compare_text(const struct comparing *comparing, const char *key, const char *name)
{
	const struct node *expected = node_get(comparing->test, key),
			  *found = member(comparing, name, NODE_SCALAR);
	const char *text = found && !node_is_null(found) ? found->text : "";

	/* An empty text stands for no test. */
	if (!expected || !expected->length || strcmp(expected->text, text) == 0)
		return;
	structure_fault(comparing->faults);
	text_format(comparing->faults, "%s is '%s'", key, text);
}

/* Whether a map has the name; of a port, the number is compared. */
static bool
has(const struct node *map, const char *name, bool ports)
{
	for (size_t i = 0; map && i < map->entry_count; i++) {
		const char *key = map->entries[i].key->text;
		const size_t length = ports ? strcspn(key, "/") : strlen(key);

		if (text_equal(key, length, name, strlen(name)))
			return true;
	}
	return false;
}

static void
check_entries(const struct comparing *comparing, const char *key, const char *name, bool wanted)
{
	const struct node *names = node_get(comparing->test, key),
			  *map = member(comparing, name, NODE_MAP);
	const bool ports = strcmp(name, "ExposedPorts") == 0;

	for (size_t i = 0; names && i < names->count; i++) {
		if (has(map, names->items[i]->text, ports) == wanted)
			continue;
		structure_fault(comparing->faults);
		text_format(comparing->faults, "the %s %s is %s", ports ? "port" : "volume",
			names->items[i]->text, wanted ? "missing" : "there");
	}
}

bool
structure_metadata_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct structure_test *test = check->data;
	const struct engine_configuration *found = evidence_configuration(evidence);
	struct text faults = TEXT_EMPTY;

	if (!found)
		return false;
	const struct comparing comparing = {test->node, found->config, &faults};
	const struct map variables = declared_env_of_config(evidence->arena, found->config),
			 labels = labels_of(&comparing, evidence->arena);

	compare_pairs(&comparing, "envVars", "variable", &variables);
	check_unbound(&comparing, &variables);
	compare_pairs(&comparing, "labels", "label", &labels);
	compare_words(&comparing, "entrypoint", "Entrypoint");
	compare_words(&comparing, "cmd", "Cmd");
	check_entries(&comparing, "exposedPorts", "ExposedPorts", true);
	check_entries(&comparing, "unexposedPorts", "ExposedPorts", false);
	check_entries(&comparing, "volumes", "Volumes", true);
	check_entries(&comparing, "unmountedVolumes", "Volumes", false);
	compare_text(&comparing, "workdir", "WorkingDir");
	compare_text(&comparing, "user", "User");
	structure_judge(evidence->arena, &faults, result);
	return true;
}
