#include "engine/host.h"

#include <string.h>

#include "support/arena.h"
#include "support/environment.h"
#include "support/banned.h"

const char *
host_of(struct arena *arena, const char *name)
{
	const size_t length = strcspn(name, "/");
	const char *host = arena_copy(arena, name, length);

	return name[length] && (strpbrk(host, ".:") || strcmp(host, "localhost") == 0)
		       ? host
		       : "docker.io";
}

/* The length of a host without its port. */
static size_t
measure_without_port(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end ? (size_t)(end - host) + 1 : strcspn(host, ":");
}

static bool
is_loopback(const char *host)
{
	const size_t length = measure_without_port(host);

	return strncmp(host, "127.", 4) == 0 ||
	       (length == strlen("localhost") && strncmp(host, "localhost", length) == 0) ||
	       (length == strlen("[::1]") && strncmp(host, "[::1]", length) == 0);
}

bool
host_is_plain(const char *host)
{
	static const char between[] = " \t\n,";
	const char *listed = environment_or("INSECURE_REGISTRIES", "");
	const size_t name = measure_without_port(host), whole = strlen(host);

	for (size_t length; *(listed += strspn(listed, between)); listed += length) {
		length = strcspn(listed, between);
		if ((length == whole || length == name) && strncmp(listed, host, length) == 0)
			return true;
	}
	return is_loopback(host);
}
