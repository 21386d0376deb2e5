#include "build/test/structure_commands.h"

#include <stdlib.h>
#include <string.h>

#include "build/evidence/accounts.h"
#include "build/evidence/declared_env.h"
#include "build/evidence/evidence.h"
#include "build/test/refused_run.h"
#include "build/test/structure_test.h"
#include "build/test/structure_values.h"
#include "document/node.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* What is needed while one test runs. */
struct running {
	struct evidence *evidence;
	const struct node *file, *test;
	struct engine_command command;
	const char *made; /* what the last command of `setup` left; NULL: there was none */
};

/* Adds the variables of a list of pairs; what they refer to is replaced if `variables` is given. */
static void
add_pairs(struct string_list *words, const struct node *pairs, const struct map *variables)
{
	for (size_t i = 0; pairs && i < pairs->count; i++) {
		const struct node *node = node_get(pairs->items[i], "value");
		const char *value = node ? node->text : "";

		if (variables)
			value = structure_expand(words->arena, value, variables);
		string_list_add(
			words, arena_join(words->arena, node_get(pairs->items[i], "key")->text, "=",
				       value, NULL));
	}
}

/* Adds the variables that this machine has; a NAME without a value is one that it has not. */
static void
add_own(struct string_list *words, const struct node *names)
{
	for (size_t i = 0; names && i < names->count; i++) {
		const char *value = getenv(names->items[i]->text);

		if (value)
			string_list_add(words,
				arena_join(words->arena, names->items[i]->text, "=", value, NULL));
	}
}

/*
 * The variables of a command. container-structure-test replaces what its own variables refer to
 * for the commands of `setup` alone.
 */
static const char *const *
environment_of(const struct running *running, const struct map *variables, bool for_setup)
{
	struct string_list words = {.arena = running->evidence->arena};
	const struct node *options = node_get(running->file, "containerRunOptions");

	if (options)
		add_own(&words, node_get(options, "envVars"));
	add_pairs(&words, node_get(running->file, "globalEnvVars"), variables);
	add_pairs(&words, node_get(running->test, "envVars"), for_setup ? variables : NULL);
	return string_list_end(&words);
}

/* The command and its arguments; what they refer to is that of the image, as no shell reads them. */
static const char *const *
tested_words(struct arena *arena, const struct node *test, const struct map *variables)
{
	const struct node *arguments = node_get(test, "args");
	struct string_list words = {.arena = arena};

	string_list_add(
		&words, structure_expand(arena, node_get(test, "command")->text, variables));
	for (size_t i = 0; arguments && i < arguments->count; i++)
		string_list_add(
			&words, structure_expand(arena, arguments->items[i]->text, variables));
	return string_list_end(&words);
}

static void
discard(struct running *running)
{
	if (running->made)
		engine_discard(running->evidence->engine, running->made);
	running->made = NULL;
}

/*
 * Runs a command. Sets CHECK_FAILED, with no output in `ended`, if the image does not have its user.
 * False after a message if the engine could not run it.
 */
static bool
execute(struct running *running, struct engine_ended *ended, struct check_result *result)
{
	struct evidence *evidence = running->evidence;
	struct text why = TEXT_EMPTY;
	bool ran = engine_run(evidence->engine, evidence->arena, &running->command, ended, &why);

	if (!ran) {
		ended->output = NULL;
		ran = refused_run(evidence, running->command.words[0], ended->status, &why, result);
	}
	text_free(&why);
	return ran;
}

/*
 * Runs the commands of `setup`; how they end is their own affair, but they have to be there. False
 * after a message if the engine could not run one.
 */
static bool
set_up(struct running *running, struct check_result *result)
{
	enum { NOT_EXECUTABLE = 126, NOT_THERE = 127 }; /* as a shell has them */
	const struct node *setup = node_get(running->test, "setup");

	for (size_t i = 0; setup && i < setup->count; i++) {
		struct engine_ended ended = {0};

		running->command.words = node_texts(running->evidence->arena, setup->items[i]);
		running->command.keeps = true;
		if (!execute(running, &ended, result))
			return false;
		if (!ended.output)
			break;
		/* Of a chain of images the last one removes those before. */
		running->made = ended.made;
		running->command.image = ended.made;
		if (ended.status == NOT_EXECUTABLE || ended.status == NOT_THERE) {
			result->state = CHECK_FAILED;
			result->message = arena_format(running->evidence->arena,
				"%s of setup cannot be run", running->command.words[0]);
			break;
		}
	}
	running->command.keeps = false;
	return true;
}

