#include "build/test/file_checks.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/accounts.h"
#include "build/evidence/evidence.h"
#include "build/test/image_check.h"
#include "build/test/place_checks.h"
#include "document/node.h"
#include "family/family.h"
#include "family/user.h"
#include "output/project.h"
#include "output/variant_files.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/text.h"
#include "support/banned.h"

/* What the functions that add checks have in common. */
struct file_adding {
	struct checklist *list;
	struct project *project;
	const struct variant *variant;
	struct place_checks places;
};

static void
fail(struct check_result *result, const char *message)
{
	result->state = CHECK_FAILED;
	result->message = message;
}

static bool
make_user(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *user = check->data, *uid = node_get(user, "uid"),
			  *gid = node_get(user, "gid");
	const struct root_table *files = evidence_files(evidence);
	const char *name = node_get(user, "name")->text;
	struct login login;

	if (!files)
		return false;
	if (!accounts_find_user(files, name, &login))
		fail(result, arena_format(evidence->arena, "/etc/passwd has no user %s", name));
	else if (uid && (login.uid != strtoull(uid->text, NULL, 10) ||
				(gid && login.gid != strtoull(gid->text, NULL, 10))))
		fail(result, arena_format(evidence->arena, "/etc/passwd says %s is %llu:%llu", name,
				     (unsigned long long)login.uid, (unsigned long long)login.gid));
	else if (!accounts_have_group(files, login.gid))
		fail(result, arena_format(evidence->arena, "/etc/group has no group %llu",
				     (unsigned long long)login.gid));
	return true;
}

/* Whether the user is one that /etc/passwd must have: neither a number nor root. */
static bool
is_account(const struct node *user)
{
	const char *name = node_get(user, "name")->text;

	return !strchr("0123456789", *name) && !strchr(name, ':');
}

static bool
is_root(const struct node *user)
{
	const struct node *uid = user ? node_get(user, "uid") : NULL;
	const char *name = user ? node_get(user, "name")->text : "root";
	const size_t length = strcspn(name, ":");

	return uid ? strcmp(uid->text, "0") == 0
		   : text_equal(name, length, "root", 4) || text_equal(name, length, "0", 1);
}

static void
add_user(const struct file_adding *adding)
{
	struct checklist *list = adding->list;
	const struct node *user = node_get(adding->variant->all, "user");

	if (!user || !is_account(user))
		return;
	*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
		.key = "user",
		.name = "user in /etc/passwd",
		.expected = arena_format(list->arena, "%s is %s", node_get(user, "name")->text,
			user_as_owner(list->arena, user)),
		.make = make_user,
		.data = user,
	};
}

