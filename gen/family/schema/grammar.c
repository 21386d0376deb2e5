#include "family/schema/grammar.h"

#include <stdlib.h>

#include "adapters/regex.h"
#include "support/arena.h"
#include "support/banned.h"

/*
 * Sources: the distribution reference grammar (distribution/reference), Debian policy 5.6.1,
 * PEP 508, npm's package.json, Cargo's and Go's references, useradd(8), the Dockerfile reference,
 * the OCI image index (platforms).
 */
#define PORT_NUMBER                                                                                \
	"(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
#define COMPONENT "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*"
#define NO_IDENTIFIER "(?![a-f0-9]{64}$)"
#define LABEL "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
#define DOMAIN "(?:" LABEL "(?:\\." LABEL ")*|\\[[a-fA-F0-9:]+\\])(?::" PORT_NUMBER ")?"
#define TAG "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
/* Nor what starts with key- as TAG-VERSION. */
#define NO_KEY "(?!key(?:-|$))"
#define DIGEST "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
/* What engines take for a registry, though it could be a part of a repository. */
#define NO_HOST "(?!(?:[^/]*\\.[^/]*|localhost)/)"
#define REPOSITORY NO_IDENTIFIER "(?:" DOMAIN "/)?" COMPONENT "(?:/" COMPONENT ")*"

#define PIP_NAME "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
#define PIP_EXTRAS "(?: *\\[ *(?:" PIP_NAME "(?: *, *" PIP_NAME ")*)? *\\])?"
#define PIP_VERSION "(?:~=|===?|!=|<=?|>=?) *[A-Za-z0-9_.*+!-]+"
#define PIP_VERSIONS PIP_VERSION "(?: *, *" PIP_VERSION ")*"
#define PIP_URL "@ *[A-Za-z][A-Za-z0-9+.-]*:[!-~]+(?= |$)"
#define PIP_VALUE                                                                                  \
	"(?:python_version|python_full_version|os_name|sys_platform|platform_release|"             \
	"platform_system|platform_version|platform_machine|platform_python_implementation|"        \
	"implementation_name|implementation_version|extra|'[ -&(-~]*'|\"[ !#-~]*\")"
#define PIP_TEST PIP_VALUE "(?: *(?:<=?|!=|===?|>=?|~=) *| +(?:not +)?in +)" PIP_VALUE
#define PIP_GROUP "(?:" PIP_TEST "|\\( *" PIP_TEST "(?: +(?:and|or) +" PIP_TEST ")* *\\))"
#define PIP_MARKER "(?: *; *" PIP_GROUP "(?: +(?:and|or) +" PIP_GROUP ")*)?"

/* Characters that cannot be seen, or turn the direction of those that can. */
#define INVISIBLE_WITHOUT_CONTROLS                                                                 \
	"\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff"
#define INVISIBLE "\\x00-\\x1f" INVISIBLE_WITHOUT_CONTROLS
#define INVISIBLE_BUT_TAB "\\x00-\\x08\\x0a-\\x1f" INVISIBLE_WITHOUT_CONTROLS
/* Less what Docker and its kin expand or unquote in a path, in the JSON form too. */
#define SEGMENT                                                                                    \
	"(?!\\.{1,2}(?:/|$))[^/" INVISIBLE "\\ue000-\\uf8ff\\ufff9-\\uffff$'\"\\\\*?\\[\\]]+"
/* The same with the patterns of Go's filepath.Match, which COPY takes too. */
#define PATTERN_CLASS "\\[\\^?(?:[A-Za-z0-9_.,@+~](?:-[A-Za-z0-9])?)+\\]"
#define PATTERN                                                                                    \
	"(?!\\.{1,2}(?:/|$))(?:[^/" INVISIBLE                                                      \
	"\\ue000-\\uf8ff\\ufff9-\\uffff$'\"\\\\*?\\[\\]]|[*?]|" PATTERN_CLASS ")+"
#define ACCOUNT "(?:[a-z_][a-z0-9_.-]{0,31}|[0-9]{1,10})"
#define MOUNT_SEGMENT "(?!\\.{1,2}(?:/|$))(?!-)[A-Za-z0-9_.@%+-]+"
#define HOST_SEGMENT "(?!-)[A-Za-z0-9_.@%+-]+"

#define USER_NAME "(?:[a-z_][a-z0-9_-]{0,31}|[0-9]{1,10})"

