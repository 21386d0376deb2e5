/* Sends an image of the engine to a registry. */
#ifndef BUILD_PUBLISH_SEND_IMAGE_H
#define BUILD_PUBLISH_SEND_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct registry;
struct report;
struct state;
struct survey;
struct text;

/* What sends. All is borrowed. */
struct sending {
	struct survey *survey;
	const struct state *state; /* its logs get the output of a failed push */
	struct registry *registry;
	struct report *report; /* gets the output of the engine */
};

/*
 * Gives the image `id` of the engine a name, and pushes that. `*time` gets the milliseconds that it
 * took. False if it was not sent, with the reason in `why`, unless the run was interrupted.
 */
bool
send_image(const struct sending *sending, size_t target, const char *id, const char *name,
	int64_t *time, struct text *why);

#endif
