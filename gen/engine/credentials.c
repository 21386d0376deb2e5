#include "engine/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/process.h"
#include "document/node.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/notation/base64.h"
#include "support/environment.h"
#include "support/json_writer.h"
#include "support/source.h"
#include "support/banned.h"

enum { HELPER_SECONDS = 30, CONFIGURATION_LARGEST = 1 << 20 };

/* The name of Docker's own registry in docker's configuration. */
#define DOCKER_HUB "https://index.docker.io/v1/"

static const char *
find_folder(struct arena *arena)
{
	const char *folder = environment_get("DOCKER_CONFIG");

	return folder ? folder : arena_format(arena, "%s/.docker", environment_or("HOME", "/"));
}

/*
 * Reads docker's configuration; `*configuration` is NULL if there is none. False, with the reason
 * in `why`, if it cannot be read.
 */
static bool
read_docker_configuration(struct arena *arena, const struct node **configuration, struct text *why)
{
	const char *path = arena_format(arena, "%s/config.json", find_folder(arena));
	enum source_failure failure = 0;
	const struct source *source =
		source_read(arena, path, path, CONFIGURATION_LARGEST, &failure);

	*configuration = source ? answer_read_json(arena, source->bytes, source->length) : NULL;
	const bool read = source || failure != SOURCE_UNREADABLE;

	if (!read)
		text_format(why, "%s: %s", path, strerror(errno));
	return read;
}

/* The helper for a host, without docker-credential- in front. "" if there is none. */
static const char *
find_helper(const struct node *configuration, const char *host)
{
	const char *const own[] = {"credHelpers", host, NULL};
	static const char *const all[] = {"credsStore", NULL};
	const char *helper = answer_find_text(configuration, own);

	return *helper ? helper : answer_find_text(configuration, all);
}

/*
 * Appends a file of passwords for one host (containers-auth.json(5)). Without a user it has none.
 */
static void
append_file(struct text *text, const char *host, const char *user, const char *secret)
{
	struct json_writer writer = {.text = text};
	struct text pair = TEXT_EMPTY, encoded = TEXT_EMPTY;

	json_open(&writer, '{');
	json_open_member(&writer, "auths", '{');
	if (*user) {
		json_open_member(&writer, host, '{');
		/* Docker, "Credential helper protocol": the secret of this user is a token. */
		if (strcmp(user, "<token>") == 0) {
			json_member(&writer, "identitytoken", secret);
		} else {
			text_format(&pair, "%s:%s", user, secret);
			base64_append(&encoded, pair.bytes, pair.length);
			json_member(&writer, "auth", encoded.bytes);
		}
		json_close(&writer, '}');
	}
	json_close(&writer, '}');
	json_close(&writer, '}');
	text_free(&pair);
	text_free(&encoded);
}

/* Writes a file that only this user can read; false with errno. */
static bool
write_private(const char *path, const struct text *text)
{
	const int file =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (file < 0)
		return false;
	const bool whole = write(file, text->bytes, text->length) == (ssize_t)text->length;

	return close(file) == 0 && whole;
}

static const char *
keep(struct credentials *credentials, const char *host, const char *user, const char *secret,
	struct text *why)
{
	const char *path = arena_format(credentials->arena, "%s/login-%ld-%zu.json",
		credentials->folder, (long)getpid(), credentials->files.count);
	struct text text = TEXT_EMPTY;

	append_file(&text, host, user, secret);
	if (!write_private(path, &text)) {
		text_format(why, "%s: %s", path, strerror(errno));
		path = NULL;
	}
	text_free(&text);
	return path;
}

static bool
knows_none(const struct process_result *result)
{
	return result->output.length &&
	       strstr(result->output.bytes, "credentials not found in native keychain");
}

/* Appends how a helper ended, and its message. By the protocol that is on its standard output. */
static void
append_failure(struct text *why, const struct process_result *result)
{
	const struct text *said = result->output.length ? &result->output : &result->error;

	process_append_end(why, result);
	if (result->end != PROCESS_EXITED || !said->length)
		return;
	text_append_string(why, ": ");
	text_append_visible(why, said->bytes, strcspn(said->bytes, "\n"));
}

/*
 * Asks the helper for a host. Returns the path of the file; "" if it has no password; NULL if it
 * fails.
 */
static const char *
ask(struct credentials *credentials, const char *helper, const char *host, struct text *why)
{
	static const char *const user[] = {"Username", NULL}, *const secret[] = {"Secret", NULL};
	const char *program = arena_format(credentials->arena, "docker-credential-%s", helper);
	const char *const words[] = {program, "get", NULL};
	struct text input = TEXT_EMPTY;
	const struct process_call call = {.words = words,
		.input = &input,
		.limit = HELPER_SECONDS * 1000,
		.stop = credentials->stop};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const char *path = NULL;

	text_append_string(&input, strcmp(host, "docker.io") == 0 ? DOCKER_HUB : host);
	const bool answered = process_run(&call, &result);
	const struct node *answer = answered ? answer_read_json(credentials->arena,
						       result.output.bytes, result.output.length)
					     : NULL;

	if (answer && *answer_find_text(answer, user) && *answer_find_text(answer, secret)) {
		path = keep(credentials, host, answer_find_text(answer, user),
			answer_find_text(answer, secret), why);
	} else if (!answered && knows_none(&result)) {
		path = "";
	} else {
		text_format(why, "%s, which docker's configuration names for %s, ", program, host);
		if (answered)
			text_append_string(why, "gave no answer with Username and Secret");
		else
			append_failure(why, &result);
	}
	text_free(&input);
	process_result_free(&result);
	return path;
}

/* Whether DOCKER_CONFIG names a folder without a config.json, which buildah and podman refuse. */
static bool
is_hollow(struct arena *arena)
{
	const char *folder = environment_get("DOCKER_CONFIG");

	return folder && access(arena_format(arena, "%s/config.json", folder), F_OK) != 0;
}

static const char *
find_file(struct credentials *credentials, const char *host, struct text *why)
{
	const struct node *configuration;

	/* Whoever sets it wants that file and no other. */
	if (environment_get("REGISTRY_AUTH_FILE"))
		return "";
	if (!read_docker_configuration(credentials->arena, &configuration, why))
		return NULL;
	const char *helper =
		find_helper(configuration, strcmp(host, "docker.io") == 0 ? DOCKER_HUB : host);

	if (*helper)
		return ask(credentials, helper, host, why);
	return is_hollow(credentials->arena) ? keep(credentials, host, "", "", why) : "";
}

bool
credentials_find(
	struct credentials *credentials, const char *host, const char **setting, struct text *why)
{
	const char *path = map_get(&credentials->files, host, strlen(host));

	if (!path && !(path = find_file(credentials, host, why)))
		return false;
	map_set(&credentials->files, credentials->arena, host, strlen(host),
		arena_string(credentials->arena, path));
	*setting = *path ? arena_format(credentials->arena, "REGISTRY_AUTH_FILE=%s", path) : NULL;
	return true;
}

bool
credentials_have_login(struct credentials *credentials, const char *host)
{
	const char *const words[] = {"skopeo", "login", "--get-login", host, NULL};
	const char *environment[] = {NULL, NULL};
	const struct process_call call = {.words = words,
		.environment = environment,
		.limit = HELPER_SECONDS * 1000,
		.stop = credentials->stop};
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;
	const bool found = credentials_find(credentials, host, environment, &why) &&
			   process_run(&call, &result);

	text_free(&why);
	process_result_free(&result);
	return found;
}