/* Working directories that stay root's (templates/image/base.Dockerfile.j2). */
static bool
is_of_system(const char *path)
{
	static const char *const folders[] = {"/", "/etc", "/home", "/media", "/mnt", "/opt",
		"/root", "/srv", "/tmp", "/usr", "/var"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (strcmp(path, folders[i]) == 0)
			return true;
	return false;
}

static void
add_workdir(struct file_adding *adding)
{
	const struct node *workdir = node_get(adding->variant->all, "workdir"),
			  *user = node_get(adding->variant->all, "user");
	const bool is_owned = workdir && !is_root(user) && !is_of_system(workdir->text);

	if (workdir)
		places_expect(&adding->places,
			&(struct place_item){
				.key = "workdir", .what = "workdir in the files", .from = workdir},
			(struct place_expectation){
				.path = workdir->text,
				.owner = is_owned ? user_as_owner(adding->list->arena, user) : NULL,
			});
}

/* Where a file of a COPY comes to, given the source that has it; NULL: this source has it not. */
static const char *
target_of(struct arena *arena, const struct file_copy *copy, const char *source, const char *path)
{
	const size_t length = strlen(source), to_length = strlen(copy->to);
	const char *separator = to_length && copy->to[to_length - 1] == '/' ? "" : "/";

	if (length && source[length - 1] == '/' && strncmp(path, source, length) == 0)
		return arena_join(arena, copy->to, separator, path + length, NULL);
	if (length > 1 && source[length - 1] == '*' && strncmp(path, source, length - 1) == 0)
		return arena_join(arena, copy->to, separator, path_last(path), NULL);
	if (strcmp(source, path) != 0)
		return NULL;
	return *separator ? copy->to : arena_join(arena, copy->to, path_last(path), NULL);
}

static void
add_copied(struct file_adding *adding, const struct variant *variant, const struct file_copy *copy,
	const struct variant_file *source, const char *owner)
{
	struct arena *arena = adding->list->arena;
	const struct place_item item = {"files", "file", source->named, source->to};
	const char *target = NULL;

	for (size_t i = 0; i < copy->count && !target; i++)
		target = target_of(arena, copy, copy->sources[i], source->path);
	const struct tree_file *file = tree_find(&adding->project->tree,
		arena_join(arena, variant->context, "/", source->path, NULL));

	if (target && file)
		places_expect(&adding->places, &item,
			(struct place_expectation){.path = target,
				.file = file,
				.mode = copy->mode,
				.owner = copy->owner ? copy->owner : owner});
}

/* What `run` can change is not expected of files that declare no owner. */
static bool
has_steps(const struct variant *variant)
{
	for (; variant; variant = variant->origins[0].parent)
		if (node_get(variant->resolved, "run"))
			return true;
	return false;
}

/* Adds the files of the variant itself. */
static void
add_files(struct file_adding *adding, const struct variant *variant)
{
	struct variant_files files = {0};
	struct diagnostics found = {.arena = adding->list->arena};

	variant_files_find(&files, &adding->project->loader, variant, adding->list->arena, &found);
	for (size_t i = 0; i < files.copy_count; i++)
		for (size_t j = 0; j < files.copies[i].item_count; j++)
			add_copied(adding, variant, &files.copies[i],
				&files.items[files.copies[i].items[j]],
				has_steps(adding->variant) ? NULL : "0:0");
}

/* Whether a text below the node has the word. */
static bool
mentions(const struct node *node, const char *word)
{
	if (node->kind == NODE_SCALAR)
		return strstr(node->text, word);
	for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
		if (mentions(node->items[i], word))
			return true;
	return false;
}

/* Whether a command that runs behind the copying of `copying` has the name of what is at the path. */
static bool
is_named(const struct variant *tested, const struct variant *copying, const char *path)
{
	const char *name = path_last(path);

	for (const struct variant *at = tested;; at = at->origins[0].parent) {
		const struct node *steps = node_get(at->resolved, "run");

		for (size_t i = 0; steps && i < steps->count; i++) {
			const struct node *after = node_get(steps->items[i], "after");

			if ((at != copying || !after || node_is(after, "files")) &&
				mentions(node_get(steps->items[i], "commands"), name))
				return true;
		}
		if (at == copying)
			return false;
	}
}

/* Whether files may have come into a folder that `copying` copied, or changed there. */
static bool
is_added_to(const struct variant *tested, const struct variant *copying)
{
	for (; tested != copying; tested = tested->origins[0].parent)
		if (node_get(tested->resolved, "run") || node_get(tested->resolved, "packages"))
			return true;
	return node_get(copying->resolved, "run");
}

/* Adds what the variant itself copies from other images. */
static void
add_copies(struct file_adding *adding, const struct variant *variant)
{
	struct arena *arena = adding->list->arena;
	const struct node *copies = node_get(variant->resolved, "copy");

	for (size_t i = 0; copies && i < copies->count; i++) {
		const struct node *item = copies->items[i], *mode = node_get(item, "mode"),
				  *owner = node_get(item, "owner"), *from = node_get(item, "from");
		const char *to = node_get(item, "to")->text, *name = path_last(from->text);
		const char *path = *path_last(to) ? to : arena_join(arena, to, name, NULL);
		struct place_copy *copy = arena_allocate(arena, sizeof(*copy));

		*copy = (struct place_copy){variant, item, is_named(adding->variant, variant, path),
			is_added_to(adding->variant, variant)};
		places_expect(&adding->places,
			&(struct place_item){.key = "copy", .what = "copied", .from = from},
			(struct place_expectation){
				.path = path,
				.mode = mode ? mode->text : NULL,
				.owner = owner ? owner->text : NULL,
				.copy = copy,
			});
	}
}

/* Adds the places of a variant after those of its parents, in the order in which it is built. */
static void
add_places(struct file_adding *adding, const struct variant *variant)
{
	if (variant->origins[0].parent)
		add_places(adding, variant->origins[0].parent);
	add_files(adding, variant);
	add_copies(adding, variant);
}

void
file_checks_add(struct checklist *list, struct evidence *evidence, struct project *project,
	const struct variant *variant)
{
	struct file_adding adding = {.list = list,
		.project = project,
		.variant = variant,
		.places = {.arena = list->arena, .evidence = evidence}};

	evidence_want(evidence, "/etc/passwd");
	evidence_want(evidence, "/etc/group");
	add_user(&adding);
	add_workdir(&adding);
	add_places(&adding, variant);
	places_add_checks(&adding.places, list);
}
