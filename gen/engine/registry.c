#include "engine/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/process.h"
#include "document/node.h"
#include "engine/answer.h"
#include "engine/host.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "engine/registry_error.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/hash/sha256.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	AT_ONCE = 8, /* questions */
	TRIES = 4,   /* tries of a call, if its failure is temporary */
	PAUSE = 250, /* milliseconds before the second try; twice as many before each next one */
};

enum outcome
registry_open(struct registry *registry, struct arena *arena, const char *folder,
	const volatile sig_atomic_t *stop)
{
	static const char *const words[] = {"skopeo", "--version", NULL};
	const struct process_call call = {
		.words = words, .limit = ENGINE_SECONDS * 1000, .stop = stop};
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;
	const bool there = process_run(&call, &result);

	*registry = (struct registry){.arena = arena,
		.folder = folder,
		.stop = stop,
		.denied = {.arena = arena},
		.credentials = {.arena = arena, .folder = folder, .stop = stop}};
	process_append_end(&why, &result);
	if (!there && result.end != PROCESS_STOPPED)
		(void)failure(
			"skopeo %s: it asks registries for push, pull, lock and bake; install the "
			"package skopeo",
			result.end == PROCESS_NOT_FOUND ? "is not in PATH" : why.bytes);
	text_free(&why);
	process_result_free(&result);
	return there ? OUTCOME_DONE : OUTCOME_MACHINE;
}

bool
registry_is_stopped(const struct registry *registry)
{
	return registry->stop && *registry->stop;
}

/* Calling skopeo */

/*
 * docker://NAME. From a name with a tag and a digest the tag is removed, because skopeo does not
 * take both.
 */
static const char *
transport_name(struct arena *arena, const char *name)
{
	const char *at = strchr(name, '@'), *colon = at;

	while (at && colon > name && *colon != ':' && *colon != '/')
		colon--;
	return at && *colon == ':'
		       ? arena_format(arena, "docker://%.*s%s", (int)(colon - name), name, at)
		       : arena_format(arena, "docker://%s", name);
}

/*
 * Begins a call of skopeo about `name`: the verb with its options, and `tls`, the option for TLS,
 * if the registry has none. The caller adds the rest.
 */
static struct string_list
begin(const struct registry *registry, const char *const *verb, const char *tls, const char *name)
{
	struct string_list words = {.arena = registry->arena};

	string_list_add(&words, "skopeo");
	string_list_add_all(&words, verb);
	if (host_is_plain(host_of(registry->arena, name)))
		string_list_add(&words, arena_format(registry->arena, "--%s=false", tls));
	return words;
}

bool
registry_setting(
	struct registry *registry, const char *name, const char **setting, struct text *why)
{
	return credentials_find(
		&registry->credentials, host_of(registry->arena, name), setting, why);
}

/*
 * Describes the call with these words and the password for the registry of `name`. False, with the
 * reason in `why`.
 */
static bool
describe(struct registry *registry, struct string_list *words, const char *name,
	struct process_call *call, struct text *why)
{
	const char **environment = arena_allocate_array(registry->arena, 2, sizeof(*environment));

	*call = (struct process_call){.words = string_list_end(words),
		.environment = environment,
		.limit = REGISTRY_SECONDS * 1000,
		.stop = registry->stop};
	return registry_setting(registry, name, environment, why);
}

/* What skopeo says */

/* Why a call of skopeo failed, for people. */
static const char *
explain(const struct registry *registry, const struct process_result *result)
{
	const char *said = registry_error_text(registry->arena, &result->error);
	struct text text = TEXT_EMPTY;

	if (result->end == PROCESS_EXITED && *said) {
		text_append_visible(&text, said, strlen(said));
		if (strstr(said, "x509: ") || strstr(said, "not look like a TLS handshake") ||
			strstr(said, "HTTP response to HTTPS client"))
			text_append_string(&text,
				"; add a registry without TLS, or with a certificate that "
				"is not trusted, to INSECURE_REGISTRIES");
		if (registry_error_is_denied(&result->error))
			text_append_string(&text, "; log in to it; if the name is right and the "
						  "repository is not there, create it");
	} else {
		text_append_string(&text, "skopeo ");
		process_append_end(&text, result);
	}
	const char *why = arena_string(registry->arena, text.bytes);

	text_free(&text);
	return why;
}

