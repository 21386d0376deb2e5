/* What names, tags, packages, paths and their like may look like. */
#ifndef FAMILY_GRAMMAR_H
#define FAMILY_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

enum grammar_id {
	GRAMMAR_LINE, /* free text of one line */
	GRAMMAR_IMAGE_NAME,
	GRAMMAR_NAMESPACE,
	GRAMMAR_REGISTRY,
	GRAMMAR_TAG,
	GRAMMAR_FROM,      /* an image of the family or a base */
	GRAMMAR_REFERENCE, /* a base with its tag or digest */
	GRAMMAR_TEMPLATE,
	GRAMMAR_APT_PACKAGE,
	GRAMMAR_PIP_REQUIREMENT,
	GRAMMAR_VARIABLE,
	GRAMMAR_LABEL,
	GRAMMAR_USER,
	GRAMMAR_ABSOLUTE_PATH,
	GRAMMAR_RELATIVE_PATH,
	GRAMMAR_MODE,
	GRAMMAR_DURATION,
	GRAMMAR_PORT,
	GRAMMAR_SIGNAL,
	GRAMMAR_COUNT
};

struct grammar {
	const char *noun;       /* "image name" */
	const char *expression; /* pcre2, matched whole */
	size_t longest;         /* bytes */
	const char *rule;       /* what a message says of it */
};

/* The grammar of `id`; static. */
const struct grammar *
grammar_of(enum grammar_id id);

struct grammars;

/* All grammars compiled; owned by the caller until grammars_free. */
struct grammars *
grammars_new(void) __attribute__((returns_nonnull));

void
grammars_free(struct grammars *grammars);

/* Whether the whole of `bytes` follows the grammar `id`, its greatest length included. */
bool
grammar_accepts(struct grammars *grammars, enum grammar_id id, const char *bytes, size_t length);

#endif
