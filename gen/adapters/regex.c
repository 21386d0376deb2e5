#include "adapters/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/arena.h"
#include "support/banned.h"

enum { STEPS_MOST = 200000 };

enum { COMPILED_FROM = 1000 }; /* matches: machine code takes as long to make as so many save */

struct pattern {
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

struct pattern *
pattern_new(const char *expression)
{
	struct pattern *pattern = memory_resize(NULL, sizeof(*pattern));
	int error;
	size_t offset;

	pattern->memory = pcre2_general_context_create(give, take, NULL);
	pcre2_compile_context *context = pcre2_compile_context_create(pattern->memory);

	pattern->code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
			PCRE2_ALT_BSUX,
		&error, &offset, context);
	pcre2_compile_context_free(context);
	if (!pattern->code) {
		fprintf(stderr, "basegen: BUG: pattern %s: error %d at %zu\n", expression, error,
			offset);
		abort();
	}
	pattern->matches = 0;
	pattern->match = pcre2_match_data_create(1, pattern->memory);
	pattern->context = pcre2_match_context_create(pattern->memory);
	pcre2_set_match_limit(pattern->context, STEPS_MOST);
	return pattern;
}

void
pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_match_context_free(pattern->context);
	pcre2_match_data_free(pattern->match);
	pcre2_code_free(pattern->code);
	pcre2_general_context_free(pattern->memory);
	free(pattern);
}

bool
pattern_matches(struct pattern *pattern, const char *bytes, size_t length)
{
	if (++pattern->matches == COMPILED_FROM)
		pcre2_jit_compile(
			pattern->code, PCRE2_JIT_COMPLETE); /* where it cannot, all goes on */
	return pcre2_match(pattern->code, (PCRE2_SPTR)bytes, length, 0, PCRE2_NO_UTF_CHECK,
		       pattern->match, pattern->context) >= 0;
}
