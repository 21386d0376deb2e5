#include "engine/inside/health.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/adopted.h"
#include "adapters/spawn.h"
#include "document/node.h"
#include "engine/answer.h"
#include "engine/container.h"
#include "engine/engine.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum { MOMENT = 300, LAST = 1000 }; /* milliseconds between two looks; for a process to end */

/* A container that runs. */
struct service {
	const struct engine *engine;
	struct arena *arena;
	const struct health_request *request;
	const char *container;
	bool is_made;
	/* Of buildah, whose containers run only as long as a command of its own does. */
	pid_t child; /* 0: it has ended */
	int input;   /* the end of its input that is never written to; -1 */
};

/* Asks the engine about the container. False, with the reason in `why`, if it fails. */
static bool
ask(const struct service *service, const char *const *words, struct process_result *result,
	struct text *why)
{
	if (engine_query(service->engine, words, ENGINE_SLOW_SECONDS, result))
		return true;
	engine_append_why(why, result);
	return false;
}

/* Starts a container of docker or podman. Sets `*ended` if the image has nothing that can run. */
static bool
start_detached(struct service *service, bool *ended, struct text *why)
{
	enum { NOT_FOUND = 127, NOT_EXECUTABLE = 126 };
	const char *const options[] = {"run", "--detach", "--interactive", "--pull=never",
		"--health-interval=1s", "--name", service->container, NULL};
	const char *network = service->engine->network;
	struct string_list words = {.arena = service->arena};
	struct process_result result = PROCESS_RESULT_EMPTY;

	string_list_add_all(&words, options);
	if (network)
		string_list_add(&words, arena_format(service->arena, "--network=%s", network));
	string_list_add(&words, service->request->image);
	service->is_made = true;
	bool started = ask(service, string_list_end(&words), &result, why);

	if (!started && result.end == PROCESS_EXITED &&
		(result.status == NOT_FOUND || result.status == NOT_EXECUTABLE ||
			!*service->request->start)) {
		*ended = started = true;
		text_clear(why);
	}
	process_result_free(&result);
	return started;
}

/* A pipe, of which only the program that is started gets the end to be read. False with errno. */
static bool
open_input(int ends[2])
{
	if (pipe(ends))
		return false;
	for (int i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	return true;
}

/* Runs the program of the image in a container of buildah, in a process group of its own. */
static bool
start_child(struct service *service, struct text *why)
{
	const char *const run[] = {"run", service->container, "--", NULL};
	struct string_list words = {.arena = service->arena};
	int input[2];

	string_list_add_all(&words, run);
	string_list_add_all(&words, service->request->start);
	const struct process_call call =
		engine_call(service->engine, service->arena, string_list_end(&words));
	const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nothing < 0 || !open_input(input)) {
		text_format(why, "%s", strerror(errno));
		if (nothing >= 0)
			close(nothing);
		return false;
	}
	const struct spawn_files files = {input[0], nothing, nothing, NULL};
	const int error = spawn_group(call.words, call.environment, &files, &service->child);

	close(input[0]);
	close(nothing);
	service->input = input[1];
	if (error) {
		service->child = 0;
		text_format(why, "%s", strerror(error));
	}
	return !error;
}

