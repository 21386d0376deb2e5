#include "engine/choose.h"

/* Chooses the engine. configure has the same rule in shell (find_engine). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/answer.h"
#include "engine/docker.h"
#include "engine/driver.h"
#include "engine/image_name.h"
#include "engine/probe_cache.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/failure.h"
#include "support/banned.h"

static const struct engine_driver *const drivers[] = {
	[ENGINE_DOCKER] = &driver_docker,
	[ENGINE_PODMAN] = &driver_podman,
	[ENGINE_BUILDAH] = &driver_buildah,
};

/* An engine that is chosen if it works. */
struct engine_candidate {
	enum engine_kind kind;
	const char *path;
};

/* A question for images that is being asked, and the engines that were asked before. */
struct engine_question {
	struct arena *arena;
	const char *given, *probe_file;
	struct engine_candidate *candidates; /* in the order in which they are asked */
	size_t count, current;
	struct process process;
	struct process_call call;
	struct process
		machine; /* a second question: the daemon's machine, which may be another one */
	struct process_call machine_call;
	bool asks_machine;
	struct engine_skipped *skipped;
	size_t skipped_count;
	const char *refusal; /* why `given` is no engine */
};

/*
 * Whether the path is a program. If that cannot be found out, the program ends with 3; but folders
 * of PATH that this user may not enter are skipped.
 */
static bool
is_command(const char *path, bool of_search)
{
	static const int absent[] = {ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG};
	struct stat status;
	const bool there = stat(path, &status) == 0;

	if (there && (!S_ISREG(status.st_mode) || access(path, X_OK) == 0))
		return S_ISREG(status.st_mode);
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		if (errno == absent[i])
			return false;
	if ((there || of_search) && errno == EACCES)
		return false;
	exit((int)failure_of_file(path));
}

static void
add_candidate(struct engine_question *question, enum engine_kind kind, const char *path)
{
	struct engine_candidate *candidate =
		ARENA_ADD(question->arena, question->candidates, question->count);

	*candidate = (struct engine_candidate){kind, path};
}

/* Whether the command is the same file as a candidate, as with /bin and /usr/bin. */
static bool
is_known(const struct engine_question *question, const char *path)
{
	struct stat status, other;

	if (stat(path, &status) < 0)
		return false;
	for (size_t i = 0; i < question->count; i++)
		if (stat(question->candidates[i].path, &other) == 0 &&
			status.st_dev == other.st_dev && status.st_ino == other.st_ino)
			return true;
	return false;
}

/* The next command of that name in PATH, from `*rest` on. NULL if there is none. */
static const char *
next_in_path(struct arena *arena, const char *name, const char **rest)
{
	while (*rest) {
		const size_t length = strcspn(*rest, ":");
		const char *path = arena_format(
			arena, "%.*s/%s", length ? (int)length : 1, length ? *rest : ".", name);

		*rest = (*rest)[length] ? *rest + length + 1 : NULL;
		if (is_command(path, true))
			return path;
	}
	return NULL;
}

static const char *
search_path(void)
{
	const char *path = getenv("PATH");

	return path ? path : "/bin:/usr/bin";
}

static void
add_dockers(struct engine_question *question)
{
	const char *rest = search_path(), *path;

	while ((path = next_in_path(question->arena, "docker", &rest)))
		if (!is_known(question, path))
			add_candidate(question, ENGINE_DOCKER, path);
}

static void
add_first(struct engine_question *question, enum engine_kind kind)
{
	const char *rest = search_path();
	const char *path = next_in_path(question->arena, engine_kind_name(kind), &rest);

	if (path)
		add_candidate(question, kind, path);
}

/* Finds the kind that a name or the text of a version names. */
static bool
kind_in(const char *text, enum engine_kind *kind)
{
	if (strstr(text, "podman"))
		*kind = ENGINE_PODMAN;
	else if (strstr(text, "buildah"))
		*kind = ENGINE_BUILDAH;
	else if (strstr(text, "docker") || strstr(text, "Docker"))
		*kind = ENGINE_DOCKER;
	else
		return false;
	return true;
}

/* Finds the kind by the name of the command, else by its --version. */
static bool
find_kind(const char *path, enum engine_kind *kind)
{
	const char *last = strrchr(path, '/');
	const char *const words[] = {path, "--version", NULL};
	const struct process_call call = {.words = words, .limit = ENGINE_SECONDS * 1000};
	struct process_result result = PROCESS_RESULT_EMPTY;

	if (kind_in(last ? last + 1 : path, kind))
		return true;
	const bool found = process_run(&call, &result) && kind_in(result.output.bytes, kind);

	process_result_free(&result);
	return found;
}

