#include "build/test/config_checks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "build/evidence/durations.h"
#include "build/evidence/evidence.h"
#include "build/survey/survey.h"
#include "build/target/labels.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "build/test/image_check.h"
#include "document/node.h"
#include "family/family.h"
#include "family/user.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* What a check looks at: a member of the configuration, and one of its entries. */
struct declared {
	const char *member; /* in docker's words: User, Labels */
	const char *name;   /* of a variable, label, port or volume */
};

/* What the functions that add checks have in common. */
struct config_adding {
	struct checklist *list;
	const struct variant *variant;
};

static void
add(const struct config_adding *adding, const char *key, const char *name, const char *expected,
	check_make *make, struct declared declared)
{
	struct arena *arena = adding->list->arena;
	struct declared *data = arena_allocate(arena, sizeof(*data));

	*data = declared;
	*ARENA_ADD(arena, adding->list->items, adding->list->count) = (struct check){
		.key = key,
		.name = name,
		.expected = expected,
		.make = make,
		.data = data,
	};
}

/* The key of the variant, its own or inherited. */
static const struct node *
key_of(const struct config_adding *adding, const char *key)
{
	return node_get(adding->variant->all, key);
}

static const char *
words_text(struct arena *arena, const struct node *list)
{
	struct text text = TEXT_EMPTY;

	text_append_character(&text, '[');
	for (size_t i = 0; list && list->kind == NODE_LIST && i < list->count; i++) {
		text_append_string(&text, i ? ", " : "");
		text_append_json(&text, list->items[i]->text, list->items[i]->length);
	}
	text_append_character(&text, ']');
	const char *words = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return words;
}

/* Compares what was found with what is expected. `found` is NULL if there is nothing. */
static void
compare(struct evidence *evidence, const struct check *check, const char *found,
	struct check_result *result)
{
	if (found && strcmp(found, check->expected) == 0)
		return;
	result->state = CHECK_FAILED;
	result->message = found ? arena_format(evidence->arena, "is %s instead of %s",
					  *found ? found : "empty",
					  *check->expected ? check->expected : "empty")
				: arena_format(evidence->arena, "is missing, and should be %s",
					  *check->expected ? check->expected : "empty");
}

/* The member of the image's configuration, which may be NULL. False if the engine failed. */
static bool
take_member(struct evidence *evidence, const struct check *check, const struct node **member)
{
	const struct declared *declared = check->data;
	const struct engine_configuration *found = evidence_configuration(evidence);

	*member = found ? node_get(found->config, declared->member) : NULL;
	return found != NULL;
}

/* The entry of a member that is a map, which may be NULL. False if the engine failed. */
static bool
take_entry(struct evidence *evidence, const struct check *check, const struct node **entry)
{
	const struct declared *declared = check->data;
	const struct node *member;

	if (!take_member(evidence, check, &member))
		return false;
	*entry = member && member->kind == NODE_MAP ? node_get(member, declared->name) : NULL;
	return true;
}

static bool
make_text(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *member;

	if (!take_member(evidence, check, &member))
		return false;
	compare(evidence, check, member && member->kind == NODE_SCALAR ? member->text : NULL,
		result);
	return true;
}

static bool
make_words(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *member;

	if (!take_member(evidence, check, &member))
		return false;
	compare(evidence, check, words_text(evidence->arena, member), result);
	return true;
}

static bool
make_shell(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct engine_configuration *found = evidence_configuration(evidence);

	if (found && found->is_without_shell) {
		result->state = CHECK_NOT_RUN;
		result->message = "the engine does not tell the shell of an image";
		return true;
	}
	return make_words(evidence, check, result);
}

/* The entry of a map: a port, a volume or a label. */
static bool
make_entry(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct declared *declared = check->data;
	const struct node *value;

	if (!take_entry(evidence, check, &value))
		return false;
	if (value && value->kind == NODE_SCALAR && strcmp(declared->member, "Labels") == 0) {
		compare(evidence, check, value->text, result);
	} else if (!value) {
		result->state = CHECK_FAILED;
		result->message = "is missing";
	}
	return true;
}

