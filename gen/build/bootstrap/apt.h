/*
 * What this machine's apt knows of the archives of Debian, for the root file system of a release.
 */
#ifndef BUILD_BOOTSTRAP_APT_H
#define BUILD_BOOTSTRAP_APT_H

#include <stdbool.h>

#include "support/text.h"

struct arena;

/* Starts as APT_EMPTY; apt_read fills it, apt_free ends it. */
struct apt {
	bool is_there;        /* this machine has apt */
	struct text sources;  /* lines of sources.list(5), never empty */
	struct text settings; /* lines of apt.conf(5): proxies, and whether old lists will do */
};

#define APT_EMPTY                                                                                  \
	{                                                                                          \
		.sources = TEXT_EMPTY, .settings = TEXT_EMPTY                                      \
	}

/*
 * Reads which archives of Debian this machine uses, and puts the release `suite` in place of its
 * own. If it uses none, they are Debian's own.
 */
void
apt_read(struct apt *apt, struct arena *arena, const char *suite);

/* The URL of the archive that has the release itself. */
const char *
apt_mirror(const struct apt *apt, struct arena *arena, const char *suite);

/* Frees the texts. */
void
apt_free(struct apt *apt);

#endif
