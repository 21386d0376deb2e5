/* The verbs of basegen: one file each, and what they are called with. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>

#include "output/project.h"
#include "support/diagnostic.h"
#include "support/failure.h"

struct string_list;
struct text;

/* The options in front of the verb, and the words behind it. */
struct call {
	struct project_places places;  /* -f, --templates, --out */
	enum diagnostic_format format; /* --format, also of the verb: JSON or not */
	const char *verb;
	char **words; /* ended by NULL */
	int word_count;
};

/*
 * One option of a verb: `--name`, with a value in the next word or behind `=` if `takes` is set; `-n` with a
 * value right behind it too.
 */
struct option_rule {
	const char *name; /* with its dashes; NULL ends a table */
	bool takes;
	const char **value; /* where the value goes, or any non-NULL string for a bare option */
};

/*
 * Takes the options of `rules` out of the words, wherever they stand before a `--`. A word that
 * starts with - and is no option is a mistake: false, after a message.
 */
bool
call_options(struct call *call, const struct option_rule *rules);

/*
 * Takes every option `name`, which has a value as in option_rule and can be repeated, out of the words before a `--` and
 * adds the values to `values`. False after a message if one lacks it.
 */
bool
call_take_values(struct call *call, const char *name, struct string_list *values);

/*
 * Whether from `least` to `most` words are left; if not, false after a message, which says that `expected` is expected:
 * "one image".
 */
bool
call_has_words(const struct call *call, int least, int most, const char *expected);

/* Whether no word is left; if one is, false after a message. */
bool
call_has_no_words(const struct call *call);

/*
 * Whether `value`, which `option` was given, is one of the words of `choices`, which have one space between them; if not,
 * false after a message.
 */
bool
call_choice(const struct call *call, const char *option, const char *value, const char *choices);

/* The number of -j, 0 for none (NULL); false after a message. */
bool
call_jobs(const struct call *call, const char *value, size_t *jobs);

/* Prints "VERB: MESSAGE; see: basegen help VERB", and returns OUTCOME_MISTAKE. */
enum outcome
call_mistake(const struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Each verb: does its work, prints its results, and returns the exit status. */
enum outcome
command_bake(struct call *call);

enum outcome
command_bootstrap(struct call *call);

enum outcome
command_build(struct call *call);

enum outcome
command_diff(struct call *call);

enum outcome
command_engine(struct call *call);

enum outcome
command_generate(struct call *call);

enum outcome
command_graph(struct call *call);

enum outcome
command_init(struct call *call);

enum outcome
command_list(struct call *call);

enum outcome
command_lock(struct call *call);

enum outcome
command_matrix(struct call *call);

enum outcome
command_outdated(struct call *call);

enum outcome
command_pull(struct call *call);

enum outcome
command_push(struct call *call);

enum outcome
command_release(struct call *call);

enum outcome
command_render(struct call *call);

enum outcome
command_schema(struct call *call);

enum outcome
command_show(struct call *call);

enum outcome
command_test(struct call *call);

enum outcome
command_why(struct call *call);

enum outcome
command_version(struct call *call);

#endif
