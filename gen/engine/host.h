/* The registry in the name of an image, and how it is talked to. */
#ifndef ENGINE_HOST_H
#define ENGINE_HOST_H

#include <stdbool.h>

struct arena;

/*
 * The host, with its port, of an image's name: what stands before the first slash if it has a dot or a colon
 * or is localhost, else docker.io (Docker, "docker image tag": HOST[:PORT_NUMBER]).
 */
const char *
host_of(struct arena *arena, const char *name);

/*
 * Whether a host is asked without TLS (DESIGN: make): it is of the loopback network (127.0.0.0/8, ::1, localhost), or
 * one of the hosts that INSECURE_REGISTRIES lists, with blanks or commas between them, as HOST or HOST:PORT.
 */
bool
host_is_plain(const char *host);

#endif
