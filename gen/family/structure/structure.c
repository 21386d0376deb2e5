#include "family/structure/structure.h"

#include <limits.h>
#include <string.h>

#include "adapters/regex.h"
#include "document/document.h"
#include "document/node.h"
#include "family/schema/shape_tables.h"
#include "family/structure/expression.h"
#include "family/structure/mistakes.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

static const struct shape line = TEXT(LINE), text = TEXT(LINES), texts = LIST(text),
			  words = {.kind = SHAPE_LIST, .items = &text, .filled = true},
			  commands = LIST(words), boolean = {.kind = SHAPE_BOOLEAN},
			  status = INTEGER(0, 255), number = INTEGER(0, INT_MAX),
			  version = TEXT(STRUCTURE_VERSION), permissions = TEXT(PERMISSIONS),
			  executable_by = TEXT(EXECUTABLE_BY), anything = {.kind = SHAPE_LATER};

static const struct field pair_fields[] = {
	{"key", &text, REQUIRED, NULL},
	{"value", &text, 0, NULL},
	{"isRegex", &boolean, 0, NULL},
	{0},
};
static const struct shape pair = RECORD(pair_fields), pairs = LIST(pair);

static const struct field command_fields[] = {
	{"name", &line, REQUIRED, NULL},
	{"setup", &commands, 0, NULL},
	{"teardown", &commands, 0, NULL},
	{"envVars", &pairs, 0, NULL},
	{"command", &text, REQUIRED, NULL},
	{"args", &texts, 0, NULL},
	{"expectedOutput", &texts, 0, NULL},
	{"excludedOutput", &texts, 0, NULL},
	{"expectedError", &texts, 0, NULL},
	{"excludedError", &texts, 0, NULL},
	{"exitCode", &status, 0, NULL},
	{0},
};
static const struct shape command_test = RECORD(command_fields), command_tests = LIST(command_test);

static const struct field existence_fields[] = {
	{"name", &line, REQUIRED, NULL},
	{"path", &text, REQUIRED, NULL},
	{"shouldExist", &boolean, 0, NULL},
	{"permissions", &permissions, 0, NULL},
	{"uid", &number, 0, NULL},
	{"gid", &number, 0, NULL},
	{"isExecutableBy", &executable_by, 0, NULL},
	{0},
};
static const struct shape existence_test = RECORD(existence_fields),
			  existence_tests = LIST(existence_test);

static const struct field content_fields[] = {
	{"name", &line, REQUIRED, NULL},
	{"path", &text, REQUIRED, NULL},
	{"expectedContents", &texts, 0, NULL},
	{"excludedContents", &texts, 0, NULL},
	{0},
};
static const struct shape content_test = RECORD(content_fields), content_tests = LIST(content_test);

static const struct field metadata_fields[] = {
	{"envVars", &pairs, 0, NULL},
	{"unboundEnvVars", &pairs, 0, NULL},
	{"labels", &pairs, 0, NULL},
	{"entrypoint", &texts, 0, NULL},
	{"cmd", &texts, 0, NULL},
	{"exposedPorts", &texts, 0, NULL},
	{"unexposedPorts", &texts, 0, NULL},
	{"volumes", &texts, 0, NULL},
	{"unmountedVolumes", &texts, 0, NULL},
	{"workdir", &text, 0, NULL},
	{"user", &text, 0, NULL},
	{0},
};
static const struct shape metadata_test = RECORD(metadata_fields);

static const struct field option_fields[] = {
	{"user", &text, 0, NULL},
	{"envVars", &texts, 0, NULL},
	{"privileged", &anything, 0, NULL},
	{"allocateTty", &anything, 0, NULL},
	{"envFile", &anything, 0, NULL},
	{"capabilities", &anything, 0, NULL},
	{"bindMounts", &anything, 0, NULL},
	{0},
};
static const struct shape options = RECORD(option_fields);