/* Adds the engine that ENGINE names: any docker that works, else this command alone. */
static void
add_given(struct engine_question *question)
{
	struct arena *arena = question->arena;
	const char *given = question->given, *rest = search_path(), *path = given;
	enum engine_kind kind;

	if (strcmp(given, "docker") == 0) {
		add_dockers(question);
		if (!question->count)
			question->refusal = "there is no docker in PATH (ENGINE); known are "
					    "docker, podman and buildah, by name or path";
		return;
	}
	if (!strchr(given, '/'))
		path = next_in_path(arena, given, &rest);
	if (!path || !is_command(path, path != given))
		question->refusal = arena_format(arena,
			"there is no engine '%s' (ENGINE); known are docker, podman and buildah, "
			"by name or path",
			given);
	else if (!find_kind(path, &kind))
		question->refusal = arena_format(
			arena, "the engine '%s' (ENGINE) is no docker, podman or buildah", path);
	else
		add_candidate(question, kind, path);
}

/* Whether the daemon of docker may be on another machine. */
static bool
may_be_elsewhere(void)
{
	const char *host = getenv("DOCKER_HOST"), *context = getenv("DOCKER_CONTEXT");

	if (host && *host)
		return strncmp(host, "unix:", 5) != 0;
	return context && *context && strcmp(context, "default") != 0;
}

static void
start_words(struct engine_question *question, struct process *process, struct process_call *call,
	const char *const *more)
{
	const struct engine_candidate *candidate = &question->candidates[question->current];
	const struct engine engine = {.kind = candidate->kind,
		.driver = drivers[candidate->kind],
		.path = candidate->path};

	*call = engine_call(&engine, question->arena, more);
	call->limit = ENGINE_SECONDS * 1000;
	process_start(process, call);
}

/* Asks the current candidate, if there is one. */
static void
start_current(struct engine_question *question)
{
	static const char *const words[] = {
		"version", "--format", "{{.Server.Os}}/{{.Server.Arch}}", NULL};

	if (question->current >= question->count)
		return;
	const enum engine_kind kind = question->candidates[question->current].kind;

	start_words(question, &question->process, &question->call, drivers[kind]->question);
	question->asks_machine = kind == ENGINE_DOCKER && may_be_elsewhere();
	if (question->asks_machine)
		start_words(question, &question->machine, &question->machine_call, words);
}

struct engine_question *
engine_ask(struct arena *arena, const char *given, const char *probe_file)
{
	struct engine_question *question = arena_allocate(arena, sizeof(*question));

	question->arena = arena;
	question->probe_file = probe_file;
	question->given = given && *given ? given : NULL;
	if (question->given) {
		add_given(question);
	} else {
		add_dockers(question);
		add_first(question, ENGINE_PODMAN);
		add_first(question, ENGINE_BUILDAH);
	}
	start_current(question);
	return question;
}

static void
skip_current(struct engine_question *question, const char *why)
{
	struct engine_skipped *skipped =
		ARENA_ADD(question->arena, question->skipped, question->skipped_count);

	*skipped = (struct engine_skipped){question->candidates[question->current].path, why};
}

/* The platform of the machine that builds: the daemon's, if it was asked. */
static const char *
finish_machine(struct engine_question *question)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	const char *machine = machine_platform(question->arena);

	if (question->asks_machine) {
		if (process_finish(&question->machine, &result)) {
			const char *line = result.output.bytes;
			const char *word = arena_copy(question->arena, line, strcspn(line, "\n"));

			if (is_word(word))
				machine = word;
		}
		process_result_free(&result);
	}
	return machine;
}

/* Whether an engine can build. For a docker, the answer is remembered. */
static enum docker_answer
can_build(struct engine_question *question, const struct engine_candidate *candidate,
	struct text *why)
{
	if (candidate->kind != ENGINE_DOCKER ||
		probe_cache_holds(question->probe_file, candidate->path))
		return DOCKER_BUILDS;
	const enum docker_answer answer = docker_builds(candidate->path, why);

	if (answer == DOCKER_BUILDS)
		probe_cache_keep(question->probe_file, candidate->path);
	return answer;
}

/* The result of asking a candidate. */
enum verdict { TAKEN, SKIPPED, BROKEN };

static enum verdict
tell_hanging(const struct engine_candidate *candidate, struct text *why)
{
	text_clear(why);
	text_format(why,
		"it did not answer within %d seconds; see to %s, or set ENGINE to another engine",
		ENGINE_SECONDS, candidate->kind == ENGINE_DOCKER ? "its daemon" : "its store");
	return BROKEN;
}

