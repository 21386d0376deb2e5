/*
 * What the engine is asked to build for a target: names, labels, arguments and the other options.
 */
#ifndef BUILD_IMAGE_REQUEST_H
#define BUILD_IMAGE_REQUEST_H

#include <stddef.h>

#include "engine/engine.h"

struct survey;
struct version;

/*
 * The build of a target from the folder `context`; only `id_file` is not set. It lives in the arena
 * of the survey.
 */
struct engine_build
request_describe(const struct survey *survey, size_t target, const struct version *version,
	const char *context);

/*
 * The platform, if the command line must name it. NULL: the engine builds for its own machine
 * anyway.
 */
const char *
request_platform(const struct survey *survey, size_t target);

/* The environment of a build: the engine's, and SOURCE_DATE_EPOCH for docker. NULL ends it. */
const char *const *
request_environment(const struct survey *survey, const struct version *version);

/*
 * The environment of buildx bake: the variables of docker-bake.json, and SOURCE_DATE_EPOCH. NULL
 * ends it.
 */
const char *const *
request_bake_environment(const struct survey *survey, const struct version *version);

#endif
