/* Which engine is used: the one rule that finds docker, podman or buildah. */
#ifndef ENGINE_CHOOSE_H
#define ENGINE_CHOOSE_H

#include "support/failure.h"

struct arena;
struct engine_answer;

/*
 * Chooses an engine and asks it at the same time which images it has. engine_ask starts the
 * question and returns at once, so that other work can be done; engine_wait returns the answer.
 * Call engine_wait once for each engine_ask.
 *
 * The rule (basegen(1), ENVIRONMENT, ENGINE): if `given`, the value of ENGINE, is set, the engine
 * of that name or path. Else the first docker in PATH whose daemon answers and that can build, else
 * podman, else buildah. A docker that refuses the connection or cannot build is skipped. A docker
 * that hangs for ENGINE_SECONDS is an error, which names ENGINE. `probe_file` (NULL: none) is a
 * file that remembers which docker can build (engine/probe_cache.h).
 *
 * engine_wait returns OUTCOME_MACHINE after one message if no engine can be used, and
 * OUTCOME_MISTAKE after one if `given` is no engine.
 */
struct engine_question;

struct engine_question *
engine_ask(struct arena *arena, const char *given, const char *probe_file)
	__attribute__((returns_nonnull));

enum outcome
engine_wait(struct engine_question *question, struct engine_answer *answer);

#endif