static bool
read_images(const struct engine_driver *driver, struct engine_answer *answer, struct arena *arena,
	const struct text *output, struct text *why)
{
	if (driver->read)
		return driver->read(answer, arena, output, why);
	answer_read_lines(&answer->images, arena, output);
	return true;
}

/* A docker that cannot build is skipped, whatever its daemon does. */
static enum verdict
judge(struct engine_question *question, const struct process_result *result,
	struct engine_answer *answer, struct text *why)
{
	const struct engine_candidate *candidate = &question->candidates[question->current];
	const bool is_docker = candidate->kind == ENGINE_DOCKER;
	const bool answered = result->end == PROCESS_EXITED && result->status == 0;

	if (!answered && result->end != PROCESS_TIMED_OUT) {
		text_append_string(why, is_docker ? "its daemon does not answer: " : "");
		engine_append_why(why, result);
		return is_docker ? SKIPPED : BROKEN;
	}
	const enum docker_answer builds = can_build(question, candidate, why);

	if (builds == DOCKER_CANNOT)
		return SKIPPED;
	if (!answered || builds == DOCKER_HANGS)
		return tell_hanging(candidate, why);
	return read_images(drivers[candidate->kind], answer, question->arena, &result->output, why)
		       ? TAKEN
		       : BROKEN;
}

/* Waits for the current candidate. */
static enum verdict
finish_current(struct engine_question *question, struct engine_answer *answer, struct text *why)
{
	const struct engine_candidate *candidate = &question->candidates[question->current];
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)process_finish(&question->process, &result);
	answer->engine = (struct engine){.kind = candidate->kind,
		.driver = drivers[candidate->kind],
		.path = candidate->path,
		.probe_file = question->probe_file,
		.machine = finish_machine(question)};
	const enum verdict verdict = judge(question, &result, answer, why);

	process_result_free(&result);
	return verdict;
}

/* Reports why no engine can be used, and what to do. */
static enum outcome
fail_without(const struct engine_question *question)
{
	struct text skipped = TEXT_EMPTY;

	for (size_t i = 0; i < question->skipped_count; i++)
		text_format(&skipped, "%s%s: %s", i ? "; " : " (", question->skipped[i].path,
			question->skipped[i].why);
	if (skipped.length)
		text_append_character(&skipped, ')');
	if (question->given)
		(void)failure("the engine that ENGINE names cannot be used%s", skipped.bytes);
	else
		(void)failure(
			"no container engine found: no docker in PATH that answers and can "
			"build%s, no podman, no buildah. Install one; buildah needs no daemon: "
			"apt-get install buildah (or dnf, apk, zypper, pacman)",
			skipped.bytes);
	text_free(&skipped);
	return OUTCOME_MACHINE;
}

static const char *
reason_for(const struct engine_question *question)
{
	if (question->given)
		return "ENGINE names it";
	switch (question->candidates[question->current].kind) {
	case ENGINE_DOCKER:
		return "it is the first docker in PATH whose daemon answers and that can build";
	case ENGINE_PODMAN:
		return "no docker in PATH answers and can build";
	case ENGINE_BUILDAH:
		return "no docker in PATH answers and can build, and there is no podman";
	}
	return "";
}

/* Asks the candidates one by one until one is chosen. */
static enum verdict
take(struct engine_question *question, struct engine_answer *answer)
{
	enum verdict verdict = SKIPPED;

	while (verdict == SKIPPED && question->current < question->count) {
		struct text why = TEXT_EMPTY;

		verdict = finish_current(question, answer, &why);
		if (verdict == BROKEN)
			(void)failure("%s: %s", answer->engine.path, why.bytes);
		if (verdict == SKIPPED) {
			skip_current(question, arena_string(question->arena, why.bytes));
			question->current++;
			start_current(question);
		}
		text_free(&why);
	}
	return verdict;
}

enum outcome
engine_wait(struct engine_question *question, struct engine_answer *answer)
{
	*answer = (struct engine_answer){0};
	if (question->refusal)
		return failure_mistake(NULL, "%s", question->refusal);
	const enum verdict verdict = take(question, answer);

	answer->skipped = question->skipped;
	answer->skipped_count = question->skipped_count;
	if (verdict == SKIPPED)
		return fail_without(question);
	if (verdict == BROKEN)
		return OUTCOME_MACHINE;
	answer->why = reason_for(question);
	return OUTCOME_DONE;
}