static bool
start_buildah(struct service *service, bool *ended, struct text *why)
{
	const char *const from[] = {"from", "--pull-never", "--name", service->container,
		service->request->image, NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool made = ask(service, from, &result, why);

	process_result_free(&result);
	service->is_made = made;
	if (!made)
		return false;
	*ended = !*service->request->start;
	return *ended || start_child(service, why);
}

/* Whether the program that runs in a container of buildah has ended. */
static bool
has_ended(struct service *service)
{
	if (service->child && waitpid(service->child, NULL, WNOHANG) == service->child) {
		spawn_forget_group(service->child);
		service->child = 0;
	}
	return !service->child;
}

static void
stop_child(struct service *service)
{
	if (service->input >= 0)
		close(service->input);
	if (has_ended(service))
		return;
	(void)kill(-service->child, SIGTERM);
	for (int64_t until = clock_now() + LAST; !has_ended(service) && clock_now() < until;)
		clock_wait(LAST / 20);
	if (has_ended(service))
		return;
	adopted_signal_below(service->child, SIGKILL);
	(void)kill(-service->child, SIGKILL);
	(void)waitpid(service->child, NULL, 0);
	spawn_forget_group(service->child);
}

static void
end_service(struct service *service)
{
	if (service->engine->kind == ENGINE_BUILDAH)
		stop_child(service);
	if (service->is_made)
		container_remove(service->engine, service->container);
}

static void
set_said(struct text *said, const char *text)
{
	text_clear(said);
	text_append_string(said, text);
}

/* The state of a container, as docker and podman tell it. NULL, with the reason in `why`. */
static const struct node *
state_of(const struct service *service, struct text *why)
{
	const char *const words[] = {
		"inspect", "--format", "{{json .State}}", service->container, NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const struct node *state = NULL;

	if (ask(service, words, &result, why))
		state = answer_read_json(service->arena, result.output.bytes, result.output.length);
	process_result_free(&result);
	if (!state && !why->length)
		text_append_string(why, "the state of a container has another form");
	return state;
}

/* Takes what the last check of a container printed. Podman 4 calls its state Healthcheck. */
static void
take_log(const struct node *state, struct text *said)
{
	static const char *const log[] = {"Health", "Log", NULL},
				 *const log_of_podman[] = {"Healthcheck", "Log", NULL},
				 *const output[] = {"Output", NULL};
	const struct node *entries = answer_find(state, log);

	if (!entries)
		entries = answer_find(state, log_of_podman);
	if (entries && entries->kind == NODE_LIST && entries->count)
		set_said(said, answer_find_text(entries->items[entries->count - 1], output));
}

/* What docker has found so far. True if it is certain. */
static bool
look_at_docker(const struct node *state, enum health *health)
{
	static const char *const status[] = {"Status", NULL}, *const verdict[] = {
								      "Health", "Status", NULL};
	const char *found = answer_find_text(state, verdict);

	if (strcmp(found, "healthy") == 0)
		*health = HEALTH_HEALTHY;
	else if (strcmp(answer_find_text(state, status), "running") != 0)
		*health = HEALTH_ENDED;
	else if (strcmp(found, "unhealthy") == 0)
		*health = HEALTH_UNHEALTHY;
	else
		return false;
	return true;
}

/* Makes the check once, where the engine does not do that by itself. True if it ended with 0. */
static bool
check_once(const struct service *service, struct text *said)
{
	const char *const podman[] = {"healthcheck", "run", service->container, NULL},
			  *const buildah[] = {"run", service->container, "--", NULL};
	struct string_list words = {.arena = service->arena};
	struct process_result result = PROCESS_RESULT_EMPTY;

	if (service->engine->kind == ENGINE_BUILDAH) {
		string_list_add_all(&words, buildah);
		string_list_add_all(&words, service->request->command);
	} else {
		string_list_add_all(&words, podman);
	}
	struct process_call call =
		engine_call(service->engine, service->arena, string_list_end(&words));

	call.limit = (int)(service->request->once < INT_MAX ? service->request->once : INT_MAX);
	call.stop = service->request->stop;
	const bool healthy = process_run(&call, &result);

	/* Podman keeps what the check printed in the state of the container. */
	if (service->engine->kind == ENGINE_BUILDAH) {
		set_said(said, result.output.bytes);
		text_append(said, result.error.bytes, result.error.length);
		/* What buildah and its helpers say of a status comes behind that. */
		const char *remark = strstr(said->bytes, "subprocess exited with status");

		if (remark)
			text_cut(said, (size_t)(remark - said->bytes));
	}
	process_result_free(&result);
	return healthy;
}

/* Looks once. True if the verdict is certain; false with a reason in `why` if the engine fails. */
static bool
look(struct service *service, enum health *health, struct text *said, struct text *why)
{
	static const char *const status[] = {"Status", NULL};

	if (service->engine->kind == ENGINE_BUILDAH) {
		if (has_ended(service))
			*health = HEALTH_ENDED;
		else if (check_once(service, said) && !has_ended(service))
			*health = HEALTH_HEALTHY;
		else
			return false;
		return true;
	}
	const struct node *state = state_of(service, why);

	if (!state)
		return false;
	take_log(state, said);
	if (service->engine->kind == ENGINE_DOCKER)
		return look_at_docker(state, health);
	if (strcmp(answer_find_text(state, status), "running") != 0)
		*health = HEALTH_ENDED;
	else if (check_once(service, said))
		*health = HEALTH_HEALTHY;
	else
		return false;
	return true;
}

/* Looks until it is certain, the time is over, or a signal came. */
static bool
watch(struct service *service, enum health *health, struct text *said, struct text *why)
{
	const int64_t until = clock_now() + service->request->limit;

	while (!*service->request->stop) {
		if (look(service, health, said, why))
			return true;
		if (why->length)
			return false;
		if (clock_now() >= until) {
			*health = HEALTH_UNHEALTHY;
			return true;
		}
		clock_wait(MOMENT);
	}
	text_append_string(why, "the watching was interrupted");
	return false;
}

bool
health_watch(const struct engine *engine, struct arena *arena, const struct health_request *request,
	enum health *health, struct text *said, struct text *why)
{
	struct service service = {
		.engine = engine,
		.arena = arena,
		.request = request,
		.container = container_name(arena),
		.input = -1,
	};
	bool ended = false;
	bool done = engine->kind == ENGINE_BUILDAH ? start_buildah(&service, &ended, why)
						   : start_detached(&service, &ended, why);

	if (done && ended)
		*health = HEALTH_ENDED;
	else if (done)
		done = watch(&service, health, said, why);
	end_service(&service);
	return done;
}
