#include "build/scan/scanner.h"

#include <string.h>

#include "adapters/process.h"
#include "build/scan/finding.h"
#include "build/scan/scanner_driver.h"
#include "build/state/interrupt.h"
#include "document/node.h"
#include "engine/answer.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

extern char **environ;

enum { ANSWER_MINUTES = 1, SCAN_MINUTES = 15, MINUTE = 60 * 1000 };

static const struct scanner_driver *const drivers[] = {&driver_grype, &driver_trivy};

const char *
scanner_name(const struct scanner *scanner)
{
	return scanner->driver->name;
}

/*
 * Runs the scanner for at most so many minutes. It runs in the root folder, as scanners take
 * settings from files of the folder in which they run: no commit may change what is found.
 */
static bool
run(const struct scanner_driver *driver, struct arena *arena, const char *const *words,
	const char *setting, int minutes, struct process_result *result)
{
	struct string_list environment = {.arena = arena};
	struct process_call call = {
		.words = words,
		.folder = "/",
		.limit = minutes * MINUTE,
	};

	string_list_add_all(&environment, driver->environment);
	if (setting)
		string_list_add(&environment, setting);
	call.environment = string_list_end(&environment);
	return interrupt_run(&call, result, false);
}

/* Why there is no answer that can be read. */
static void
append_why(struct text *why, const struct process_result *result, int minutes)
{
	if (result->end == PROCESS_TIMED_OUT)
		text_format(why, "it took longer than %d min, and was ended", minutes);
	else if (result->end == PROCESS_OVERFLOWED)
		text_format(
			why, "it printed more than %d MiB, and was ended", PROCESS_LARGEST >> 20);
	else if (result->end != PROCESS_EXITED || result->status)
		engine_append_why(why, result);
	else
		text_append_string(why, "its answer is not what this version of basegen expects");
}

static const struct node *
read_answer(struct arena *arena, const struct process_result *result)
{
	return result->end == PROCESS_OVERFLOWED
		       ? NULL
		       : answer_read_json(arena, result->output.bytes, result->output.length);
}

/*
 * Asks what the scanner answers at once. NULL after a message; NULL without one if there is no such
 * program, and after a signal.
 */
static const struct node *
ask(const struct scanner_driver *driver, struct arena *arena, const char *const *words,
	bool *is_missing)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;

	(void)run(driver, arena, words, NULL, ANSWER_MINUTES, &result);
	const struct node *answer = read_answer(arena, &result);

	*is_missing = result.end == PROCESS_NOT_FOUND;
	if (!answer && !*is_missing && !interrupt_came()) {
		append_why(&why, &result, ANSWER_MINUTES);
		(void)failure("%s %s: %s", driver->name, words[1], why.bytes);
	}
	text_free(&why);
	process_result_free(&result);
	return answer;
}

static void
append_variables(struct text *text, const char *start)
{
	for (char **variable = environ; *variable; variable++)
		if (strncmp(*variable, start, strlen(start)) == 0)
			text_format(text, "%s\n", *variable);
}

/* A hash of what people have set for the scanner. One that cannot tell it is not asked. */
static const char *
hash_settings(const struct scanner_driver *driver, struct arena *arena)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text text = TEXT_EMPTY;

	if (driver->settings_words)
		(void)run(driver, arena, driver->settings_words, NULL, ANSWER_MINUTES, &result);
	text_append(&text, result.output.bytes, result.output.length);
	append_variables(&text, driver->variables);
	const char *hash = arena_format(
		arena, "%016llx", (unsigned long long)map_stable_hash(text.bytes, text.length));

	text_free(&text);
	process_result_free(&result);
	return hash;
}

static enum outcome
ask_database(struct scanner *scanner, struct arena *arena, const struct node *answer)
{
	const struct scanner_driver *driver = scanner->driver;
	bool is_missing = false;

	if (driver->database_words)
		answer = ask(driver, arena, driver->database_words, &is_missing);
	if (!answer && is_missing)
		return failure("%s is no longer in PATH", driver->name);
	if (!answer)
		return OUTCOME_MACHINE;
	scanner->database = driver->database(arena, answer);
	if (scanner->database)
		return OUTCOME_DONE;
	const char *complaint = driver->complaint ? driver->complaint(arena, answer) : "";

	return failure("%s has no database of vulnerabilities that it can use%s%s: run %s",
		driver->name, *complaint ? ": " : "", complaint, driver->update);
}

enum outcome
scanner_find(struct scanner *scanner, struct arena *arena, const char *wanted)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		const struct scanner_driver *driver = drivers[i];
		bool is_missing;

		if (wanted && strcmp(wanted, driver->name) != 0)
			continue;
		const struct node *answer = ask(driver, arena, driver->version_words, &is_missing);

		if (!answer && is_missing)
			continue;
		if (!answer)
			return OUTCOME_MACHINE;
		*scanner = (struct scanner){.driver = driver,
			.version = driver->version(arena, answer),
			.settings = hash_settings(driver, arena)};
		return ask_database(scanner, arena, answer);
	}
	if (wanted)
		return failure("there is no %s in PATH, which SCANNER names: install it, or set "
			       "another SCANNER",
			wanted);
	return failure("there is no scanner in PATH: install grype or trivy, and get its database "
		       "with %s or %s",
		driver_grype.update, driver_trivy.update);
}

/*
 * Reads the report, which is far larger than what is kept of it. False, with the reason in `why`.
 */
static bool
read_report(const struct scanner_driver *driver, struct arena *arena,
	const struct process_result *result, struct findings *findings, struct text *why)
{
	const bool has_said = result->status && result->status == driver->status_of_findings;
	const bool ended = result->end == PROCESS_EXITED && (!result->status || has_said);
	struct arena whole = {0};
	const struct node *report = ended ? read_answer(&whole, result) : NULL;
	const bool done =
		report && driver->read(findings, arena, report) && (findings->count || !has_said);

	arena_free(&whole);
	if (!done)
		append_why(why, result, SCAN_MINUTES);
	return done;
}

enum outcome
scanner_scan(const struct scanner *scanner, struct arena *arena, const char *name,
	const char *archive, const char *temporary, struct findings *findings)
{
	const struct scanner_driver *driver = scanner->driver;
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	*findings = (struct findings){0};
	(void)run(driver, arena, driver->scan_words(arena, archive),
		arena_join(arena, "TMPDIR=", temporary, NULL), SCAN_MINUTES, &result);
	if (interrupt_came())
		outcome = OUTCOME_MACHINE;
	else if (!read_report(driver, arena, &result, findings, &why))
		outcome = failure("%s: %s cannot scan it: %s", name, driver->name, why.bytes);
	else
		findings_settle(findings, arena);
	text_free(&why);
	process_result_free(&result);
	return outcome;
}
