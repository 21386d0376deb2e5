#include "engine/docker.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "engine/answer.h"
#include "engine/buildx.h"
#include "engine/container.h"
#include "engine/driver.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

enum { NAMES_AT_ONCE = 1000, BUILDX_FROM = 23 };

static const char *const question[] = {
	"images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}", NULL};

/* Notes an image under its ID and all its names. */
static void
note_inspected(struct map *found, struct arena *arena, const struct node *node)
{
	static const char *const labels[] = {"Config", "Labels", NULL}, *const names[][2] = {
										{"RepoTags", NULL},
										{"RepoDigests",
											NULL}};
	struct engine_image *image = arena_allocate(arena, sizeof(*image));

	if (!answer_read_inspection(image, arena, node, labels))
		return;
	map_set(found, arena, image->id, strlen(image->id), image);
	for (size_t i = 0; i < 2; i++) {
		const struct node *list = answer_find(node, names[i]);

		for (size_t j = 0; list && list->kind == NODE_LIST && j < list->count; j++)
			if (list->items[j]->kind == NODE_SCALAR)
				map_set(found, arena, list->items[j]->text, list->items[j]->length,
					image);
	}
}

/* The answer to a question in JSON; NULL, with the reason in `why`, if there is none. */
static const struct node *
ask(const struct engine *engine, struct arena *arena, const char *const *words, struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	const struct node *answer = NULL;

	if (engine_query(engine, words, ENGINE_SLOW_SECONDS, &result))
		answer = answer_read_json(arena, result.output.bytes, result.output.length);
	else
		engine_append_why(why, &result);
	process_result_free(&result);
	return answer;
}

static bool
configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration, struct text *why)
{
	/* The history is printed without the brackets and commas of a list. */
	const char *const inspect_words[] = {"image", "inspect", "--format", "{{json .}}", id,
		NULL},
			  *const history_words[] = {"image", "history", "--no-trunc", "--format",
				  "{{json .CreatedBy}}", id, NULL};
	static const char *const config[] = {"Config", NULL};
	const struct node *inspected = ask(engine, arena, inspect_words, why);
	struct string_list history = {.arena = arena};
	struct process_result result = PROCESS_RESULT_EMPTY;

	if (!inspected)
		return false;
	configuration->config = answer_find(inspected, config);
	const bool told = engine_query(engine, history_words, ENGINE_SLOW_SECONDS, &result);

	if (told)
		string_list_add_words(&history, result.output.bytes, "\n");
	else
		engine_append_why(why, &result);
	configuration->history = string_list_end(&history);
	process_result_free(&result);
	return told && configuration->config && configuration->config->kind == NODE_MAP;
}

