#include "engine/buildx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "adapters/process.h"
#include "engine/answer.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether a program with these words succeeds. */
static bool
answers(const char *const *words)
{
	const struct process_call call = {.words = words, .limit = ENGINE_SECONDS * 1000};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool answered = process_run(&call, &result);

	process_result_free(&result);
	return answered;
}

/* The name of the builder among the arguments. NULL: there is none. */
static const char *
find_builder(const char *const *arguments)
{
	static const char option[] = "--builder";
	const char *found = NULL;

	for (; *arguments; arguments++)
		if (strncmp(*arguments, option, sizeof(option) - 1) == 0)
			found = (*arguments)[sizeof(option) - 1] == '='
					? *arguments + sizeof(option)
					: arguments[1];
	return found;
}

/*
 * Whether a line of `buildx inspect`, such as "BuildKit version: v0.24.0", tells a version that
 * knows the layers of a target's parents. One that was built from source says 0.0.0.
 */
static bool
is_new_enough(const char *line)
{
	const char *number = line + strcspn(line, ":\n");
	char *end;

	number += strspn(number, ": \tv");
	const long major = strtol(number, &end, 10);
	const long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return end != number && (major > 0 || minor >= 24 || minor == 0);
}

/* Whether all workers of the builder can (buildx.h). */
static bool
can_rewrite(const struct buildx *buildx, struct arena *arena, const char *const *arguments)
{
	static const char start[] = "buildkit";
	struct string_list words = {.arena = arena};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const char *builder = find_builder(arguments);
	bool any = false, all = true;

	string_list_add_all(&words, buildx->program);
	string_list_add(&words, "inspect");
	string_list_add(&words, "--bootstrap");
	if (builder)
		string_list_add(&words, builder);
	const struct process_call call = {
		.words = string_list_end(&words), .limit = ENGINE_SLOW_SECONDS * 1000};

	if (process_run(&call, &result))
		for (const char *line = result.output.bytes; *line;
			line += strcspn(line, "\n"), line += *line == '\n')
			if (strncasecmp(line, start, sizeof(start) - 1) == 0) {
				any = true;
				all = all && is_new_enough(line);
			}
	process_result_free(&result);
	return any && all;
}

enum outcome
buildx_open(struct buildx *buildx, struct arena *arena, const char *const *arguments)
{
	static const char *const plugin[] = {"docker", "buildx", "version", NULL},
				 *const alone[] = {"buildx", "version", NULL},
				 *const docker_buildx[] = {"docker", "buildx", NULL},
				 *const only_buildx[] = {"buildx", NULL};

	if (answers(plugin))
		buildx->program = docker_buildx;
	else if (answers(alone))
		buildx->program = only_buildx;
	else
		return failure("neither docker with buildx nor buildx is in PATH: install the "
			       "package docker-buildx, or docker-buildx-plugin from Docker");
	buildx->rewrites = can_rewrite(buildx, arena, arguments);
	return OUTCOME_DONE;
}

/* What somebody gives to bake */

static const char *const with_value[] = {"--allow", "--builder", "--progress", "--set", NULL};

/* Options of bake that change what is built or where it goes, and what to write instead. */
static const struct {
	const char *name, *instead;
} refused[] = {
	{"--file", "the files are those of the family"},
	{"--push", "whatever is baked is pushed"},
	{"--load", "basegen pull gets what is in the registry"},
	{"--provenance", "an attestation differs at each build"},
	{"--sbom", "an attestation differs at each build"},
	{"--pull", "write 'build: {pull: true}' in images.yaml"},
	{"--metadata-file", "basegen reads that file itself"},
	{"--print", "with it nothing is built"},
	{"--check", "with it nothing is built"},
	{"--call", "with it nothing is built"},
	{"--list", "with it nothing is built"},
};

/* What --set may set. */
static const char *const settable[] = {"cache-from", "cache-to", "entitlements", "extra-hosts",
	"network", "no-cache", "no-cache-filter", "shm-size", "ulimits", NULL};

static bool
is_listed(const char *const *list, const char *word, size_t length)
{
	for (; *list; list++)
		if (strlen(*list) == length && memcmp(*list, word, length) == 0)
			return true;
	return false;
}

bool
buildx_takes_value(const char *option)
{
	return is_listed(with_value, option, strlen(option));
}

