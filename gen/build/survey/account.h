/*
 * Accounts of targets: what their keys are made of, and how that differs from the images that
 * people have under their names. They say why a target would be built.
 */
#ifndef BUILD_SURVEY_ACCOUNT_H
#define BUILD_SURVEY_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "output/key_inputs.h"
#include "support/failure.h"

struct target_status;
struct survey;
struct target;

/* One target, as it would be built and as it is. */
struct account {
	const struct target *target;
	const struct target_status *status;
	const char *name; /* under which people have the image */
	struct key_inputs key_inputs;
	bool present;                         /* there is an image of that name */
	const char *key;                      /* its key; "" where it has none */
	struct key_inputs present_key_inputs; /* none where it has no label that says them */
	struct key_input_change *changes; /* from what the image was made of to what it would be */
	size_t change_count;
};

struct accounts {
	struct account *items; /* in the order of building */
	size_t count;
};

/*
 * Takes the accounts of the targets that are marked in `selected` (one for each target) from a
 * survey that was taken. The engine is asked one question about all their images; OUTCOME_MACHINE
 * after a message if it does not answer. Everything is in the arena of the survey.
 */
enum outcome
accounts_take(const struct survey *survey, const bool *selected, struct accounts *accounts);

#endif