static const struct grammar table[GRAMMAR_COUNT] = {
	[GRAMMAR_LINE] = {"text", "[^" INVISIBLE "]*", 4096, "one line without control characters"},
	[GRAMMAR_TEXT] = {"text", "[^" INVISIBLE_BUT_TAB "]*", 4096,
		"one line without control characters other than tabs"},
	[GRAMMAR_NONE] = {"healthcheck", "none", 4, "none, or a map with a command"},
	[GRAMMAR_VALUE] = {"value",
		"(?:[^$" INVISIBLE_BUT_TAB "]|\\$(?:\\$|\\{[A-Za-z_][A-Za-z0-9_]*\\}|(?![${])))*",
		4096,
		"one line without control characters other than tabs, in which $NAME and ${NAME} "
		"are the value of "
		"a "
		"variable and $$ is a dollar"},
	[GRAMMAR_IMAGE_NAME] = {"image name", NO_IDENTIFIER COMPONENT "(?<!\\.variants)", 128,
		"lower-case letters and digits, with . _ or - between them, not 64 hex digits, not "
		"ending in .variants"},
	[GRAMMAR_NAMESPACE] = {"namespace", "(?:" COMPONENT "(?:/" COMPONENT ")*)?", 128,
		"lower-case letters and digits, with . _ - or / between them"},
	[GRAMMAR_REPOSITORY] = {"repository", NO_IDENTIFIER NO_HOST COMPONENT "(?:/" COMPONENT ")*",
		255,
		"lower-case letters and digits, with . _ - or / between them; 'registry' has the "
		"registry"},
	[GRAMMAR_REGISTRY] = {"registry", "(?:" DOMAIN "(?:/" COMPONENT ")*)?", 255,
		"a host, a port and a path, like ghcr.io/acme"},
	[GRAMMAR_TAG] = {"tag", NO_KEY TAG, 128,
		"letters, digits, _ . and -, at most 128, not starting with . or -, nor key or "
		"what starts with key-, which are the tags of keys"},
	[GRAMMAR_FROM] = {"from", "scratch|" REPOSITORY "(?::" TAG ")?(?:@(?:" DIGEST "))?", 512,
		"an image of the family, or a base like python:3.11-slim"},
	[GRAMMAR_BASE] = {"base", REPOSITORY ":" TAG, 512,
		"a name with a tag, like python:3.11-slim"},
	[GRAMMAR_DIGEST] = {"digest", DIGEST, 135, "sha256: and 64 hex digits, in lower case"},
	[GRAMMAR_TEMPLATE] = {"template", "[A-Za-z0-9_][A-Za-z0-9_.-]*\\.j2", 128,
		"the name of a file in templates/image that ends in .j2"},
	[GRAMMAR_APT_PACKAGE] = {"apt package",
		"[a-z0-9][a-z0-9+.-]+(?::[a-z0-9-]+)?(?:=[0-9][A-Za-z0-9.+~:-]*|/[a-z][a-z0-9-]*)?",
		256, "a name like curl, curl=7.88.1-10 or curl/bookworm-backports"},
	[GRAMMAR_APK_PACKAGE] = {"apk package",
		"[A-Za-z0-9_][A-Za-z0-9+._-]*(?:(?:=|~=?|<=?|>=?)[0-9][A-Za-z0-9._~-]*)?(?:@[a-z0-"
		"9-]+)?",
		256, "a name like curl, curl=8.5.0-r0, curl~8.5 or curl@edge"},
	[GRAMMAR_DNF_PACKAGE] = {"dnf package",
		"@?[A-Za-z0-9_][A-Za-z0-9+._:~^-]*(?:\\([A-Za-z0-9+._:-]+\\))?", 256,
		"a name like curl, curl-8.6.0-8.fc40 or @development-tools"},
	[GRAMMAR_PIP_REQUIREMENT] = {"pip package",
		PIP_NAME PIP_EXTRAS " *(?:" PIP_VERSIONS "|\\( *" PIP_VERSIONS " *\\)|" PIP_URL
				    ")?" PIP_MARKER,
		512,
		"a requirement of PEP 508 like uvicorn[standard]>=0.30,<1 or tomli; python_version "
		"< \"3.11\""},
	[GRAMMAR_NPM_PACKAGE] = {"npm package",
		"(?:@[A-Za-z0-9~][A-Za-z0-9._~-]*/)?[A-Za-z0-9~][A-Za-z0-9._~-]*(?:@[A-Za-z0-9^~<>="
		"*][A-Za-z0-9^~<>=*.|+ _-]*)?",
		256, "a name like typescript, typescript@5.4 or @scope/name@^1.2"},
	[GRAMMAR_CARGO_CRATE] = {"cargo crate",
		"[A-Za-z][A-Za-z0-9_-]{0,63}(?:@[0-9^~=<>*][A-Za-z0-9.+^~=<>*, -]*)?", 128,
		"a name like ripgrep or ripgrep@14.1.0"},
	[GRAMMAR_GO_MODULE] = {"go module",
		"[a-z0-9-]+(?:\\.[a-z0-9-]+)+(?:/[A-Za-z0-9_][A-Za-z0-9._~-]*)*@[A-Za-z0-9][A-Za-z0"
		"-9.+_-]*",
		256, "a path and a version like golang.org/x/tools/gopls@v0.16.0 or ...@latest"},
	[GRAMMAR_MANAGER] = {"package manager", "[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", 64,
		"lower-case letters and digits, with _ or - between them, as in a file of "
		"templates/lib"},
	[GRAMMAR_PACKAGE] = {"package", "(?!-)[^" INVISIBLE "]+", 512,
		"one line without control characters that does not start with -"},
	[GRAMMAR_VARIABLE] = {"variable", "[A-Za-z_][A-Za-z0-9_]*", 128,
		"letters, digits and _, not starting with a digit"},
	[GRAMMAR_LABEL] = {"label", "(?!basegen\\.)[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?",
		128,
		"letters and digits, with . _ - or / between them, and no name like basegen.key, "
		"which only basegen sets"},
	[GRAMMAR_USER] = {"user", USER_NAME "(?::" USER_NAME ")?", 65,
		"a name of lower-case letters, digits, _ and -, a number, or two of these like "
		"65532:65532"},
	[GRAMMAR_ABSOLUTE_PATH] = {"path", "/|(?:/" SEGMENT ")+/?(?<! )", 1024,
		"an absolute path without . and .., quotes, $, \\, *, ? and brackets, no space at "
		"its end"},
	[GRAMMAR_RELATIVE_PATH] = {"file", "(?!-)" SEGMENT "(?:/(?!-)" SEGMENT ")*(?<! )", 1024,
		"a relative path without . and .., quotes, $, \\, *, ? and brackets, no part "
		"starting with -, no space at its end"},
	[GRAMMAR_FILES] = {"file", "(?!.*\\*\\*)(?!-)" PATTERN "(?:/(?!-)" PATTERN ")*/?(?<! )",
		1024,
		"a relative path without . and .., quotes, $ and \\, no part starting with -, no "
		"space "
		"at its end; * ? and [a-z] stand for names in one folder, so there is no **"},
	[GRAMMAR_OWNER] = {"owner", ACCOUNT "(?::" ACCOUNT ")?", 65,
		"a user or its number, and a group, like app, 1000 or app:staff"},
	[GRAMMAR_LINES] = {"text", "[^\\x00-\\x08\\x0b-\\x1f" INVISIBLE_WITHOUT_CONTROLS "]*", 4096,
		"lines without control characters other than tabs"},
	[GRAMMAR_COMMANDS] = {"command", "[^\\x00-\\x08\\x0b-\\x1f" INVISIBLE_WITHOUT_CONTROLS "]*",
		16384, "lines without control characters other than tabs"},
	[GRAMMAR_ACTOR] = {"user", "root|user", 4, "root, or user for the user of the image"},
	[GRAMMAR_PART] = {"part", "from|packages|environment|files", 16,
		"from, packages, environment or files"},
	[GRAMMAR_MOUNT] = {"mount", "cache|bind|tmpfs|secret|ssh", 8,
		"cache, bind, tmpfs, secret or ssh"},
	[GRAMMAR_MOUNT_TARGET] = {"path", "(?:/" MOUNT_SEGMENT ")+/?", 1024,
		"an absolute path of letters, digits and . _ - @ % + without . and .."},
	[GRAMMAR_MOUNT_SOURCE] = {"path", MOUNT_SEGMENT "(?:/" MOUNT_SEGMENT ")*/?", 1024,
		"a path in the build context, of letters, digits and . _ - @ % +"},
	[GRAMMAR_SHARING] = {"sharing", "shared|private|locked", 8, "shared, private or locked"},
	[GRAMMAR_MODE] = {"mode", "0?[0-7]{3,4}", 5, "an octal mode like \"0755\""},
	[GRAMMAR_DURATION] = {"duration", "(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:ns|us|ms|s|m|h))+", 64,
		"a duration like 30s or 1m30s"},
	[GRAMMAR_VULNERABILITY] = {"vulnerability", "[A-Za-z][A-Za-z0-9]*[-:][A-Za-z0-9._:-]+", 64,
		"an ID like CVE-2026-1234 or GHSA-7rjr-3q55-vv33"},
	[GRAMMAR_REASON] = {"reason", "(?=[^" INVISIBLE "]*[^ " INVISIBLE "])[^" INVISIBLE "]+",
		4096, "one line that says why"},
	[GRAMMAR_DAY] = {"day",
		"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
		"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-9]))",
		10, "a day like 2026-12-31"},
	[GRAMMAR_SIZE] = {"size",
		"(?=[0-9.]*[1-9])(?:0|[1-9][0-9]{0,4})(?:\\.[0-9]{1,3})?(?:MB|GB)", 16,
		"a size like 400MB or 1.5GB"},
	[GRAMMAR_PORT] = {"port", PORT_NUMBER "(?:-" PORT_NUMBER ")?(?:/(?:tcp|udp|sctp))?", 20,
		"a port from 1 to 65535 like 8000 or 53/udp"},
	[GRAMMAR_SIGNAL] = {"signal", "SIG[A-Z]+[0-9+-]*|[0-9]{1,2}", 16,
		"a signal like SIGTERM or 15"},
	[GRAMMAR_PLATFORM] = {"platform", "[a-z0-9]+/[a-z0-9_]+(?:/v[0-9]+(?:\\.[0-9]+)?)?", 64,
		"an operating system and an architecture like linux/amd64 or linux/arm/v7"},
	[GRAMMAR_NETWORK] = {"network", "default|none|host", 8, "default, none or host"},
	[GRAMMAR_SECRET] = {"id", "[A-Za-z0-9_][A-Za-z0-9_.-]*", 128,
		"letters, digits, _ . and -, not starting with . or -"},
	[GRAMMAR_HOST_PATH] = {"path", "(?:~/|/)?" HOST_SEGMENT "(?:/" HOST_SEGMENT ")*", 1024,
		"a path of letters, digits and . _ - @ % +, which may start with / or ~/"},
	[GRAMMAR_AXIS] = {"axis",
		"(?!(?:and|or|not|in|is|if|else|exclude|include|name|vars|[Tt]rue|[Ff]alse|[Nn]one)"
		"$)[A-Za-z_][A-Za-"
		"z0-9_]*",
		64,
		"letters, digits and _, not starting with a digit, no word of Jinja's, and not "
		"name, vars, include or exclude"},
	[GRAMMAR_STRUCTURE_VERSION] = {"schemaVersion", "2\\.0\\.0", 16, "2.0.0"},
	/* Go's FileMode.String, in which setuid and its like stand in front. */
	[GRAMMAR_PERMISSIONS] = {"permissions", "(?:-|[dLDpSugct]{1,4})(?:[r-][w-][x-]){3}", 16,
		"a mode as Go writes it, like -rw-r--r--, drwxr-xr-x or urwxr-xr-x (setuid)"},
	[GRAMMAR_EXECUTABLE_BY] = {"isExecutableBy", "owner|group|other|any", 8,
		"owner, group, other or any"},
};

struct grammars {
	struct regex *patterns[GRAMMAR_COUNT];
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

	*grammars = (struct grammars){0};
	return grammars;
}

void
grammars_free(struct grammars *grammars)
{
	for (size_t i = 0; i < GRAMMAR_COUNT; i++)
		regex_free(grammars->patterns[i]);
	free(grammars);
}

bool
grammar_accepts(struct grammars *grammars, enum grammar_id id, const char *bytes, size_t length)
{
	if (length > table[id].longest)
		return false;
	if (!grammars->patterns[id])
		grammars->patterns[id] = regex_compile(table[id].expression);
	return regex_matches(grammars->patterns[id], bytes, length);
}
