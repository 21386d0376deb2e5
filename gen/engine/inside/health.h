/*
 * Watches whether a container turns healthy. It starts as the image says, with an input that stays
 * open. docker makes the checks itself, one each second; of podman and buildah they are asked for.
 */
#ifndef ENGINE_INSIDE_HEALTH_H
#define ENGINE_INSIDE_HEALTH_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct engine;
struct text;

struct health_request {
	const char *image;
	const char *const *start;   /* the entrypoint and command of the image; NULL ends them */
	const char *const *command; /* of the check; NULL ends it */
	int64_t limit;              /* milliseconds after which it is unhealthy */
	int64_t once;               /* milliseconds that one check may take */
	const volatile sig_atomic_t *stop; /* a signal handler sets it to end the watching */
};

enum health {
	HEALTH_HEALTHY,
	HEALTH_UNHEALTHY,
	HEALTH_ENDED, /* the container could not be started, or ended before it was healthy */
};

/*
 * Starts a container and watches it. `said` gets what the last check printed. The container is
 * removed in any case. False, with the reason in `why`, if the engine fails or `stop` was set.
 */
bool
health_watch(const struct engine *engine, struct arena *arena, const struct health_request *request,
	enum health *health, struct text *said, struct text *why);

#endif
