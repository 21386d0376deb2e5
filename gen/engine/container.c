#include "engine/container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/string_list.h"
#include "support/banned.h"

/* Appends what tells this boot of the machine. False if the machine does not tell. */
static bool
append_boot(struct text *text)
{
	char boot[64];
	const int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	const ssize_t length = file < 0 ? -1 : read(file, boot, sizeof(boot));

	if (file >= 0)
		close(file);
	if (length > 0)
		text_append(text, boot, (size_t)length);
	return length > 0;
}

/* How the names of all containers of this place begin. `*known` is false if it is not told. */
static const char *
name_start(struct arena *arena, bool *known)
{
	char namespace[64];
	const ssize_t length = readlink("/proc/self/ns/pid", namespace, sizeof(namespace));
	struct text place = TEXT_EMPTY;

	*known = append_boot(&place) && length > 0;
	if (length > 0)
		text_append(&place, namespace, (size_t)length);
	const char *start = arena_format(arena, "basegen-%016llx-",
		(unsigned long long)map_stable_hash(place.bytes, place.length));

	text_free(&place);
	return start;
}

const char *
container_name(struct arena *arena)
{
	struct timespec time;
	bool known;

	clock_gettime(CLOCK_REALTIME, &time);
	return arena_format(arena, "%s%ld-%lld%09ld", name_start(arena, &known), (long)getpid(),
		(long long)time.tv_sec, time.tv_nsec);
}

/* The signal that came while a container ran; 0: none. */
static volatile sig_atomic_t caught;

static void
note_signal(int signal)
{
	caught = signal;
}

static const int ending[CONTAINER_SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

void
container_hold_signals(struct container_signals *signals)
{
	struct sigaction action = {.sa_handler = note_signal};

	caught = 0;
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < CONTAINER_SIGNALS; i++) {
		sigaction(ending[i], NULL, &signals->before[i]);
		if (signals->before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}
}

void
container_release_signals(const struct container_signals *signals)
{
	for (int i = 0; i < CONTAINER_SIGNALS; i++)
		sigaction(ending[i], &signals->before[i], NULL);
	if (caught)
		raise(caught);
}

bool
container_run_words(const struct engine *engine, const char *const *words, bool apart,
	struct process_result *result)
{
	struct arena arena = {0};
	struct process_call call = engine_call(engine, &arena, words);

	call.merged = !apart;
	call.most = CONTAINER_OUTPUT;
	call.stop = &caught;
	call.limit = ENGINE_RUN_MINUTES * 60 * 1000;
	(void)process_run(&call, result);
	arena_free(&arena);
	return result->end == PROCESS_EXITED;
}

void
container_append_end(struct text *why, const struct process_result *result)
{
	if (result->end == PROCESS_TIMED_OUT)
		text_format(
			why, "it took longer than %d minutes, and was ended", ENGINE_RUN_MINUTES);
	else
		process_append_end(why, result);
}

void
container_add_options(struct string_list *words, const struct engine_command *command)
{
	for (const char *const *each = command->environment; each && *each; each++) {
		string_list_add(words, "--env");
		string_list_add(words, *each);
	}
	if (command->user) {
		string_list_add(words, "--user");
		string_list_add(words, command->user);
	}
}

const char *
container_commit(const struct engine *engine, struct arena *arena, const char *const *words,
	struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	const char *id = NULL;

	if (engine_query(engine, words, ENGINE_SLOW_SECONDS, &result))
		id = image_id_full(arena,
			arena_copy(arena, result.output.bytes, strcspn(result.output.bytes, "\n")));
	else
		engine_append_why(why, &result);
	process_result_free(&result);
	return id;
}

void
container_remove(const struct engine *engine, const char *name)
{
	const char *const buildah[] = {"rm", name, NULL}, *const others[] = {"rm", "--force",
								  "--volumes", name, NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)engine_query(engine, engine->kind == ENGINE_BUILDAH ? buildah : others,
		ENGINE_SLOW_SECONDS, &result);
	process_result_free(&result);
}

/* Whether the process is gone whose number is at the start of the text. */
static bool
is_gone(const char *text)
{
	const long pid = strtol(text, NULL, 10);

	return pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH;
}

void
container_remove_abandoned(const struct engine *engine)
{
	const char *const buildah[] = {"containers", "--format", "{{.ContainerName}}", NULL},
			  *const others[] = {"ps", "--all", "--format", "{{.Names}}", NULL};
	struct arena arena = {0};
	struct process_result result = PROCESS_RESULT_EMPTY;
	bool known;
	const char *start = name_start(&arena, &known);

	if (known && engine_query(engine, engine->kind == ENGINE_BUILDAH ? buildah : others,
			     ENGINE_SECONDS, &result)) {
		for (const char *line = result.output.bytes; *line;) {
			const size_t length = strcspn(line, "\n");

			if (strncmp(line, start, strlen(start)) == 0 &&
				is_gone(line + strlen(start)))
				container_remove(engine, arena_copy(&arena, line, length));
			line += length + (line[length] == '\n');
		}
	}
	process_result_free(&result);
	arena_free(&arena);
}

/*
 * Removes a container whose client was killed. Twice, because the daemon may be creating it just
 * now.
 */
static void
remove_twice(const struct engine *engine, const char *name)
{
	const struct timespec moment = {.tv_nsec = 300000000};

	container_remove(engine, name);
	nanosleep(&moment, NULL);
	container_remove(engine, name);
}

static const char *const *
run_words(const struct engine *engine, struct arena *arena, const struct engine_command *command,
	const char *name)
{
	const char *const options[] = {
		"--pull=never", "--no-healthcheck", "--name", name, "--entrypoint", "", NULL};
	struct string_list all = {.arena = arena};

	string_list_add(&all, "run");
	if (!command->keeps)
		string_list_add(&all, "--rm");
	string_list_add_all(&all, options);
	if (engine->network)
		string_list_add(&all, arena_format(arena, "--network=%s", engine->network));
	container_add_options(&all, command);
	string_list_add(&all, command->image);
	string_list_add_all(&all, command->words);
	return string_list_end(&all);
}

bool
container_run(const struct engine *engine, struct arena *arena,
	const struct engine_command *command, struct process_result *result, const char **made,
	struct text *why)
{
	const char *name = container_name(arena);
	const char *const commit[] = {"commit", name, NULL};
	enum {
		NOT_RUN = 125
	}; /* the status of docker run(1) if the failure is not the command's */

	if (!container_run_words(
		    engine, run_words(engine, arena, command, name), command->apart, result)) {
		if (result->end == PROCESS_STOPPED || result->end == PROCESS_KILLED ||
			result->end == PROCESS_TIMED_OUT)
			remove_twice(engine, name);
		container_append_end(why, result);
		return false;
	}
	const bool ran = result->status != NOT_RUN;

	if (ran && command->keeps)
		*made = container_commit(engine, arena, commit, why);
	if (command->keeps)
		container_remove(engine, name);
	if (ran)
		return !command->keeps || *made;
	text_append(&result->error, result->output.bytes, result->output.length);
	engine_append_why(why, result);
	return false;
}