/* The value of --set: TARGET.KEY=VALUE, TARGET.KEY+=VALUE or TARGET.KEY.NAME=VALUE. */
static enum outcome
check_set(const char *value)
{
	const char *key = strchr(value, '.');

	if (key && is_listed(settable, key + 1, strcspn(key + 1, "=+.")))
		return OUTCOME_DONE;
	return failure_mistake(NULL,
		"invalid --set '%s': for basegen bake it may set cache-from, cache-to, "
		"entitlements, extra-hosts, network, no-cache, no-cache-filter, shm-size or "
		"ulimits; all else stands in images.yaml",
		value);
}

static enum outcome
check_option(const char *option)
{
	const size_t length = strcspn(option, "=");

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if ((strlen(refused[i].name) == length &&
			    memcmp(refused[i].name, option, length) == 0) ||
			(i == 0 && option[1] != '-' && strchr(option, 'f')))
			return failure_mistake(NULL, "invalid argument of bake '%s': %s", option,
				refused[i].instead);
	return strncmp(option, "--set=", strlen("--set=")) == 0
		       ? check_set(option + strlen("--set="))
		       : OUTCOME_DONE;
}

enum outcome
buildx_check(const char *const *arguments)
{
	enum outcome outcome = OUTCOME_DONE;

	for (; *arguments && outcome == OUTCOME_DONE; arguments++) {
		if (**arguments != '-')
			return failure_mistake(NULL,
				"invalid argument of bake '%s': images are named before all "
				"options, and the value of an option that basegen does not know "
				"stands behind a =",
				*arguments);
		outcome = check_option(*arguments);
		if (outcome != OUTCOME_DONE || !buildx_takes_value(*arguments))
			continue;
		if (!arguments[1])
			return failure_mistake(NULL,
				"invalid argument of bake '%s': it needs a value", *arguments);
		if (strcmp(*arguments++, "--set") == 0)
			outcome = check_set(*arguments);
	}
	return outcome;
}

/* Calling it */

/* Whether bake may read the folder anyway, because it is below the current one. */
static bool
is_below_here(struct arena *arena, const char *folder)
{
	char here[4096];
	const char *root = getcwd(here, sizeof(here)) ? arena_join(arena, here, "/", NULL) : "/";

	return *folder != '/' || (root[1] && strncmp(folder, root, strlen(root)) == 0);
}

const char *const *
buildx_bake_words(const struct buildx *buildx, struct arena *arena, const struct buildx_bake *bake)
{
	struct string_list words = {.arena = arena};

	string_list_add_all(&words, buildx->program);
	string_list_add(&words, "bake");
	string_list_add_all(&words, bake->arguments);
	for (const char *const *word = bake->allow; *word; word++)
		string_list_add(&words, arena_join(arena, "--allow=", *word, NULL));
	for (const char *const *file = bake->files; *file; file++) {
		string_list_add(&words, "--file");
		string_list_add(&words, *file);
	}
	if (!is_below_here(arena, bake->reads))
		string_list_add(&words, arena_format(arena, "--allow=fs.read=%s", bake->reads));
	string_list_add(&words, "--metadata-file");
	string_list_add(&words, bake->metadata);
	string_list_add(&words, bake->group);
	return string_list_end(&words);
}

const char *
buildx_output(struct arena *arena, const char *repository, bool rewrites)
{
	return arena_format(arena,
		"type=image,name=%s,push=true,push-by-digest=true,name-canonical=true,"
		"oci-mediatypes=false,compression=gzip%s",
		repository, rewrites ? ",rewrite-timestamp=true,source-date-epoch=315532800" : "");
}

void
buildx_read_digests(struct arena *arena, const char *metadata, const char *const *targets,
	size_t count, const char **digests)
{
	const struct node *node = answer_read_json(arena, metadata, strlen(metadata));

	for (size_t i = 0; i < count; i++) {
		const char *const keys[] = {targets[i], "containerimage.digest", NULL};
		const char *digest = answer_find_text(node, keys);

		digests[i] = is_id(digest) ? digest : NULL;
	}
}

void
buildx_append_text(struct text *text, const char *string)
{
	for (; *string; string++) {
		if ((*string == '$' || *string == '%') && string[1] == '{')
			text_append_character(text, *string);
		text_append_character(text, *string);
	}
}
