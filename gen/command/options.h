/*
 * How basegen was called: the options in front of the verb, the options of the verb, and its
 * arguments.
 */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "output/project.h"
#include "support/diagnostic.h"
#include "support/failure.h"

struct string_list;

/*
 * A call, as the functions below leave it: the options that were read are no longer among the
 * words.
 */
struct call {
	struct project_places places;  /* -f, --templates, --out */
	enum diagnostic_format format; /* what --format says in front of the verb or behind it */
	const char *verb;              /* NULL: none was read yet */
	char **words;                  /* what stands behind the verb; ended by NULL */
	int word_count;
};

/*
 * One option. The value of `--name` stands in the next word or behind `=`. The value of `-n` may
 * also stand right behind the letter.
 */
struct option_rule {
	const char *name;   /* with its dashes; NULL ends a table */
	bool takes;         /* a value */
	const char **value; /* gets the value; for an option without one, its name */
};

/*
 * Takes the options of `rules` out of the words, wherever they stand before a `--`, and the `--`
 * too. Of an option that is repeated the last value counts. False after a message for an option
 * that is not in `rules`, lacks its value, or has a value and takes none.
 */
bool
call_options(struct call *call, const struct option_rule *rules);

/*
 * Takes every option `name`, which has a value as in option_rule and can be repeated, out of the
 * words before a `--` and adds the values to `values`. False after a message if one lacks it.
 */
bool
call_take_values(struct call *call, const char *name, struct string_list *values);

/*
 * Whether from `least` to `most` words are left; if not, false after a message, which says that
 * `expected` is expected: "one image".
 */
bool
call_has_words(const struct call *call, int least, int most, const char *expected);

/* Whether no word is left; if one is, false after a message. */
bool
call_has_no_words(const struct call *call);

/*
 * Whether `value`, which `option` was given, is one of the words of `choices`, which have one space
 * between them; if not, false after a message.
 */
bool
call_choice(const struct call *call, const char *option, const char *value, const char *choices);

/*
 * The format in which the verb prints if its own --format is not given: that of the messages, or
 * text if that is none of `formats`, which are words with one space between them.
 */
const char *
call_format(const struct call *call, const char *formats);

/*
 * Reads the value of -j into `*jobs`: a number, or 0 where it was not given (NULL). False after a
 * message.
 */
bool
call_jobs(const struct call *call, const char *value, size_t *jobs);

/* Prints "VERB: MESSAGE; see: basegen help VERB", and returns OUTCOME_MISTAKE. */
enum outcome
call_mistake(const struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
