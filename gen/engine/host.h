/* The registry in the name of an image, and whether it is asked by TLS. */
#ifndef ENGINE_HOST_H
#define ENGINE_HOST_H

#include <stdbool.h>

struct arena;

/*
 * The host of an image's name, with its port: what stands before the first slash, if that has a dot
 * or a colon or is localhost; else docker.io (Docker, "docker image tag": HOST[:PORT_NUMBER]).
 */
const char *
host_of(struct arena *arena, const char *name);

/*
 * Whether a host is asked without TLS (basegen(1), THE REGISTRY, "Access"): it is on the loopback
 * network (127.0.0.0/8, ::1, localhost), or INSECURE_REGISTRIES lists it as HOST or HOST:PORT.
 * Blanks or commas separate that list.
 */
bool
host_is_plain(const char *host);

#endif
