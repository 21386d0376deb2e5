#include "build/image/fetch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "adapters/process.h"
#include "engine/credentials.h"
#include "engine/engine.h"
#include "engine/host.h"
#include "engine/registry_error.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether the engine's output of a pull means that the registry has no such name. */
static bool
says_absent(const struct text *text)
{
	static const char *const words[] = {"manifest unknown", "name unknown", ": not found"};

	for (size_t i = 0; text->length && i < sizeof(words) / sizeof(*words); i++)
		if (strstr(text->bytes, words[i]))
			return true;
	return false;
}

/*
 * The environment of a pull: the engine's and that of the password. If a helper fails, `why` has
 * it; the pull may need no password.
 */
static const char *const *
find_environment(const struct fetch *fetch, const char *name, struct text *why)
{
	struct credentials credentials = {
		.arena = fetch->arena, .folder = fetch->scratch, .stop = fetch->stop};
	const char *setting = NULL;

	if (!credentials_find(&credentials, host_of(fetch->arena, name), &setting, why))
		text_append_string(why, "; ");
	return engine_environment_with(fetch->engine, fetch->arena, setting);
}

/* Whoever reads the log sees for himself whether it is whole. */
static void
write_log(int log, const struct text *text)
{
	size_t written = 0;

	while (written < text->length) {
		const ssize_t count = write(log, text->bytes + written, text->length - written);

		if (count > 0)
			written += (size_t)count;
		else if (count == 0 || errno != EINTR)
			return;
	}
}

enum fetch_end
fetch_image(const struct fetch *fetch, const char *name, const char *platform, struct text *why)
{
	const struct process_call call = {
		.words = engine_pull_words(fetch->engine, fetch->arena, name, platform),
		.environment = find_environment(fetch, name, why),
		.copy = fetch->log,
		.stop = fetch->stop,
	};
	struct process_result result = PROCESS_RESULT_EMPTY;
	enum fetch_end end = FETCH_DONE;

	if (!process_run(&call, &result))
		end = says_absent(&result.error) || says_absent(&result.output) ? FETCH_ABSENT
										: FETCH_FAILED;
	if (end != FETCH_ABSENT)
		write_log(fetch->log, &result.error);
	if (end == FETCH_DONE) {
		text_clear(why);
	} else {
		const char *said = registry_error_text(fetch->arena, &result.error);

		text_append_visible(why, said, strlen(said));
		if (!*said)
			process_append_end(why, &result);
	}
	process_result_free(&result);
	return end;
}
