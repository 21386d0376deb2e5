#include "command/options.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "build/run/jobs.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum outcome
call_mistake(const struct call *call, const char *format, ...)
{
	struct text message = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&message, format, arguments);
	va_end(arguments);
	const char *verb = call->verb ? call->verb : "";
	const enum outcome outcome = failure_mistake(NULL, "%s%s%s; see: basegen help%s%s", verb,
		*verb ? ": " : "", message.bytes, *verb ? " " : "", verb);

	text_free(&message);
	return outcome;
}

bool
call_has_words(const struct call *call, int least, int most, const char *expected)
{
	if (call->word_count < least)
		call_mistake(call, "missing argument: expected %s", expected);
	else if (call->word_count > most)
		call_mistake(
			call, "unexpected argument '%s': expected %s", call->words[most], expected);
	return call->word_count >= least && call->word_count <= most;
}

bool
call_has_no_words(const struct call *call)
{
	return call_has_words(call, 0, 0, "options alone");
}

/* Appends "text, json or markdown" for "text json markdown". */
static void
append_choices(struct text *text, const char *choices)
{
	const char *last = strrchr(choices, ' ');

	for (const char *at = choices; *at; at++)
		if (*at != ' ')
			text_append_character(text, *at);
		else
			text_append_string(text, at == last ? " or " : ", ");
}

/* Whether `word` is among the words of `choices`. */
static bool
is_among(const char *choices, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = choices; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (strcspn(at, " ") == length && memcmp(at, word, length) == 0)
			return true;
	return false;
}

bool
call_choice(const struct call *call, const char *option, const char *value, const char *choices)
{
	struct text expected = TEXT_EMPTY;

	if (is_among(choices, value))
		return true;
	append_choices(&expected, choices);
	call_mistake(call, "invalid %s '%s': expected %s", option, value, expected.bytes);
	text_free(&expected);
	return false;
}

const char *
call_format(const struct call *call, const char *formats)
{
	static const char *const names[] = {[DIAGNOSTIC_TEXT] = "text",
		[DIAGNOSTIC_JSON] = "json",
		[DIAGNOSTIC_GITHUB] = "github"};

	return is_among(formats, names[call->format]) ? names[call->format] : "text";
}

bool
call_jobs(const struct call *call, const char *value, size_t *jobs)
{
	char *end = NULL;
	const unsigned long number =
		value && *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : 0;

	*jobs = number;
	if (!value || (number && number <= JOBS_MOST && !*end))
		return true;
	call_mistake(call, "invalid -j '%s': expected a number from 1 to %d", value, JOBS_MOST);
	return false;
}

/* Whether `word` is a short option with its value in the same word, as -j4 is. */
static bool
has_joined_value(const struct option_rule *rule, const char *word)
{
	return rule->takes && rule->name[1] != '-' && word[1] == rule->name[1] && word[2] &&
	       word[2] != '=';
}

/* The rule that `word` follows; what stands behind its = or its letter goes to `*value`. */
static const struct option_rule *
find_rule(const struct option_rule *rules, char *word, char **value)
{
	const size_t length = strcspn(word, "=");

	*value = word[length] ? word + length + 1 : NULL;
	for (; rules->name; rules++) {
		if (strlen(rules->name) == length && memcmp(rules->name, word, length) == 0)
			return rules;
		if (has_joined_value(rules, word)) {
			*value = word + 2;
			return rules;
		}
	}
	return NULL;
}

static void
report_missing_value(const struct call *call, const char *option)
{
	call_mistake(call, "missing value of option '%s': expected %s VALUE", option, option);
}

/* Takes the option at `*at`, and its value from the next word where it needs one. */
static bool
take_option(struct call *call, const struct option_rule *rules, int *at)
{
	char *word = call->words[*at], *value;
	const struct option_rule *rule = find_rule(rules, word, &value);

	if (!rule) {
		call_mistake(call, "unknown option '%s'", word);
		return false;
	}
	if (!rule->takes && value) {
		call_mistake(call, "invalid option '%s': %s takes no value", word, rule->name);
		return false;
	}
	if (rule->takes && !value) {
		char *joined;

		if (*at + 1 >= call->word_count ||
			find_rule(rules, call->words[*at + 1], &joined)) {
			report_missing_value(call, rule->name);
			return false;
		}
		value = call->words[++*at];
	}
	*rule->value = rule->takes ? value : rule->name;
	return true;
}

bool
call_options(struct call *call, const struct option_rule *rules)
{
	bool options = true;
	int kept = 0;

	for (int at = 0; at < call->word_count; at++) {
		char *word = call->words[at];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (!options || word[0] != '-' || !word[1])
			call->words[kept++] = word;
		else if (!take_option(call, rules, &at))
			return false;
	}
	call->words[kept] = NULL;
	call->word_count = kept;
	return true;
}

/*
 * What `word` has as the value of the option `name`, behind a = or right behind a letter; NULL:
 * nothing.
 */
static char *
joined_value(char *word, const char *name)
{
	const size_t length = strlen(name);

	if (strncmp(word, name, length) != 0 || !word[length])
		return NULL;
	if (word[length] == '=')
		return word + length + 1;
	return name[1] != '-' ? word + length : NULL;
}

bool
call_take_values(struct call *call, const char *name, struct string_list *values)
{
	int kept = 0, at = 0;

	for (; at < call->word_count && strcmp(call->words[at], "--") != 0; at++) {
		char *word = call->words[at];
		const char *joined = joined_value(word, name);

		if (!joined && strcmp(word, name) != 0) {
			call->words[kept++] = word;
		} else if (joined) {
			string_list_add(values, joined);
		} else if (at + 1 < call->word_count) {
			string_list_add(values, call->words[++at]);
		} else {
			report_missing_value(call, name);
			return false;
		}
	}
	while (at < call->word_count)
		call->words[kept++] = call->words[at++];
	call->words[kept] = NULL;
	call->word_count = kept;
	return true;
}
