#include "family/grammar.h"

#include <stdlib.h>

#include "border/pattern.h"
#include "support/arena.h"
#include "support/banned.h"

/* Sources: the distribution reference grammar (distribution/reference), Debian policy 5.6.1,
 * PEP 508 without markers and URLs, useradd(8), the Dockerfile reference. */
#define COMPONENT "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*"
#define DOMAIN                                                                                     \
	"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-"   \
	"zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]{1,5})?"
#define TAG "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
#define DIGEST "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
#define REPOSITORY "(?:" DOMAIN "/)?" COMPONENT "(?:/" COMPONENT ")*"
#define PIP_NAME "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
#define PIP_VERSION "(?:~=|===?|!=|<=?|>=?) ?[A-Za-z0-9][A-Za-z0-9.*+!_-]*"
/* Less what Docker and its kin expand or unquote in a path, in the JSON form too. */
#define SEGMENT "(?!\\.{1,2}(?:/|\\z))[^/\\p{C}\\p{Zl}\\p{Zp}$'\"\\\\*?\\[\\]]+"

static const struct grammar table[GRAMMAR_COUNT] = {
	[GRAMMAR_LINE] = {"text", "[^\\p{Cc}\\p{Zl}\\p{Zp}]*", 4096,
		"one line without control characters"},
	[GRAMMAR_IMAGE_NAME] = {"image name", COMPONENT, 128,
		"lower-case letters and digits, with . _ or - between them"},
	[GRAMMAR_NAMESPACE] = {"namespace", "(?:" COMPONENT "(?:/" COMPONENT ")*)?", 128,
		"lower-case letters and digits, with . _ - or / between them"},
	[GRAMMAR_REGISTRY] = {"registry", "(?:" DOMAIN "(?:/" COMPONENT ")*)?", 255,
		"a host, a port and a path, like ghcr.io/acme"},
	[GRAMMAR_TAG] = {"tag", TAG, 128,
		"letters, digits, _ . and -, at most 128, not starting with . or -"},
	[GRAMMAR_FROM] = {"from", "scratch|" REPOSITORY "(?::" TAG ")?(?:@(?:" DIGEST "))?", 512,
		"an image of the family, or a base like python:3.11-slim"},
	[GRAMMAR_REFERENCE] = {"base",
		"scratch|" REPOSITORY "(?::" TAG "(?:@(?:" DIGEST "))?|@(?:" DIGEST "))", 512,
		"a base needs a tag or a digest"},
	[GRAMMAR_TEMPLATE] = {"template", "[A-Za-z0-9_][A-Za-z0-9_.-]*\\.j2", 128,
		"the name of a file in templates/image that ends in .j2"},
	[GRAMMAR_APT_PACKAGE] = {"apt package",
		"[a-z0-9][a-z0-9+.-]+(?::[a-z0-9-]+)?(?:=[0-9][A-Za-z0-9.+~:-]*|/[a-z][a-z0-9-]*)?",
		256, "a name like curl, curl=7.88.1-10 or curl/bookworm-backports"},
	[GRAMMAR_PIP_REQUIREMENT] = {"pip package",
		PIP_NAME "(?:\\[" PIP_NAME "(?:, ?" PIP_NAME ")*\\])?(?: ?" PIP_VERSION
			 "(?: ?, ?" PIP_VERSION ")*)?",
		256, "a name like uvicorn, uvicorn[standard] or uvicorn>=0.30,<1"},
	[GRAMMAR_VARIABLE] = {"variable", "[A-Za-z_][A-Za-z0-9_]*", 128,
		"letters, digits and _, not starting with a digit"},
	[GRAMMAR_LABEL] = {"label", "[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?", 128,
		"letters and digits, with . _ - or / between them"},
	[GRAMMAR_USER] = {"user", "[a-z_][a-z0-9_-]{0,31}", 32,
		"lower-case letters, digits, _ and -, at most 32, starting with a letter or _"},
	[GRAMMAR_ABSOLUTE_PATH] = {"path", "/|(?:/" SEGMENT ")+/?", 1024,
		"an absolute path without . and .., quotes, $, \\, *, ? and brackets"},
	[GRAMMAR_RELATIVE_PATH] = {"file", "(?!-)" SEGMENT "(?:/(?!-)" SEGMENT ")*", 1024,
		"a relative path without . and .., quotes, $, \\, *, ? and brackets, no part "
		"starting with -"},
	[GRAMMAR_MODE] = {"mode", "0?[0-7]{3,4}", 5, "an octal mode like \"0755\""},
	[GRAMMAR_DURATION] = {"duration", "(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:ns|us|ms|s|m|h))+", 64,
		"a duration like 30s or 1m30s"},
	[GRAMMAR_PORT] = {"port", "[0-9]{1,5}(?:-[0-9]{1,5})?(?:/(?:tcp|udp|sctp))?", 20,
		"a port like 8000 or 53/udp"},
	[GRAMMAR_SIGNAL] = {"signal", "SIG[A-Z]+[0-9+-]*|[0-9]{1,2}", 16,
		"a signal like SIGTERM or 15"},
};

struct grammars {
	struct pattern *patterns[GRAMMAR_COUNT];
};

const struct grammar *
grammar_of(enum grammar_id id)
{
	return &table[id];
}

struct grammars *
grammars_new(void)
{
	struct grammars *grammars = memory_resize(NULL, sizeof(*grammars));

	for (size_t i = 0; i < GRAMMAR_COUNT; i++)
		grammars->patterns[i] = pattern_new(table[i].expression);
	return grammars;
}

void
grammars_free(struct grammars *grammars)
{
	for (size_t i = 0; i < GRAMMAR_COUNT; i++)
		pattern_free(grammars->patterns[i]);
	free(grammars);
}

bool
grammar_accepts(struct grammars *grammars, enum grammar_id id, const char *bytes, size_t length)
{
	return length <= table[id].longest &&
	       pattern_matches(grammars->patterns[id], bytes, length);
}