/* Whether something that is excluded was found. */
static bool
search(const struct running *running, struct text *faults, const struct engine_ended *ended)
{
	const struct node *test = running->test, *excluded = node_get(test, "excludedOutput");

	structure_search(faults, node_get(test, "expectedOutput"), true, "the output",
		ended->output, ended->output_length);
	structure_search(faults, node_get(test, "expectedError"), true, "the error output",
		ended->error, ended->error_length);
	const size_t before = faults->length;

	structure_search(
		faults, excluded, false, "the output", ended->output, ended->output_length);
	structure_search(faults, node_get(test, "excludedError"), false, "the error output",
		ended->error, ended->error_length);
	if (excluded && excluded->count && !ended->is_whole) {
		structure_fault(faults);
		text_format(faults,
			"the output is too long to be sure of excludedOutput: it has %zu bytes",
			ended->printed);
	}
	return faults->length > before;
}

/* Whether the verdict holds although output may be lost. */
static bool
judge(const struct running *running, const struct engine_ended *ended, struct check_result *result)
{
	struct arena *arena = running->evidence->arena;
	const struct node *status = node_get(running->test, "exitCode");
	const int expected = status ? (int)strtol(status->text, NULL, 10) : 0;
	struct text faults = TEXT_EMPTY;

	if (ended->status != expected)
		text_format(&faults, "ended with %d, not %d", ended->status, expected);
	const bool is_certain = search(running, &faults, ended);

	structure_judge(arena, &faults, result);
	result->status = ended->status;
	/* What it printed as errors comes behind. */
	struct text printed = TEXT_EMPTY;

	text_append(&printed, ended->output, ended->output_length);
	text_append(&printed, ended->error, ended->error_length);
	result->output = arena_copy(arena, printed.bytes, printed.length);
	result->output_length = printed.length;
	result->printed = ended->printed + ended->error_length;
	text_free(&printed);
	return is_certain || result->state == CHECK_PASSED;
}

/* If the engine may have lost output, the command runs again. */
static bool
run(struct running *running, struct check_result *result)
{
	int left = engine_tries(running->evidence->engine);
	bool is_certain;

	do {
		struct engine_ended ended = {0};

		if (!execute(running, &ended, result))
			return false;
		if (!ended.output)
			return true;
		is_certain = judge(running, &ended, result);
	} while (!is_certain && --left > 0);
	return true;
}

/*
 * Fails the test if the image does not have the user, where engines end in different ways. False
 * after a message if the files of the image cannot be read.
 */
static bool
check_user(struct evidence *evidence, const char *user, struct check_result *result)
{
	const struct root_table *files = evidence_files(evidence);

	if (files && !accounts_can_run(files, user)) {
		result->state = CHECK_FAILED;
		result->message = arena_format(evidence->arena,
			"it cannot run as '%s', which is not in /etc/passwd or /etc/group of the "
			"image",
			user);
	}
	return files != NULL;
}

bool
structure_command_make(
	struct evidence *evidence, const struct check *check, struct check_result *result)
{
	const struct structure_test *test = check->data;
	const struct engine_configuration *found = evidence_configuration(evidence);
	const struct node *options = node_get(test->file, "containerRunOptions"),
			  *user = options ? node_get(options, "user") : NULL;

	if (!found || (user && !check_user(evidence, user->text, result)))
		return false;
	if (result->state == CHECK_FAILED)
		return true;
	const struct map variables = declared_env_of_config(evidence->arena, found->config);
	struct running running = {.evidence = evidence,
		.file = test->file,
		.test = test->node,
		.command = {.image = evidence->image_id,
			.user = user ? user->text : NULL,
			.apart = true}};

	running.command.environment = environment_of(&running, &variables, true);
	bool ran = set_up(&running, result);

	if (ran && result->state == CHECK_PASSED) {
		running.command.environment = environment_of(&running, &variables, false);
		running.command.words = tested_words(evidence->arena, test->node, &variables);
		ran = run(&running, result);
	}
	discard(&running);
	return ran;
}