static const struct field structure_fields[] = {
	{"schemaVersion", &version, REQUIRED, NULL},
	{"globalEnvVars", &pairs, 0, NULL},
	{"commandTests", &command_tests, 0, NULL},
	{"fileExistenceTests", &existence_tests, 0, NULL},
	{"fileContentTests", &content_tests, 0, NULL},
	{"metadataTest", &metadata_test, 0, NULL},
	{"licenseTests", &anything, 0, NULL},
	{"containerRunOptions", &options, 0, NULL},
	{0},
};
static const struct shape structure = RECORD(structure_fields);

/* Reports the keys of `map` that mean what basegen does not do. */
static void
check_supported(const struct node *map, struct diagnostics *diagnostics)
{
	static const char here[] = "containers are the same on docker, podman and buildah here";
	static const struct {
		const char *key, *why;
	} keys[] = {
		{"licenseTests", "they know which licences Google allows"},
		{"privileged", here},
		{"allocateTty", here},
		{"envFile", "write envVars"},
		{"capabilities", here},
		{"bindMounts", here},
	};

	for (size_t i = 0; map && i < map->entry_count; i++)
		for (size_t j = 0; j < sizeof(keys) / sizeof(*keys); j++)
			if (node_is(map->entries[i].key, keys[j].key))
				diagnostic_error(diagnostics, map->entries[i].key->place,
					MISTAKE_STRUCTURE_UNSUPPORTED, keys[j].key, keys[j].why);
}

static void
check_expression(const struct node *expression, struct diagnostics *diagnostics)
{
	struct text translated = TEXT_EMPTY, found = TEXT_EMPTY;
	const char *why = NULL;

	if (expression_translate(expression->text, &translated, &why)) {
		regex_free(regex_compile_search(translated.bytes, &found));
		why = found.length ? found.bytes : NULL;
	}
	if (why)
		diagnostic_error(
			diagnostics, expression->place, MISTAKE_EXPRESSION, expression->text, why);
	text_free(&translated);
	text_free(&found);
}

static void
check_expressions(const struct node *list, struct diagnostics *diagnostics)
{
	for (size_t i = 0; list && i < list->count; i++)
		check_expression(list->items[i], diagnostics);
}

static void
check_lists(const struct node *tests, const char *const *keys, struct diagnostics *diagnostics)
{
	for (size_t i = 0; tests && i < tests->count; i++)
		for (const char *const *key = keys; *key; key++)
			check_expressions(node_get(tests->items[i], *key), diagnostics);
}

static void
check_pairs(const struct node *list, struct diagnostics *diagnostics)
{
	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *is_regex = node_get(list->items[i], "isRegex"),
				  *value = node_get(list->items[i], "value");

		if (is_regex && node_is_true(is_regex) && value)
			check_expression(value, diagnostics);
	}
}

static void
check_all_expressions(const struct node *file, struct diagnostics *diagnostics)
{
	static const char *const of_commands[] = {"expectedOutput", "excludedOutput",
		"expectedError", "excludedError", NULL},
				 *const of_contents[] = {
					 "expectedContents", "excludedContents", NULL};
	const struct node *metadata = node_get(file, "metadataTest");

	check_lists(node_get(file, "commandTests"), of_commands, diagnostics);
	check_lists(node_get(file, "fileContentTests"), of_contents, diagnostics);
	if (metadata) {
		check_pairs(node_get(metadata, "envVars"), diagnostics);
		check_pairs(node_get(metadata, "labels"), diagnostics);
	}
}

struct node *
structure_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics)
{
	const struct subject what = {NULL, "the file"};
	const size_t errors = diagnostics->errors;
	struct node *document = document_read(source, arena, diagnostics);

	if (!document || diagnostics->errors > errors)
		return NULL;
	struct checker checker = {.arena = arena,
		.diagnostics = diagnostics,
		.grammars = grammars_new(),
		.placeholders = PLACEHOLDERS_LITERAL};
	struct node *file = shape_check(&checker, &structure, document, what);

	if (file) {
		shape_check_required(&checker, &structure, document, NULL, document->place, what);
		check_supported(file, diagnostics);
		check_supported(node_get(file, "containerRunOptions"), diagnostics);
		check_all_expressions(file, diagnostics);
	}
	grammars_free(checker.grammars);
	return diagnostics->errors > errors ? NULL : file;
}
