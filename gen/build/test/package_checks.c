#include "build/test/package_checks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/evidence/evidence.h"
#include "build/test/image_check.h"
#include "build/test/refused_run.h"
#include "engine/engine.h"
#include "output/checks/check_lines.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	SCRIPT_MOST = 96 << 10, /* a word of a command line has at most 128 KiB on Linux */
	NOT_RUN = 77,           /* the status of a command that could not tell (automake) */
	TRIES = 4,              /* where an engine loses output */
};

/* The lines of an image, and what came of them. */
struct package_run {
	const struct check_lines *lines;
	struct package_result *results; /* one for each line */
	size_t done;                    /* how many have run */
};

struct package_result {
	bool ended; /* there is a status */
	int status;
	const char *output; /* "" where there is none */
};

/* What a check looks at. */
struct package_line {
	struct package_run *run;
	size_t number;
};

/* Appends a command that prints marks around what it says, so that each has its own output. */
static void
append_command(struct text *script, const char *mark, size_t number, const char *command)
{
	text_format(script,
		"printf '\\n%s %zu begins\\n'\n(\n%s\n) 2>&1\nprintf '\\n%s %zu %%s\\n' "
		"$?\n",
		mark, number, command, mark, number);
}

/* Reads the result of a line from the output of all. */
static void
read_result(struct arena *arena, const char *output, const char *mark, size_t number,
	struct package_result *result)
{
	const char *begin = arena_format(arena, "\n%s %zu begins\n", mark, number),
		   *end = arena_format(arena, "\n%s %zu ", mark, number);
	const char *said = strstr(output, begin);
	const char *status = said ? strstr(said + strlen(begin) - 1, end) : NULL;

	if (!status)
		return;
	said += strlen(begin);
	result->ended = true;
	result->status = (int)strtol(status + strlen(end), NULL, 10);
	result->output = status > said ? arena_copy(arena, said, (size_t)(status - said)) : "";
}

/* Runs the lines from `first` up to `end` once. If it is of no use to try again, `tries` becomes 0. */
static bool
run_lines(struct evidence *evidence, struct package_run *run, size_t first, size_t end,
	const char *script, const char *mark, int *tries, const char **said)
{
	const char *const words[] = {"sh", "-c", script, NULL};
	struct text output = TEXT_EMPTY, why = TEXT_EMPTY;
	int status;
	struct check_result refused = {.message = ""};
	bool ran = engine_run(evidence->engine, evidence->arena, evidence->image_id, words, &output,
		&status, &why);

	if (!ran) {
		if (status != ENGINE_LATE)
			text_clear(&output);
		*tries = 0;
		ran = refused_run(evidence, "the checks of packages", status, &why, &refused);
	}
	/* A NUL byte would hide what is behind it. */
	for (size_t i = 0; i < output.length; i++)
		if (!output.bytes[i])
			output.bytes[i] = ' ';
	for (size_t i = first; ran && i < end; i++)
		read_result(evidence->arena, output.bytes, mark, i, &run->results[i]);
	*said = *refused.message ? refused.message
				 : arena_copy(evidence->arena, output.bytes, output.length);
	text_free(&output);
	text_free(&why);
	return ran;
}

static bool
are_whole(const struct package_run *run, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (!run->results[i].ended)
			return false;
	return true;
}

/* Runs as many lines as fit into a script. False if the engine failed, or a signal came. */
static bool
run_some(struct evidence *evidence, struct package_run *run)
{
	const size_t first = run->done;
	const char *mark = arena_format(
		evidence->arena, "basegen-%ld-%lld", (long)getpid(), (long long)clock_now());
	struct text script = TEXT_EMPTY;
	int tries = engine_loses_output(evidence->engine) ? TRIES : 1;
	size_t end = first;
	const char *said = "";
	bool ran;

	text_format(&script, "exec </dev/null\n%s\n", run->lines->preparation);
	do {
		append_command(&script, mark, end, run->lines->items[end].command);
		end++;
	} while (end < run->lines->count &&
		 script.length + strlen(run->lines->items[end].command) < SCRIPT_MOST);
	do {
		ran = run_lines(evidence, run, first, end, script.bytes, mark, &tries, &said);
	} while (ran && !are_whole(run, first, end) && --tries > 0);
	for (size_t i = first; i < end; i++)
		if (!run->results[i].ended)
			run->results[i].output = said;
	run->done = end;
	text_free(&script);
	return ran;
}

/* What a command said, in one line and not too long. */
static const char *
short_text(struct arena *arena, const char *text)
{
	enum { MOST = 400 };
	char *copy = arena_string(arena, text + strspn(text, "\n "));
	size_t length = strlen(copy);

	while (length && (copy[length - 1] == '\n' || copy[length - 1] == ' '))
		copy[--length] = '\0';
	for (char *at = copy; *at; at++)
		if (*at == '\n')
			*at = ' ';
	return length > MOST ? arena_format(arena, "%.*s ...", MOST, copy) : copy;
}

static bool
make(struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct package_line *line = check->data;
	struct package_run *run = line->run;

	while (run->done <= line->number)
		if (!run_some(evidence, run))
			return false;
	const struct package_result *got = &run->results[line->number];
	const char *said = short_text(evidence->arena, got->output);

	if (!got->ended) {
		result->state = CHECK_FAILED;
		result->message = arena_format(evidence->arena,
			"the shell of the image did not run it%s%s", *said ? ": " : "", said);
	} else if (got->status == NOT_RUN) {
		result->state = CHECK_NOT_RUN;
		result->message = said;
	} else if (got->status != 0) {
		result->state = CHECK_FAILED;
		result->message =
			*said ? said : arena_format(evidence->arena, "ended with %d", got->status);
	}
	return true;
}

/* For people the name says it; the hash of the checks needs what is run. */
static const char *
expectation_of(struct arena *arena, const struct check_lines *lines, size_t number)
{
	const char *text =
		arena_join(arena, lines->preparation, "\n", lines->items[number].command, NULL);
	const struct object_id id = object_id_of_blob(text, strlen(text));

	return arena_format(arena, "passes the check %.12s", object_id_hex(&id).digits);
}

void
package_checks_add(struct checklist *list, const struct check_lines *lines)
{
	struct package_run *run = arena_allocate(list->arena, sizeof(*run));

	run->lines = lines;
	run->results = arena_allocate_array(list->arena, lines->count, sizeof(*run->results));
	for (size_t i = 0; i < lines->count; i++) {
		struct package_line *data = arena_allocate(list->arena, sizeof(*data));

		*data = (struct package_line){run, i};
		run->results[i].output = "";
		*ARENA_ADD(list->arena, list->items, list->count) = (struct check){
			.key = "packages",
			.name = lines->items[i].name,
			.expected = expectation_of(list->arena, lines, i),
			.make = make,
			.runs = true,
			.data = data,
		};
	}
}