/* HOST/REPOSITORY of a name. */
static const char *
repository_of(struct arena *arena, const char *name)
{
	const char *slash = strrchr(name, '/');

	return arena_copy(arena, name,
		(size_t)(slash ? slash - name : 0) + strcspn(slash ? slash : name, ":@"));
}

/* Whether a failure counts as the absence of a name or repository (denied_is_absent). */
static bool
is_taken_for_absent(
	struct registry *registry, const struct process_result *result, const char *name)
{
	if (!registry->denied_is_absent || result->end != PROCESS_EXITED || !result->status ||
		!registry_error_is_denied(&result->error))
		return false;
	const char *repository = repository_of(registry->arena, name);

	for (size_t i = 0; i < registry->denied.count; i++)
		if (strcmp(registry->denied.items[i], repository) == 0)
			return true;
	if (!credentials_have_login(&registry->credentials, host_of(registry->arena, repository)))
		return false;
	string_list_add(&registry->denied, repository);
	return true;
}

static bool
is_temporary(const struct process_result *result)
{
	return result->end == PROCESS_EXITED && result->status &&
	       registry_error_is_temporary(&result->error);
}

/*
 * Moves the calls with temporary failures to the front, with their places. Returns how many they
 * are.
 */
static size_t
take_temporary(
	struct process_call *calls, size_t *places, struct process_result *results, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		if (!calls[i].words || !is_temporary(&results[places[i]]))
			continue;
		process_result_free(&results[places[i]]);
		calls[left] = calls[i];
		places[left++] = places[i];
	}
	return left;
}

/* Runs calls, several at once. Runs those with temporary failures again. */
static void
run_calls(const struct registry *registry, const struct process_call *calls,
	struct process_result *results, size_t count)
{
	struct process_call *left = arena_allocate_array(registry->arena, count, sizeof(*left));
	struct process_result *ends = arena_allocate_array(registry->arena, count, sizeof(*ends));
	size_t *places = arena_allocate_array(registry->arena, count, sizeof(*places));

	for (size_t i = 0; i < count; i++) {
		left[i] = calls[i];
		places[i] = i;
	}
	for (int attempt = 1; count; attempt++) {
		process_run_each(left, ends, count, AT_ONCE);
		for (size_t i = 0; i < count; i++)
			results[places[i]] = ends[i];
		if (attempt == TRIES || registry_is_stopped(registry))
			return;
		count = take_temporary(left, places, results, count);
		if (count)
			clock_wait(PAUSE << (attempt - 1));
	}
}

/* Reading */

static void
read_members(struct registry_manifest *manifest, struct arena *arena, const struct node *list)
{
	static const char *const digest[] = {"digest", NULL},
				 *const os[] = {"platform", "os", NULL},
				 *const architecture[] = {"platform", "architecture", NULL},
				 *const variant[] = {"platform", "variant", NULL};

	manifest->members = arena_allocate_array(arena, list->count, sizeof(*manifest->members));
	for (size_t i = 0; i < list->count; i++) {
		const struct node *member = list->items[i];

		if (is_id(answer_find_text(member, digest)) && *answer_find_text(member, os) &&
			strcmp(answer_find_text(member, os), "unknown") != 0)
			manifest->members[manifest->member_count++] = (struct registry_member){
				.digest = answer_find_text(member, digest),
				.platform = answer_platform(arena, answer_find_text(member, os),
					answer_find_text(member, architecture),
					answer_find_text(member, variant)),
			};
	}
}

/* Reads a manifest. False if it is none. */
const char *
registry_digest(struct arena *arena, const void *bytes, size_t size)
{
	char digits[SHA256_DIGITS + 1];

	sha256_hash(bytes, size, digits);
	return arena_join(arena, "sha256:", digits, NULL);
}

