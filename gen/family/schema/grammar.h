/* What names, tags, packages, paths and their like may look like. */
#ifndef FAMILY_SCHEMA_GRAMMAR_H
#define FAMILY_SCHEMA_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

enum grammar_id {
	GRAMMAR_TEXT,  /* free text of one line, with tabs, which engines keep */
	GRAMMAR_LINE,  /* free text of one line */
	GRAMMAR_NONE,  /* what removes something */
	GRAMMAR_VALUE, /* of an environment variable */
	GRAMMAR_IMAGE_NAME,
	GRAMMAR_NAMESPACE,
	GRAMMAR_REPOSITORY, /* without a registry */
	GRAMMAR_REGISTRY,
	GRAMMAR_TAG,
	GRAMMAR_FROM,   /* an image of the family or a base */
	GRAMMAR_BASE,   /* an image from outside with a tag */
	GRAMMAR_DIGEST, /* of an image in a registry */
	GRAMMAR_TEMPLATE,
	GRAMMAR_APT_PACKAGE,
	GRAMMAR_APK_PACKAGE,
	GRAMMAR_DNF_PACKAGE,
	GRAMMAR_PIP_REQUIREMENT,
	GRAMMAR_NPM_PACKAGE,
	GRAMMAR_CARGO_CRATE,
	GRAMMAR_GO_MODULE,
	GRAMMAR_MANAGER, /* of packages: a file in templates/lib */
	GRAMMAR_PACKAGE, /* of a manager that basegen does not know */
	GRAMMAR_VARIABLE,
	GRAMMAR_LABEL,
	GRAMMAR_USER,
	GRAMMAR_ABSOLUTE_PATH,
	GRAMMAR_RELATIVE_PATH,
	GRAMMAR_FILES,    /* a file or folder, or a pattern of files */
	GRAMMAR_OWNER,    /* of a file in the image */
	GRAMMAR_LINES,    /* free text of some lines */
	GRAMMAR_COMMANDS, /* of a shell, on some lines */
	GRAMMAR_ACTOR,    /* who runs them */
	GRAMMAR_PART,     /* what of a Dockerfile they come behind */
	GRAMMAR_MOUNT,
	GRAMMAR_MOUNT_TARGET,
	GRAMMAR_MOUNT_SOURCE,
	GRAMMAR_SHARING,
	GRAMMAR_MODE,
	GRAMMAR_DURATION,
	GRAMMAR_SIZE,
	GRAMMAR_PORT,
	GRAMMAR_SIGNAL,
	GRAMMAR_PLATFORM,
	GRAMMAR_NETWORK,
	GRAMMAR_SECRET,        /* the id of a secret or of an SSH agent's socket */
	GRAMMAR_HOST_PATH,     /* where a secret lies on the machine that builds */
	GRAMMAR_VULNERABILITY, /* its ID in a database of vulnerabilities */
	GRAMMAR_REASON,
	GRAMMAR_DAY,
	GRAMMAR_AXIS,
	/* Of files of container-structure-test (family/structure/structure.h) */
	GRAMMAR_STRUCTURE_VERSION,
	GRAMMAR_PERMISSIONS,
	GRAMMAR_EXECUTABLE_BY,
	GRAMMAR_COUNT
};

struct grammar {
	const char *noun;       /* "image name" */
	const char *expression; /* matched whole; JavaScript and Python read it the same way */
	size_t longest;         /* bytes */
	const char *rule;       /* what is right, as a message says it behind "expected" */
};

/* The grammar of `id`; static. */
const struct grammar *
grammar_of(enum grammar_id id);

struct grammars;

/* All grammars, compiled as they are needed; owned by the caller until grammars_free. */
struct grammars *
grammars_new(void) __attribute__((returns_nonnull));

void
grammars_free(struct grammars *grammars);

/* Whether the whole of `bytes` follows the grammar `id`, its greatest length included. */
bool
grammar_accepts(struct grammars *grammars, enum grammar_id id, const char *bytes, size_t length);

#endif
