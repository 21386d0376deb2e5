#include "family/run_steps.h"

#include <stdbool.h>
#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/shape.h"
#include "family/schema/shell_text.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

/* What a type of mount needs, and what else it knows. */
static const struct {
	const char *type, *needs;
	const char *knows[4]; /* ended by NULL */
} types[] = {
	{"cache", "target", {"id", "sharing"}},
	{"bind", "target", {"source"}},
	{"tmpfs", "target", {NULL}},
	{"secret", "id", {"target"}},
	{"ssh", "id", {"target"}},
};

static bool
is_known(size_t type, const char *key)
{
	const char *const *known = types[type].knows;

	if (strcmp(key, "type") == 0 || strcmp(key, types[type].needs) == 0)
		return true;
	while (*known && strcmp(key, *known) != 0)
		known++;
	return *known;
}

bool
run_steps_declare(const struct node *list, const char *id)
{
	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *item = list->items[i],
				  *text = item->kind == NODE_MAP ? node_get(item, "id") : item;

		if (strcmp(text->text, id) == 0)
			return true;
	}
	return false;
}

static void
check_mount(struct checker *checker, const struct variant *variant, const struct node *mount)
{
	const struct node *name = node_get(mount, "type"), *id = node_get(mount, "id");
	size_t type = 0;

	/* A type that was refused is missing; the grammar has no others. */
	if (!name)
		return;
	while (strcmp(types[type].type, name->text) != 0)
		type++;
	for (size_t i = 0; i < mount->entry_count; i++) {
		const struct node *key = mount->entries[i].key;

		if (!is_known(type, key->text))
			diagnostic_error(checker->diagnostics, key->place, MISTAKE_MOUNT_KEY,
				name->text, key->text);
	}
	/* One that was refused is missing too. */
	if (!node_get(mount, types[type].needs) && !checker->diagnostics->errors)
		diagnostic_error(checker->diagnostics, mount->place, MISTAKE_MOUNT_LACKS,
			name->text, types[type].needs);
	if (id && strcmp(types[type].needs, "id") == 0 &&
		!run_steps_declare(node_get(variant->resolved,
					   strcmp(name->text, "ssh") == 0 ? "ssh" : "secrets"),
			id->text))
		diagnostic_error(checker->diagnostics, id->place, MISTAKE_MOUNT_UNDECLARED,
			id->text, strcmp(name->text, "ssh") == 0 ? "ssh" : "secrets",
			variant->image->name);
}

static void
check_step(struct checker *checker, const struct variant *variant, const struct node *step)
{
	const struct node *commands = node_get(step, "commands"),
			  *mounts = node_get(step, "mounts");

	for (size_t i = 0; commands && i < commands->count; i++) {
		const struct node *item = commands->items[i];
		const struct shell_fault fault = shell_text_join(item->text, NULL);

		if (fault.message)
			diagnostic_error(checker->diagnostics, item->place, MISTAKE_COMMANDS,
				fault.line, fault.message);
	}
	for (size_t i = 0; mounts && i < mounts->count; i++)
		check_mount(checker, variant, mounts->items[i]);
}

void
run_steps_check(struct checker *checker, const struct variant *variant)
{
	const struct node *steps = node_get(variant->resolved, "run");

	for (size_t i = 0; steps && i < steps->count; i++)
		check_step(checker, variant, steps->items[i]);
}
