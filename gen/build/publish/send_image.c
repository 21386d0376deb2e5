#include "build/publish/send_image.h"

#include "adapters/process.h"
#include "build/report/report.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "engine/registry.h"
#include "engine/registry_error.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	PAUSE = 500, /* milliseconds between two tries */
	TRIES = 3,   /* of pushing an image, if the failure is temporary */
};

/* Writes the output of the engine into the log of the image. Returns the path of the log. */
static const char *
write_log(const struct sending *sending, size_t target, const struct text *said)
{
	const struct survey *survey = sending->survey;
	const char *path = arena_join(survey->arena, sending->state->logs, "/",
		survey->targets->items[target].id, ".push.log", NULL);

	(void)state_write(path, said);
	return path;
}

bool
send_image(const struct sending *sending, size_t target, const char *id, const char *name,
	int64_t *time, struct text *why)
{
	struct arena *arena = sending->survey->arena;
	const struct engine *engine = &sending->survey->engine;
	const char *setting = NULL;
	struct process_result result = PROCESS_RESULT_EMPTY;
	const int64_t start = clock_now();

	if (!engine_tag(engine, id, name, why) ||
		!registry_setting(sending->registry, name, &setting, why))
		return false;
	const struct process_call call = {
		.words = engine_push_words(engine, arena, name),
		.environment = engine_environment_with(engine, arena, setting),
		.merged = true,
	};
	bool done = interrupt_run(&call, &result, false);

	for (int i = 1; i < TRIES && !done && !interrupt_came() &&
			registry_error_is_temporary(&result.output);
		i++) {
		process_result_free(&result);
		clock_wait(PAUSE);
		done = interrupt_run(&call, &result, false);
	}
	report_output(sending->report, target, result.output.bytes, result.output.length);
	if (!done && !interrupt_came()) {
		const char *said = registry_error_text(arena, &result.output);

		text_append_string(why, *said ? said : "the engine printed no message");
		text_format(why, " (log %s)", write_log(sending, target, &result.output));
	}
	process_result_free(&result);
	*time = clock_now() - start;
	return done;
}