/* What the environment of the image has. False if the engine failed. */
static bool
take_environments(struct evidence *evidence, const struct check *check, const char **declared_value,
	const char **found_value)
{
	const struct declared *declared = check->data;
	const size_t length = strlen(declared->name);

	if (!evidence_environments(evidence))
		return false;
	*declared_value = map_get(evidence->declared_environment, declared->name, length);
	*found_value = map_get(evidence->environment, declared->name, length);
	return true;
}

static bool
make_variable(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const char *wanted, *has;

	if (!take_environments(evidence, check, &wanted, &has))
		return false;
	if (!wanted) {
		result->state = CHECK_NOT_RUN;
		result->message = arena_format(evidence->arena,
			"it refers to a variable of %s, which the engine does not have",
			evidence->base);
		return true;
	}
	struct check with_value = *check;

	with_value.expected = wanted;
	compare(evidence, &with_value, has, result);
	return true;
}

/* A build argument is in no container, unless the base or the family sets a variable of its name. */
static bool
make_argument(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const char *wanted, *has;

	if (!take_environments(evidence, check, &wanted, &has))
		return false;
	if (has && !wanted) {
		result->state = CHECK_FAILED;
		result->message = arena_format(evidence->arena,
			"the environment has it, with the value %s", *has ? has : "that is empty");
	}
	return true;
}

static void
add_environment(const struct config_adding *adding)
{
	struct arena *arena = adding->list->arena;
	const struct node *env = key_of(adding, "env"), *path = key_of(adding, "path"),
			  *args = node_get(adding->variant->resolved, "args");

	for (size_t i = 0; env && i < env->entry_count; i++) {
		const char *name = env->entries[i].key->text;

		add(adding, "env", arena_format(arena, "env %s", name), env->entries[i].value->text,
			make_variable, (struct declared){.name = name});
	}
	if (path)
		add(adding, "path", "path",
			arena_format(arena, "%s in front of PATH, %s behind it",
				words_text(arena, node_get(path, "front")),
				words_text(arena, node_get(path, "behind"))),
			make_variable, (struct declared){.name = "PATH"});
	for (size_t i = 0; args && i < args->entry_count; i++) {
		const char *name = args->entries[i].key->text;

		add(adding, "args", arena_format(arena, "args %s", name),
			"is not in the environment", make_argument,
			(struct declared){.name = name});
	}
}

static void
add_ports(const struct config_adding *adding, const char *declared)
{
	struct arena *arena = adding->list->arena;
	const char *slash = strchr(declared, '/'), *protocol = slash ? slash : "/tcp";
	char *behind;
	const long first = strtol(declared, &behind, 10),
		   last = *behind == '-' ? strtol(behind + 1, NULL, 10) : first;

	for (long port = first; port <= last; port++) {
		const char *name = arena_format(arena, "%ld%s", port, protocol);

		add(adding, "expose", arena_format(arena, "expose %s", name), "is exposed",
			make_entry, (struct declared){.member = "ExposedPorts", .name = name});
	}
}

