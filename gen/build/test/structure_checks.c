#include "build/test/structure_checks.h"

#include <string.h>

#include "build/evidence/evidence.h"
#include "build/test/image_check.h"
#include "build/test/structure_commands.h"
#include "build/test/structure_files.h"
#include "build/test/structure_metadata.h"
#include "build/test/structure_test.h"
#include "build/test/structure_values.h"
#include "document/node.h"
#include "family/family.h"
#include "output/input_files.h"
#include "output/loader.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* A file whose tests are added. */
struct adding {
	struct checklist *list;
	const char *name; /* of the file */
	const struct node *file;
};

static void
add(const struct adding *adding, const char *title, const char *expected, const struct node *node,
	check_make *make)
{
	struct arena *arena = adding->list->arena;
	struct structure_test *test = arena_allocate(arena, sizeof(*test));

	*test = (struct structure_test){.file = adding->file, .node = node};
	*ARENA_ADD(arena, adding->list->items, adding->list->count) = (struct check){
		.key = "tests",
		.name = arena_format(arena, "%s: %s", adding->name, title),
		.expected = expected,
		.make = make,
		.runs = make == structure_command_make,
		.data = test,
	};
}

/* Adds a check for each test in the list of that key. */
static void
add_each(const struct adding *adding, const char *key, const char *settings, check_make *make)
{
	struct arena *arena = adding->list->arena;
	const struct node *tests = node_get(adding->file, key);

	for (size_t i = 0; tests && i < tests->count; i++) {
		const struct node *test = tests->items[i];

		add(adding, node_get(test, "name")->text,
			arena_join(arena, structure_json(arena, test), settings, NULL), test, make);
	}
}

/* What holds for all commands of the file, as it stands behind what is expected of each. */
static const char *
settings_of(struct arena *arena, const struct node *file)
{
	static const char *const keys[] = {"globalEnvVars", "containerRunOptions", NULL};
	const char *settings = "";

	for (const char *const *key = keys; *key; key++) {
		const struct node *value = node_get(file, *key);

		if (value)
			settings = arena_join(arena, settings, " with ", *key, " ",
				structure_json(arena, value), NULL);
	}
	return settings;
}

static void
add_file(const struct adding *adding)
{
	struct arena *arena = adding->list->arena;
	const struct node *metadata = node_get(adding->file, "metadataTest");

	add_each(adding, "commandTests", settings_of(arena, adding->file), structure_command_make);
	add_each(adding, "fileExistenceTests", "", structure_existence_make);
	add_each(adding, "fileContentTests", "", structure_content_make);
	if (metadata)
		add(adding, "metadataTest", structure_json(arena, metadata), metadata,
			structure_metadata_make);
}

static void
want_contents(struct evidence *evidence, const struct node *tests)
{
	for (size_t i = 0; tests && i < tests->count; i++)
		evidence_want(evidence, node_get(tests->items[i], "path")->text);
}

void
structure_checks_add(struct checklist *list, struct evidence *evidence, struct loader *loader,
	const struct variant *variant)
{
	const struct node *tests = node_get(variant->resolved, "tests");
	struct diagnostics diagnostics = {.arena = list->arena};

	for (size_t i = 0; tests && i < tests->count; i++) {
		if (tests->items[i]->kind != NODE_SCALAR)
			continue;
		const struct input_files *files =
			input_files_find(loader, tests->items[i], &diagnostics);

		for (size_t j = 0; files && j < files->count; j++) {
			const struct adding adding = {list, files->items[j].name,
				input_files_structure(loader, &files->items[j], &diagnostics)};

			if (!adding.file)
				continue;
			add_file(&adding);
			want_contents(evidence, node_get(adding.file, "fileContentTests"));
		}
	}
}
