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

/* Lines that run in one container. */
struct package_script {
	struct package_run *run;
	size_t first, end; /* the lines from `first` up to but not `end` */
	const char *mark;  /* begins the lines that it prints around the output of each */
	struct text text;
	const char *said; /* all that it printed, or why it was not run */
	bool is_refused;  /* it cannot be run */
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

/* Runs the script once. False after a message if the engine failed, and after a signal. */
static bool
run_script(struct evidence *evidence, struct package_script *script)
{
	const char *const words[] = {"sh", "-c", script->text.bytes, NULL};
	const struct engine_command command = {.image = evidence->image_id, .words = words};
	struct engine_ended ended = {0};
	struct text why = TEXT_EMPTY;
	struct check_result refused = {.message = ""};
	bool ran = engine_run(evidence->engine, evidence->arena, &command, &ended, &why);

	if (!ran) {
		if (ended.status != ENGINE_LATE)
			ended.output_length = 0;
		script->is_refused = true;
		ran = refused_run(evidence, "the checks of packages", ended.status, &why, &refused);
	}
	char *output = arena_copy(evidence->arena, ended.output, ended.output_length);

	/* A NUL byte would hide what is behind it. */
	for (size_t i = 0; i < ended.output_length; i++)
		if (!output[i])
			output[i] = ' ';
	for (size_t i = script->first; ran && i < script->end; i++)
		read_result(evidence->arena, output, script->mark, i, &script->run->results[i]);
	script->said = *refused.message ? refused.message : output;
	text_free(&why);
	return ran;
}

static bool
is_whole(const struct package_script *script)
{
	for (size_t i = script->first; i < script->end; i++)
		if (!script->run->results[i].ended)
			return false;
	return true;
}

/* Appends as many lines as fit into the script, and one at least. */
static void
fill_script(struct package_script *script)
{
	const struct check_lines *lines = script->run->lines;

	text_format(&script->text, "exec </dev/null\n%s\n", lines->preparation);
	do {
		append_command(&script->text, script->mark, script->end,
			lines->items[script->end].command);
		script->end++;
	} while (script->end < lines->count &&
		 script->text.length + strlen(lines->items[script->end].command) < SCRIPT_MOST);
}

/* Runs the next lines. False after a message if the engine failed, and after a signal. */
static bool
run_some(struct evidence *evidence, struct package_run *run)
{
	struct package_script script = {.run = run,
		.first = run->done,
		.end = run->done,
		.mark = arena_format(evidence->arena, "basegen-%ld-%lld", (long)getpid(),
			(long long)clock_now()),
		.text = TEXT_EMPTY};
	int tries = engine_tries(evidence->engine);
	bool ran;

	fill_script(&script);
	do {
		ran = run_script(evidence, &script);
	} while (ran && !script.is_refused && !is_whole(&script) && --tries > 0);
	for (size_t i = script.first; i < script.end; i++)
		if (!run->results[i].ended)
			run->results[i].output = script.said;
	run->done = script.end;
	text_free(&script.text);
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
