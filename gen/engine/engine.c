#include "engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/container.h"
#include "engine/driver.h"
#include "engine/host.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

const char *
engine_kind_name(enum engine_kind kind)
{
	static const char *const names[] = {
		[ENGINE_DOCKER] = "docker",
		[ENGINE_PODMAN] = "podman",
		[ENGINE_BUILDAH] = "buildah",
	};

	return names[kind];
}

enum outcome
engine_inspect(const struct engine *engine, struct arena *arena, const char *const *names,
	size_t count, struct engine_image *images)
{
	for (size_t i = 0; i < count; i++)
		images[i] = (struct engine_image){0};
	return count ? engine->driver->inspect(engine, arena, names, count, images) : OUTCOME_DONE;
}

enum outcome
engine_configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration)
{
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	*configuration = (struct engine_configuration){0};
	if (!engine->driver->configuration(engine, arena, id, configuration, &why))
		outcome = failure("%s does not describe the image %s: %s", engine->path, id,
			why.length ? why.bytes : "its answer has another form");
	text_free(&why);
	return outcome;
}

const char *
engine_label(const struct engine_image *image, const char *name)
{
	const char *value = map_get(&image->labels, name, strlen(name));

	return value ? value : "";
}

bool
engine_answers(const struct engine *engine)
{
	return engine->driver->answers ? engine->driver->answers(engine)
				       : access(engine->path, X_OK) == 0;
}

enum outcome
engine_prepare(struct engine *engine, struct arena *arena)
{
	return engine->driver->prepare ? engine->driver->prepare(engine, arena) : OUTCOME_DONE;
}

/* The name under which the engine knows an image of this host. */
static const char *
own_name(const struct engine *engine, struct arena *arena, const char *name)
{
	return engine->driver->local_name ? engine->driver->local_name(arena, name) : name;
}

/* Asks for a change. False, with the reason in `why`, if the engine refuses it. */
static bool
change(const struct engine *engine, const char *const *words, struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done = engine_query(engine, words, ENGINE_SLOW_SECONDS, &result);

	if (!done)
		engine_append_why(why, &result);
	process_result_free(&result);
	return done;
}

bool
engine_tag(const struct engine *engine, const char *from, const char *to, struct text *why)
{
	struct arena arena = {0};
	const char *const words[] = {"tag", from, own_name(engine, &arena, to), NULL};
	const bool done = change(engine, words, why);

	arena_free(&arena);
	return done;
}

bool
engine_untag(const struct engine *engine, const char *name, struct text *why)
{
	struct arena arena = {0};
	const char *const words[] = {"rmi", own_name(engine, &arena, name), NULL};
	const bool done = change(engine, words, why);

	arena_free(&arena);
	return done;
}

const char *const *
engine_environment(const struct engine *engine, struct arena *arena)
{
	static const char *const nothing[] = {NULL};
	return engine->driver->environment ? engine->driver->environment(engine, arena) : nothing;
}

const char *const *
engine_environment_with(const struct engine *engine, struct arena *arena, const char *setting)
{
	struct string_list words = {.arena = arena};

	string_list_add_all(&words, engine_environment(engine, arena));
	if (setting)
		string_list_add(&words, setting);
	return string_list_end(&words);
}

/* Adds the option for a registry without TLS, if the name has one. */
static void
add_plain(struct string_list *words, const struct engine *engine, const char *name)
{
	const char *option = engine->driver->plain;

	if (option && host_is_plain(host_of(words->arena, name)))
		string_list_add(words, option);
}

const char *const *
engine_push_words(const struct engine *engine, struct arena *arena, const char *name)
{
	struct string_list words = {.arena = arena};

	engine_begin_words(&words, engine);
	string_list_add(&words, "push");
	add_plain(&words, engine, name);
	string_list_add(&words, name);
	return string_list_end(&words);
}

const char *const *
engine_pull_words(const struct engine *engine, struct arena *arena, const char *reference,
	const char *platform)
{
	struct string_list words = {.arena = arena};

	engine_begin_words(&words, engine);
	string_list_add_all(&words, engine->driver->pull);
	add_plain(&words, engine, reference);
	if (platform) {
		string_list_add(&words, "--platform");
		string_list_add(&words, platform);
	}
	string_list_add(&words, reference);
	return string_list_end(&words);
}

void
engine_open_scratch(struct engine *engine, struct arena *arena, const char *folder)
{
	char *run = arena_format(arena, "/tmp/basegen-run-XXXXXX");

	if (!engine->driver->scratch || !mkdtemp(run))
		return;
	engine->scratch = folder;
	engine->run = run;
	engine->options = engine->driver->scratch(engine, arena);
	if (!engine->options)
		(void)rmdir(run);
}

