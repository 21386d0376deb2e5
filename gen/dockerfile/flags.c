#include "dockerfile/flags.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/check.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/mistakes.h"
#include "document/node.h"
#include "family/family.h"
#include "family/run_steps.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/banned.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* A mount that is read, and the key of images.yaml that declares what it shows, or NULL. */
struct mount {
	const struct dockerfile_check *check;
	const struct dockerfile_flag *flag;
	const char *declared_in;
	bool on_build, has_id;
	const char *target; /* NULL: it has none */
};

/* Whether the kind of mount takes nothing but a stage, an image, or what the machine allows. */
static bool
is_known_type(const char *type)
{
	static const char *const types[] = {"bind", "cache", "tmpfs", "secret", "ssh"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static void
read_type(struct mount *mount, const char *type)
{
	if (!is_known_type(type))
		check_error(mount->check, mount->flag->start, mount->flag->end, MISTAKE_MOUNT_TYPE,
			type);
	else if (strcmp(type, "secret") == 0)
		mount->declared_in = "secrets";
	else if (strcmp(type, "ssh") == 0)
		mount->declared_in = "ssh";
}

/* Whether a folder of the path is .., which earlier versions of buildah follow out of a cache. */
static bool
leads_up(const char *path)
{
	for (; *path; path += *path == '/') {
		const size_t length = strcspn(path, "/");

		if (length == 2 && strncmp(path, "..", 2) == 0)
			return true;
		path += length;
	}
	return false;
}

/* Whether the id is one that images.yaml could have. */
static bool
is_id(const char *id)
{
	const size_t length = strlen(id);

	return length && length <= 128 && !strchr(".-", *id) &&
	       strspn(id, LETTERS DIGITS "_.-") == length;
}

/* Checks the id of a cache, a secret or an SSH agent. */
static void
check_id(const struct mount *mount, const char *id)
{
	const struct dockerfile_check *check = mount->check;
	const bool is_declared =
		!mount->declared_in || mount->on_build ||
		run_steps_declare(node_get(check->variant->resolved, mount->declared_in), id);

	if (!is_id(id))
		check_error(
			mount->check, mount->flag->start, mount->flag->end, MISTAKE_MOUNT_ID, id);
	else if (!is_declared)
		check_error(check, mount->flag->start, mount->flag->end,
			MISTAKE_MOUNT_UNDECLARED_ID, id, mount->declared_in,
			check->variant->image->name);
}

/* Whether a field of a mount has one of the names. */
static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names && strcasecmp(name, *names) != 0)
		names++;
	return *names;
}

static void
check_field(struct mount *mount, const char *name, const char *value)
{
	static const char *const sources[] = {"source", "src", NULL}, *const targets[] = {"target",
									      "dst", "destination",
									      NULL};
	const bool is_secret = mount->declared_in && strcmp(mount->declared_in, "secrets") == 0;
	const bool is_source = is_one_of(name, sources), is_target = is_one_of(name, targets);

	/* BuildKit takes the source of a secret for its id. */
	if (strcasecmp(name, "id") == 0 || (is_source && is_secret)) {
		mount->has_id = true;
		check_id(mount, value);
	} else if ((is_source || is_target) && leads_up(value))
		check_error(mount->check, mount->flag->start, mount->flag->end, MISTAKE_MOUNT_UP,
			value);
	if (is_target)
		mount->target = value;
}

/* Checks the id that a secret or an SSH agent has if none is written. */
static void
check_default_id(const struct mount *mount)
{
	if (mount->has_id || !mount->declared_in)
		return;
	if (strcmp(mount->declared_in, "ssh") == 0)
		check_id(mount, "default");
	else
		check_id(mount, mount->target ? path_last(mount->target) : "");
}

/* Calls for each field of the mount, with its value, or "" if it has none. */
static void
for_each_field(struct mount *mount, void (*visit)(struct mount *, const char *, const char *))
{
	struct arena *arena = mount->check->arena;

	for (const char *at = mount->flag->value; *at;) {
		const size_t length = strcspn(at, ","), name = strcspn(at, ",=");

		visit(mount, arena_copy(arena, at, name),
			name < length ? arena_copy(arena, at + name + 1, length - name - 1) : "");
		at += length + (at[length] == ',');
	}
}

static void
check_type(struct mount *mount, const char *name, const char *value)
{
	if (strcasecmp(name, "type") == 0)
		read_type(mount, value);
}

static void
check_mount(const struct dockerfile_check *check, const struct dockerfile_instruction *instruction,
	const struct dockerfile_flag *flag)
{
	struct mount mount = {.check = check, .flag = flag, .on_build = instruction->on_build};

	if (!flag->value)
		return;
	if (strchr(flag->value, '$'))
		check_error(check, flag->start, flag->end, MISTAKE_MOUNT_VARIABLE, flag->value);
	else if (strpbrk(flag->value, "\"'\\\r\n"))
		check_error(check, flag->start, flag->end, MISTAKE_MOUNT_QUOTED, flag->value);
	else {
		for_each_field(&mount, check_type);
		for_each_field(&mount, check_field);
		check_default_id(&mount);
	}
}

void
flags_check(const struct dockerfile_check *check, const struct dockerfile_instruction *instruction)
{
	const bool is_run = strcmp(instruction->name, "RUN") == 0;

	for (size_t i = 0; i < instruction->flag_count; i++) {
		const struct dockerfile_flag *flag = &instruction->flags[i];

		if (flag->name[strspn(flag->name, LETTERS DIGITS "-")])
			check_error(check, flag->start, flag->end, MISTAKE_FLAG_NAME, flag->name);
		else if (is_run && strcasecmp(flag->name, "mount") == 0)
			check_mount(check, instruction, flag);
	}
}
