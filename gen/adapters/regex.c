#include "adapters/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { STEPS_MOST = 200000, SEARCH_STEPS_MOST = 10000000 };

enum { COMPILED_FROM = 1000 }; /* matches: machine code takes as long to make as so many save */

struct regex {
	pcre2_general_context *memory;
	pcre2_code *code;
	size_t matches;
	pcre2_match_data *match;
	pcre2_match_context *context;
};

/* pcre2 never gets NULL: the program ends then. */
static void *
give(size_t size, void *data)
{
	(void)data;
	return memory_resize(NULL, size);
}

static void
take(void *memory, void *data)
{
	(void)data;
	free(memory);
}

/* The code of the result is NULL, and `*error` set, if it does not compile. */
static struct regex *
compile(const char *expression, uint32_t options, uint32_t steps, int *error, size_t *offset)
{
	struct regex *regex = memory_resize(NULL, sizeof(*regex));

	regex->memory = pcre2_general_context_create(give, take, NULL);
	pcre2_compile_context *context = pcre2_compile_context_create(regex->memory);

	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	regex->code = pcre2_compile(
		(PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, options, error, offset, context);
	pcre2_compile_context_free(context);
	regex->matches = 0;
	regex->match = pcre2_match_data_create(1, regex->memory);
	regex->context = pcre2_match_context_create(regex->memory);
	pcre2_set_match_limit(regex->context, steps);
	return regex;
}

struct regex *
regex_compile(const char *expression)
{
	int error;
	size_t offset;
	struct regex *regex = compile(expression,
		PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
			PCRE2_ALT_BSUX,
		STEPS_MOST, &error, &offset);

	if (!regex->code) {
		fprintf(stderr, "basegen: BUG: regular expression %s: error %d at %zu\n",
			expression, error, offset);
		abort();
	}
	return regex;
}

struct regex *
regex_compile_search(const char *expression, struct text *why)
{
	char message[256];
	int error;
	size_t offset;
	struct regex *regex = compile(expression,
		PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX |
			PCRE2_NEVER_BACKSLASH_C,
		SEARCH_STEPS_MOST, &error, &offset);

	if (regex->code)
		return regex;
	pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof(message));
	text_append_string(why, message);
	regex_free(regex);
	return NULL;
}

void
regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_match_context_free(regex->context);
	pcre2_match_data_free(regex->match);
	pcre2_code_free(regex->code);
	pcre2_general_context_free(regex->memory);
	free(regex);
}

bool
regex_matches(struct regex *regex, const char *bytes, size_t length)
{
	if (++regex->matches == COMPILED_FROM)
		pcre2_jit_compile(
			regex->code, PCRE2_JIT_COMPLETE); /* where it cannot, all goes on */
	return pcre2_match(regex->code, (PCRE2_SPTR)bytes, length, 0, PCRE2_NO_UTF_CHECK,
		       regex->match, regex->context) >= 0;
}

enum regex_found
regex_search(const struct regex *regex, const char *bytes, size_t length)
{
	const int found = pcre2_match(
		regex->code, (PCRE2_SPTR)bytes, length, 0, 0, regex->match, regex->context);

	if (found >= 0)
		return REGEX_FOUND;
	return found == PCRE2_ERROR_NOMATCH ? REGEX_NOT_FOUND : REGEX_TOO_MUCH;
}