void
engine_close_scratch(struct engine *engine)
{
	const char *const words[] = {
		"unshare", "rm", "-rf", "--", engine->scratch, engine->run, NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool open = engine->options != NULL;

	engine->options = NULL;
	if (open && geteuid() != 0)
		(void)engine_query(engine, words, ENGINE_SLOW_SECONDS, &result);
	process_result_free(&result);
}

const char *const *
engine_save_words(
	const struct engine *engine, struct arena *arena, const char *name, const char *path)
{
	struct string_list words = {.arena = arena};

	engine_begin_words(&words, engine);
	string_list_add_all(
		&words, engine->driver->save(arena, own_name(engine, arena, name), path));
	return string_list_end(&words);
}

const struct engine_variation *
engine_variation(const struct engine *engine)
{
	return &engine->driver->variation;
}

static bool
names_network(const char *const *flags)
{
	for (; flags && *flags; flags++)
		if (strncmp(*flags, "--network", 9) == 0)
			return true;
	return false;
}

static void
add_each(struct string_list *words, const char *option, const char *const *values)
{
	for (; values && *values; values++)
		string_list_add(words, arena_format(words->arena, "%s=%s", option, *values));
}

static void
add_option(struct string_list *words, const char *option, const char *value)
{
	if (!value)
		return;
	string_list_add(words, option);
	string_list_add(words, value);
}

static void
add_pairs(struct string_list *words, const struct engine_build *build)
{
	for (const struct engine_pair *label = build->labels; label && label->name; label++)
		add_option(words, "--label",
			arena_format(words->arena, "%s=%s", label->name, label->value));
	for (const struct engine_pair *argument = build->arguments; argument && argument->name;
		argument++)
		string_list_add(words, arena_format(words->arena, "--build-arg=%s=%s",
					       argument->name, argument->value));
}

const char *const *
engine_build_words(
	const struct engine *engine, struct arena *arena, const struct engine_build *build)
{
	struct string_list words = {.arena = arena};
	const char *network = build->network ? build->network : engine->network;

	engine_begin_words(&words, engine);
	string_list_add_all(&words, engine->driver->build);
	string_list_add_all(&words, build->flags);
	if (build->no_cache)
		string_list_add(&words, "--no-cache");
	if (network && (build->network || !names_network(build->flags)))
		string_list_add(&words, arena_format(arena, "--network=%s", network));
	add_each(&words, "--secret", build->secrets);
	add_each(&words, "--ssh", build->ssh);
	add_option(&words, "--file", build->dockerfile);
	for (const char *const *tag = build->tags; tag && *tag; tag++)
		add_option(&words, "--tag", own_name(engine, arena, *tag));
	add_option(&words, "--platform", build->platform);
	add_option(&words, "--iidfile", build->id_file);
	add_pairs(&words, build);
	string_list_add(&words, build->context);
	return string_list_end(&words);
}

const char *
engine_read_id(struct arena *arena, const char *id_file)
{
	char bytes[512];
	const int file = open(id_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t length = -1;

	if (file >= 0) {
		do
			length = read(file, bytes, sizeof(bytes) - 1);
		while (length < 0 && errno == EINTR);
		close(file);
	}
	if (length <= 0)
		return NULL;
	bytes[length] = '\0';
	bytes[strcspn(bytes, "\n")] = '\0';
	const char *id = image_id_full(arena, arena_string(arena, bytes));

	return is_id(id) ? id : NULL;
}

bool
engine_run(const struct engine *engine, struct arena *arena, const struct engine_command *command,
	struct engine_ended *ended, struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct container_signals signals;

	/* A signal that comes meanwhile is raised behind it. */
	container_hold_signals(&signals);
	const bool ran = engine->driver->run(engine, arena, command, &result, &ended->made, why);

	container_release_signals(&signals);
	ended->status = result.end == PROCESS_TIMED_OUT ? ENGINE_LATE : result.status;
	ended->output = arena_copy(arena, result.output.bytes, result.output.length);
	ended->output_length = result.output.length;
	ended->error = arena_copy(arena, result.error.bytes, result.error.length);
	ended->error_length = result.error.length;
	ended->is_whole = result.printed <= (size_t)2 * CONTAINER_OUTPUT;
	ended->printed = ended->is_whole ? result.output.length : result.printed;
	process_result_free(&result);
	return ran;
}

void
engine_remove_abandoned(const struct engine *engine)
{
	container_remove_abandoned(engine);
}

void
engine_discard(const struct engine *engine, const char *id)
{
	const char *const words[] = {"rmi", id, NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)engine_query(engine, words, ENGINE_SLOW_SECONDS, &result);
	process_result_free(&result);
}

int
engine_tries(const struct engine *engine)
{
	enum { MOST = 4 };

	return engine->driver->loses_output ? MOST : 1;
}