static bool
read_manifest(struct registry_manifest *manifest, struct arena *arena, const struct text *output)
{
	static const char *const type[] = {"mediaType", NULL},
				 *const members[] = {"manifests", NULL},
				 *const configuration[] = {"config", "digest", NULL};
	const struct node *node = answer_read_json(arena, output->bytes, output->length);
	const struct node *list = answer_find(node, members);

	manifest->bytes = arena_copy(arena, output->bytes, output->length);
	manifest->size = output->length;
	manifest->digest = registry_digest(arena, manifest->bytes, manifest->size);
	manifest->media_type = answer_find_text(node, type);
	if (list && list->kind == NODE_LIST)
		read_members(manifest, arena, list);
	else if (is_id(answer_find_text(node, configuration)))
		manifest->image_id = image_id_full(arena, answer_find_text(node, configuration));
	return manifest->image_id || manifest->members;
}

static void
take_manifest(struct registry *registry, const struct process_result *result, const char *name,
	struct registry_manifest *manifest)
{
	if (result->end == PROCESS_EXITED && result->status == 0) {
		manifest->answer = REGISTRY_FOUND;
		if (read_manifest(manifest, registry->arena, &result->output))
			return;
		manifest->why = "its answer is not the manifest of an image";
	} else if (registry_error_is_absent(result) ||
		   is_taken_for_absent(registry, result, name)) {
		manifest->answer = REGISTRY_ABSENT;
		return;
	} else {
		manifest->why = explain(registry, result);
	}
	manifest->answer = REGISTRY_FAILED;
}

/*
 * Asks about each name with one verb. If a question cannot be asked, its entry in `whys` is the
 * reason, and the result is empty.
 */
static struct process_result *
ask_each(struct registry *registry, const char *const *verb, const char *const *names, size_t count,
	const char **whys)
{
	struct process_call *calls = arena_allocate_array(registry->arena, count, sizeof(*calls));
	struct process_result *results =
		arena_allocate_array(registry->arena, count, sizeof(*results));
	struct text why = TEXT_EMPTY;

	for (size_t i = 0; i < count; i++) {
		struct string_list words = begin(registry, verb, "tls-verify", names[i]);

		string_list_add(&words, transport_name(registry->arena, names[i]));
		if (describe(registry, &words, names[i], &calls[i], &why))
			continue;
		whys[i] = arena_string(registry->arena, why.bytes);
		calls[i].words = NULL;
		text_clear(&why);
	}
	text_free(&why);
	run_calls(registry, calls, results, count);
	return results;
}

void
registry_read(struct registry *registry, const char *const *names, size_t count,
	struct registry_manifest *manifests)
{
	static const char *const verb[] = {"inspect", "--raw", NULL};
	const char **whys = arena_allocate_array(registry->arena, count, sizeof(*whys));
	struct process_result *results = ask_each(registry, verb, names, count, whys);

	for (size_t i = 0; i < count; i++) {
		manifests[i] =
			(struct registry_manifest){.answer = REGISTRY_FAILED, .why = whys[i]};
		if (!whys[i])
			take_manifest(registry, &results[i], names[i], &manifests[i]);
		process_result_free(&results[i]);
	}
}

void
registry_inspect(struct registry *registry, const char *const *names, size_t count,
	struct engine_image *images, const char **whys)
{
	static const char *const verb[] = {"inspect", "--config", NULL};
	struct process_result *results;

	for (size_t i = 0; i < count; i++) {
		images[i] = (struct engine_image){0};
		whys[i] = NULL;
	}
	results = ask_each(registry, verb, names, count, whys);
	for (size_t i = 0; i < count; i++) {
		const bool answered =
			!whys[i] && results[i].end == PROCESS_EXITED && results[i].status == 0;
		const struct node *node =
			answered ? answer_read_json(registry->arena, results[i].output.bytes,
					   results[i].output.length)
				 : NULL;

		if (node)
			answer_read_configuration(&images[i], registry->arena, node);
		else if (answered)
			whys[i] = "its answer is not the configuration of an image";
		else if (!whys[i] && !registry_error_is_absent(&results[i]))
			whys[i] = explain(registry, &results[i]);
		process_result_free(&results[i]);
	}
}