static void
add_maps(const struct config_adding *adding, const struct target *target)
{
	struct arena *arena = adding->list->arena;
	const struct node *ports = key_of(adding, "expose"), *volumes = key_of(adding, "volumes"),
			  *labels = key_of(adding, "labels");
	const char *const own[][2] = {
		{LABEL_KEY, target->key}, {LABEL_KEY_INPUTS, target->key_inputs}};

	for (size_t i = 0; ports && i < ports->count; i++)
		add_ports(adding, ports->items[i]->text);
	for (size_t i = 0; volumes && i < volumes->count; i++)
		add(adding, "volumes", arena_format(arena, "volume %s", volumes->items[i]->text),
			"is a volume", make_entry,
			(struct declared){.member = "Volumes", .name = volumes->items[i]->text});
	for (size_t i = 0; labels && i < labels->entry_count; i++) {
		const char *name = labels->entries[i].key->text;

		add(adding, "labels", arena_format(arena, "label %s", name),
			labels->entries[i].value->text, make_entry,
			(struct declared){.member = "Labels", .name = name});
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		add(adding, "labels", arena_format(arena, "label %s", own[i][0]), own[i][1],
			make_entry, (struct declared){.member = "Labels", .name = own[i][0]});
}

static void
add_summary(const struct config_adding *adding, const struct tree_file *dockerfile)
{
	static const char label[] = "org.opencontainers.image.description";
	const struct node *summary = node_get(adding->variant->resolved, "summary"),
			  *labels = key_of(adding, "labels");

	/* A text of a tree ends with a NUL. */
	if (summary && strstr(dockerfile->bytes, label) && !(labels && node_get(labels, label)))
		add(adding, "summary", "label org.opencontainers.image.description", summary->text,
			make_entry, (struct declared){.member = "Labels", .name = label});
}

/* The check of a container, field by field. */
static bool
make_health(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *value;

	if (!take_entry(evidence, check, &value))
		return false;
	if (value && value->kind == NODE_LIST)
		compare(evidence, check, words_text(evidence->arena, value), result);
	else
		compare(evidence, check, value ? value->text : NULL, result);
	return true;
}

static void
add_health(const struct config_adding *adding)
{
	static const char *const durations[][2] = {
		{"interval", "Interval"}, {"timeout", "Timeout"}, {"start-period", "StartPeriod"}};
	static const char member[] = "Healthcheck", key[] = "healthcheck";
	struct arena *arena = adding->list->arena;
	const struct node *health = key_of(adding, key);

	if (!health)
		return;
	if (node_get(health, "none")) {
		add(adding, key, key, "[\"NONE\"]", make_health,
			(struct declared){.member = member, .name = "Test"});
		return;
	}
	const char *words = words_text(arena, node_get(health, "command"));

	add(adding, key, "healthcheck command", arena_format(arena, "[\"CMD\", %s", words + 1),
		make_health, (struct declared){.member = member, .name = "Test"});
	for (size_t i = 0; i < sizeof(durations) / sizeof(*durations); i++) {
		const struct node *duration = node_get(health, durations[i][0]);

		if (duration)
			add(adding, key, arena_format(arena, "healthcheck %s", durations[i][0]),
				arena_format(arena, "%.0f", durations_read(duration->text)),
				make_health,
				(struct declared){.member = member, .name = durations[i][1]});
	}
	if (node_get(health, "retries"))
		add(adding, key, "healthcheck retries", node_get(health, "retries")->text,
			make_health, (struct declared){.member = member, .name = "Retries"});
}

static void
add_texts(const struct config_adding *adding)
{
	struct arena *arena = adding->list->arena;
	const struct node *user = key_of(adding, "user"), *workdir = key_of(adding, "workdir"),
			  *signal = key_of(adding, "stopsignal");
	static const char *const lists[][2] = {{"entrypoint", "Entrypoint"}, {"command", "Cmd"}};
	const struct node *shell = key_of(adding, "shell");

	if (user)
		add(adding, "user", "user", user_as_owner(arena, user), make_text,
			(struct declared){.member = "User"});
	if (workdir)
		add(adding, "workdir", "workdir", workdir->text, make_text,
			(struct declared){.member = "WorkingDir"});
	if (signal)
		add(adding, "stopsignal", "stopsignal", signal->text, make_text,
			(struct declared){.member = "StopSignal"});
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const struct node *words = key_of(adding, lists[i][0]);

		if (words)
			add(adding, lists[i][0], lists[i][0], words_text(arena, words), make_words,
				(struct declared){.member = lists[i][1]});
	}
	if (shell)
		add(adding, "shell", "shell", words_text(arena, shell), make_shell,
			(struct declared){.member = "Shell"});
}

/* The platform is known already: by it the image was found to be that of the key. */
static bool
make_platform(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct declared *declared = check->data;

	if (!platforms_agree(declared->name, check->expected))
		compare(evidence, check, declared->name, result);
	return true;
}

void
config_checks_add(struct checklist *list, const struct variant *variant,
	const struct target *target, const struct target_status *status,
	const struct tree_file *dockerfile)
{
	const struct config_adding adding = {list, variant};

	add_environment(&adding);
	add_maps(&adding, target);
	add_summary(&adding, dockerfile);
	add_texts(&adding);
	add_health(&adding);
	if (*target->platforms)
		add(&adding, "platforms", "platform", status->platform, make_platform,
			(struct declared){.name = status->image->platform});
}
