/*
 * The passwords for registries. skopeo, buildah and podman read the files that `login` writes, but
 * do not ask the helper programs that docker's configuration names (Docker, "docker login":
 * credential stores and credential helpers). This asks the helpers, and passes the answer on in a
 * private file.
 */
#ifndef ENGINE_CREDENTIALS_H
#define ENGINE_CREDENTIALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "support/map.h"

struct arena;
struct text;

struct credentials {
	struct arena *arena;
	const volatile sig_atomic_t *stop; /* ends a helper when it is not 0; may be NULL */
	const char *
		folder; /* a folder of this run alone; the caller removes it with all that is in it */
	struct map files; /* HOST → the path of its file as a string; "": none */
};

/*
 * Sets `*setting` to REGISTRY_AUTH_FILE=PATH, for the environment of a program that talks to
 * `host`; or to NULL if the program finds all that it needs by itself. Only this user can read the
 * file. False, with the reason in `why`, if the helper fails. A helper that has no password for the
 * host is no failure.
 */
bool
credentials_find(
	struct credentials *credentials, const char *host, const char **setting, struct text *why);

/*
 * Whether somebody has logged in to `host`, in any file that skopeo and the engines read or by a
 * helper. Only skopeo is asked, not the registry.
 */
bool
credentials_have_login(struct credentials *credentials, const char *host);

#endif