static bool
answers(const struct engine *engine)
{
	static const char *const words[] = {"version", "--format", "{{.Server.Version}}", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done =
		engine_query(engine, words, ENGINE_SECONDS, &result) || process_is_short(&result);

	process_result_free(&result);
	return done;
}

/*
 * Whether a failed command still answered: a missing image is an error on standard error, and the
 * others are printed.
 */
static bool
is_answer(const struct engine *engine, const struct process_result *result)
{
	const char *line = result->error.bytes;

	if (result->end != PROCESS_EXITED)
		return false;
	for (; line && *line; line += strspn(line, "\n")) {
		const char *said = strstr(line, "o such image");
		const size_t length = strcspn(line, "\n");

		if (!said || said > line + length)
			return answers(engine);
		line += length;
	}
	return true;
}

/*
 * Inspects images. docker prints a line for each that exists. The whole description is asked for,
 * because a format with .Variant fails on images without one.
 */
static enum outcome
look_at(const struct engine *engine, struct arena *arena, const char *const *names, size_t count,
	struct map *found)
{
	static const char *const words[] = {"image", "inspect", "--format", "{{json .}}", NULL};
	struct string_list all = {.arena = arena};
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;

	string_list_add_all(&all, words);
	for (size_t i = 0; i < count; i++)
		string_list_add(&all, names[i]);
	const bool answered =
		engine_query(engine, string_list_end(&all), ENGINE_SLOW_SECONDS, &result) ||
		is_answer(engine, &result);

	if (answered) {
		const char *line = arena_copy(arena, result.output.bytes, result.output.length);

		while (*line) {
			const size_t length = strcspn(line, "\n");
			const struct node *node = answer_read_json(arena, line, length);

			if (node)
				note_inspected(found, arena, node);
			line += length + (line[length] == '\n');
		}
	} else {
		engine_append_why(&why, &result);
		(void)failure("%s cannot be asked for images: %s", engine->path, why.bytes);
	}
	text_free(&why);
	process_result_free(&result);
	return answered ? OUTCOME_DONE : OUTCOME_MACHINE;
}

static enum outcome
inspect(const struct engine *engine, struct arena *arena, const char *const *names, size_t count,
	struct engine_image *images)
{
	struct map found = {0};

	for (size_t i = 0; i < count; i += NAMES_AT_ONCE)
		if (look_at(engine, arena, names + i,
			    count - i < NAMES_AT_ONCE ? count - i : NAMES_AT_ONCE,
			    &found) != OUTCOME_DONE)
			return OUTCOME_MACHINE;
	for (size_t i = 0; i < count; i++) {
		const char *name = image_name_listed(arena, names[i]);
		const struct engine_image *image = map_get(&found, name, strlen(name));

		if (image)
			images[i] = *image;
	}
	return OUTCOME_DONE;
}

/*
 * The text from the number in "Docker version 28.2.2, build e6534b4" on. NULL if there is no such
 * line.
 */
static const char *
version_in(const char *output)
{
	static const char start[] = "Docker version ";
	const size_t length = sizeof(start) - 1;

	for (const char *line = output; line && *line; line += *line == '\n') {
		if (strncmp(line, start, length) == 0 && isdigit((unsigned char)line[length]))
			return line + length;
		line += strcspn(line, "\n");
	}
	return NULL;
}

/* Whether docker's plugin for BuildKit is installed. If not, `why` tells why it is needed. */
static enum docker_answer
has_buildx(const struct engine *engine, const char *version, struct text *why)
{
	static const char *const words[] = {"buildx", "version", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	enum docker_answer answer = DOCKER_BUILDS;

	if (!engine_query(engine, words, ENGINE_SECONDS, &result)) {
		answer = result.end == PROCESS_TIMED_OUT ? DOCKER_HANGS : DOCKER_CANNOT;
		text_format(why,
			"its version %.*s has no buildx, without which it cannot build (the "
			"package "
			"docker-buildx or docker-buildx-plugin)",
			(int)strcspn(version, ", \n"), version);
	}
	process_result_free(&result);
	return answer;
}

enum docker_answer
docker_builds(const char *path, struct text *why)
{
	static const char *const words[] = {"--version", NULL};
	const struct engine engine = {
		.kind = ENGINE_DOCKER, .driver = &driver_docker, .path = path};
	struct process_result result = PROCESS_RESULT_EMPTY;
	enum docker_answer answer = DOCKER_BUILDS;

	(void)engine_query(&engine, words, ENGINE_SECONDS, &result);
	const char *version = version_in(result.output.bytes);

	if (!version) {
		answer = result.end == PROCESS_TIMED_OUT ? DOCKER_HANGS : DOCKER_CANNOT;
		text_append_string(why, "it is not docker, by what --version says");
	} else if (strtol(version, NULL, 10) >= BUILDX_FROM) {
		answer = has_buildx(&engine, version, why);
	}
	process_result_free(&result);
	return answer;
}

/*
 * The builder of buildx that is the daemon of this docker has the name of docker's context. Another
 * builder, which the user may have selected, does not see the daemon's images.
 */
static const char *
builder_of(struct arena *arena, const struct process_result *result)
{
	const char *context = result->output.bytes;
	const size_t length = strcspn(context, "\n");

	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)context[i]) && !strchr("_.+-", context[i]))
			return "default";
	return length ? arena_copy(arena, context, length) : "default";
}

/*
 * The network for builds and containers: a daemon without a bridge (dockerd --bridge=none) has no
 * default one.
 */
static const char *
network_of(const struct engine *engine)
{
	static const char *const words[] = {"network", "inspect", "bridge", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool bridged = engine_query(engine, words, ENGINE_SECONDS, &result);

	process_result_free(&result);
	return bridged ? NULL : "host";
}

static enum outcome
prepare(struct engine *engine, struct arena *arena)
{
	static const char *const words[] = {"version", "--format", "{{.Client.Context}}", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	if (docker_builds(engine->path, &why) != DOCKER_BUILDS) {
		if (engine->probe_file)
			(void)remove(engine->probe_file);
		outcome = failure("%s cannot be used: %s", engine->path, why.bytes);
	} else if (!engine_query(engine, words, ENGINE_SECONDS, &result)) {
		engine_append_why(&why, &result);
		outcome = failure("the daemon of %s does not answer: %s", engine->path, why.bytes);
	} else {
		engine->builder = builder_of(arena, &result);
		engine->network = network_of(engine);
	}
	text_free(&why);
	process_result_free(&result);
	return outcome;
}

static const char *const *
environment(const struct engine *engine, struct arena *arena)
{
	struct string_list words = {.arena = arena};

	string_list_add(&words, "DOCKER_BUILDKIT=1");
	string_list_add(&words, BUILDX_ASKS_NO_GIT);
	if (engine->builder)
		string_list_add(&words, arena_format(arena, "BUILDX_BUILDER=%s", engine->builder));
	return string_list_end(&words);
}

static const char *const *
save(struct arena *arena, const char *name, const char *path)
{
	const char *const words[] = {"save", "--output", path, name, NULL};
	struct string_list all = {.arena = arena};

	string_list_add_all(&all, words);
	return string_list_end(&all);
}

const struct engine_driver driver_docker = {
	.question = question,
	.inspect = inspect,
	.configuration = configuration,
	.answers = answers,
	.prepare = prepare,
	.environment = environment,
	.build = (const char *const[]){"build", "--progress=plain", NULL},
	.pull = (const char *const[]){"pull", NULL},
	.run = container_run,
	.save = save,
	.variation = {true, (const char *const[]){"created", "history.created", NULL}},
};
