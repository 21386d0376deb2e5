#include "build/test/health_checks.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/durations.h"
#include "build/evidence/evidence.h"
#include "build/state/interrupt.h"
#include "build/test/image_check.h"
#include "build/test/refused_run.h"
#include "document/node.h"
#include "engine/engine.h"
#include "engine/inside/health.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* A duration of the check in milliseconds, or what engines take for it. */
static int64_t
milliseconds_of(const struct node *health, const char *key, int64_t otherwise)
{
	const struct node *duration = node_get(health, key);

	return duration ? (int64_t)(durations_read(duration->text) / 1e6) : otherwise;
}

enum { SECOND = 1000, SPARE = 10 * SECOND /* for the engine */ };

static int64_t
timeout_of(const struct node *health)
{
	return milliseconds_of(health, "timeout", 30 * (int64_t)SECOND);
}

/* The time after which a container that checks itself each second is unhealthy. */
static int64_t
limit_of(const struct node *health)
{
	enum { DEFAULT_RETRIES = 3 };
	const struct node *retries = node_get(health, "retries");
	const int64_t tries = retries ? strtoll(retries->text, NULL, 10) : DEFAULT_RETRIES;

	return milliseconds_of(health, "start-period", 0) + tries * (timeout_of(health) + SECOND) +
	       SPARE;
}

static const char *
message_of(struct arena *arena, const char *what, const char *said, size_t length)
{
	enum { MOST = 400 };

	length = length < MOST ? length : MOST;
	while (length && strchr(" \n", said[length - 1]))
		length--;
	return length ? arena_format(arena, "%s; the check says: %.*s", what, (int)length, said)
		      : what;
}

/* Runs the command of the check in a container without anything else. */
static bool
run_alone(struct evidence *evidence, const char *const *command, struct check_result *result)
{
	const struct engine_command alone = {.image = evidence->image_id, .words = command};
	struct engine_ended ended = {0};
	struct text why = TEXT_EMPTY;
	bool ran = engine_run(evidence->engine, evidence->arena, &alone, &ended, &why);

	if (!ran) {
		ran = refused_run(evidence, "the health check", ended.status, &why, result);
	} else if (ended.status != 0) {
		result->state = CHECK_FAILED;
		result->message = message_of(evidence->arena,
			arena_format(evidence->arena,
				"the container ends by itself, and the check alone ends with %d",
				ended.status),
			ended.output, ended.output_length);
	}
	text_free(&why);
	return ran;
}

static bool
make(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct node *declared = check->data;
	const struct engine_configuration *configuration = evidence_configuration(evidence);
	struct string_list start = {.arena = evidence->arena};
	struct text said = TEXT_EMPTY, why = TEXT_EMPTY;
	enum health health = HEALTH_UNHEALTHY;

	if (!configuration)
		return false;
	string_list_add_all(
		&start, node_texts(evidence->arena, node_get(configuration->config, "Entrypoint")));
	string_list_add_all(
		&start, node_texts(evidence->arena, node_get(configuration->config, "Cmd")));
	const struct health_request request = {
		.image = evidence->image_id,
		.start = string_list_end(&start),
		.command = node_texts(evidence->arena, node_get(declared, "command")),
		.limit = limit_of(declared),
		.once = timeout_of(declared) + SPARE,
		.stop = interrupt_flag(),
	};
	bool done = health_watch(evidence->engine, evidence->arena, &request, &health, &said, &why);

	if (!done) {
		done = refused_run(evidence, "the health check", 0, &why, result);
	} else if (health == HEALTH_UNHEALTHY) {
		result->state = CHECK_FAILED;
		result->message = message_of(evidence->arena, "the container does not turn healthy",
			said.bytes, said.length);
	} else if (health == HEALTH_ENDED) {
		done = run_alone(evidence, request.command, result);
	}
	text_free(&said);
	text_free(&why);
	return done;
}

void
health_checks_add(struct checklist *list, const struct variant *variant)
{
	const struct node *health = node_get(variant->all, "healthcheck");

	if (!health || node_get(health, "none"))
		return;
	*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
		.key = "healthcheck",
		.name = "healthcheck turns healthy",
		.expected = "a container is healthy",
		.make = make,
		.runs = true,
		.data = health,
	};
}
