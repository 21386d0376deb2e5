#include "engine/container.h"

#include <time.h>
#include <unistd.h>

#include "engine/query.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

const char *
container_name(struct arena *arena)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return arena_format(arena, "basegen-%ld-%lld%09ld", (long)getpid(), (long long)time.tv_sec,
		time.tv_nsec);
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
container_run_words(
	const struct engine *engine, const char *const *words, struct process_result *result)
{
	struct arena arena = {0};
	struct process_call call = engine_call(engine, &arena, words);

	call.merged = true;
	call.most = CONTAINER_OUTPUT;
	call.stop = &caught;
	(void)process_run(&call, result);
	arena_free(&arena);
	return result->end == PROCESS_EXITED;
}

/*
 * Removes a container whose client was killed. Twice, because the daemon may be creating it just
 * now.
 */
static void
remove_twice(const struct engine *engine, const char *name)
{
	const struct timespec moment = {.tv_nsec = 300000000};
	const char *const words[] = {"rm", "--force", "--volumes", name, NULL};

	for (int i = 0; i < 2; i++) {
		struct process_result result = PROCESS_RESULT_EMPTY;

		(void)engine_query(engine, words, ENGINE_SLOW_SECONDS, &result);
		process_result_free(&result);
		if (i == 0)
			nanosleep(&moment, NULL);
	}
}

bool
container_run(const struct engine *engine, struct arena *arena, const char *image,
	const char *const *words, struct process_result *result, struct text *why)
{
	const char *name = container_name(arena);
	const char *const options[] = {"run", "--rm", "--pull=never", "--no-healthcheck", "--name",
		name, "--entrypoint", "", NULL};
	struct string_list all = {.arena = arena};
	enum {
		NOT_RUN = 125
	}; /* the status of docker run(1) if the failure is not the command's */

	string_list_add_all(&all, options);
	if (engine->network)
		string_list_add(&all, arena_format(arena, "--network=%s", engine->network));
	string_list_add(&all, image);
	string_list_add_all(&all, words);
	if (!container_run_words(engine, string_list_end(&all), result)) {
		if (result->end == PROCESS_STOPPED || result->end == PROCESS_KILLED)
			remove_twice(engine, name);
		process_append_end(why, result);
		return false;
	}
	if (result->status != NOT_RUN)
		return true;
	text_append(&result->error, result->output.bytes, result->output.length);
	engine_append_why(why, result);
	return false;
}