const char *
registry_exact_name(struct arena *arena, const char *name, const struct registry_manifest *manifest)
{
	return strchr(name, '@') ? name : arena_join(arena, name, "@", manifest->digest, NULL);
}

bool
registry_tags(struct registry *registry, const char *repository, const char *const **tags,
	struct text *why)
{
	static const char *const verb[] = {"list-tags", NULL}, *const key[] = {"Tags", NULL};
	struct string_list list = {.arena = registry->arena};
	const char *unasked = NULL;
	struct process_result *result = ask_each(registry, verb, &repository, 1, &unasked);
	const bool answered = !unasked && result->end == PROCESS_EXITED && result->status == 0;
	/* Skopeo prints only the status of a list that fails. */
	const bool absent = !unasked && result->error.length &&
			    (strstr(result->error.bytes, " 404 ") ||
				    is_taken_for_absent(registry, result, repository));

	if (answered) {
		const struct node *found =
			answer_find(answer_read_json(registry->arena, result->output.bytes,
					    result->output.length),
				key);

		for (size_t i = 0; found && found->kind == NODE_LIST && i < found->count; i++)
			if (found->items[i]->kind == NODE_SCALAR && is_tag(found->items[i]->text))
				string_list_add(&list, found->items[i]->text);
	} else if (!absent) {
		text_append_string(why, unasked ? unasked : explain(registry, result));
	}
	*tags = string_list_end(&list);
	process_result_free(result);
	return answered || absent;
}

/* Changing */

/* Runs a call that was described. */
static bool
change(struct registry *registry, struct string_list *words, const char *name, struct text *why)
{
	struct process_call call;
	struct process_result result = PROCESS_RESULT_EMPTY;

	if (!describe(registry, words, name, &call, why))
		return false;
	run_calls(registry, &call, &result, 1);
	const bool done = result.end == PROCESS_EXITED && result.status == 0;

	if (!done)
		text_append_string(why, explain(registry, &result));
	process_result_free(&result);
	return done;
}

bool
registry_copy(struct registry *registry, const char *from, const char *to, struct text *why)
{
	static const char *const verb[] = {
		"copy", "--quiet", "--preserve-digests", "--multi-arch", "all", NULL};
	struct string_list words = begin(registry, verb, "dest-tls-verify", to);

	if (host_is_plain(host_of(registry->arena, from)))
		string_list_add(&words, "--src-tls-verify=false");
	string_list_add(&words, transport_name(registry->arena, from));
	string_list_add(&words, transport_name(registry->arena, to));
	return change(registry, &words, to, why);
}

/* Writes a file. False, with the reason in `why`. */
static bool
write_file(const char *path, const char *bytes, size_t length, struct text *why)
{
	FILE *file = fopen(path, "we");
	const bool written = file && fwrite(bytes, 1, length, file) == length;

	if (file && fclose(file) == 0 && written)
		return true;
	text_format(why, "%s cannot be written", path);
	return false;
}

bool
registry_store(
	struct registry *registry, const char *name, const struct text *bytes, struct text *why)
{
	/*
	 * containers-transports(5), dir: the manifest of an index, and a file that names the
	 * format.
	 */
	static const char version[] = "Directory Transport Version: 1.1\n";
	static const char *const verb[] = {
		"copy", "--quiet", "--preserve-digests", "--multi-arch", "index-only", NULL};
	struct string_list words = begin(registry, verb, "dest-tls-verify", name);

	if (!write_file(arena_format(registry->arena, "%s/version", registry->folder), version,
		    strlen(version), why) ||
		!write_file(arena_format(registry->arena, "%s/manifest.json", registry->folder),
			bytes->bytes, bytes->length, why))
		return false;
	string_list_add(&words, arena_format(registry->arena, "dir:%s", registry->folder));
	string_list_add(&words, transport_name(registry->arena, name));
	return change(registry, &words, name, why);
}

bool
registry_remove(struct registry *registry, const char *name, struct text *why)
{
	static const char *const verb[] = {"delete", NULL};
	struct string_list words = begin(registry, verb, "tls-verify", name);

	string_list_add(&words, transport_name(registry->arena, name));
	return change(registry, &words, name, why);
}
