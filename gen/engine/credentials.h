/*
 * Who asks a registry. skopeo, buildah and podman read the passwords that `login` has written into files, but they
 * do not ask the helper programs that docker's configuration names (Docker, "docker login": credential stores and
 * credential helpers). Here those are asked, and the answer is handed over in a private file.
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
	const volatile sig_atomic_t *stop; /* ends a helper; or NULL */
	const char *folder; /* of this run alone, which somebody removes with all that is in it */
	struct map files;   /* HOST → the path of its file as a string; "" for none */
};

/*
 * Sets `*setting` to REGISTRY_AUTH_FILE=PATH, to be set in the environment of what talks to `host`; to NULL where
 * they find by themselves what they need. The file can be read by this user alone. False, and why in `why`, if the
 * helper fails; that it knows no password for the host is no failure.
 */
bool
credentials_find(
	struct credentials *credentials, const char *host, const char **setting, struct text *why);

#endif
