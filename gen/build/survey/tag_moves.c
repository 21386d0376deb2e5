#include "build/survey/tag_moves.h"

#include <string.h>

#include "build/state/run_lock.h"
#include "build/survey/survey.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* The lock for all names but those of keys, which have the lock of their key (image/image.c). */
static const char lock_of_tags[] = "tags";

bool
tag_move(const struct survey *survey, const char *id, const char *name, struct text *why)
{
	struct run_lock lock;
	const bool done = run_lock_acquire(&lock, survey->arena, survey->engine.kind, lock_of_tags,
				  false, NULL, NULL, why) &&
			  engine_tag(&survey->engine, id, name, why);

	run_lock_release(&lock);
	return done;
}

/* Removes the name, if it is still the image's. */
static bool
remove_looked_at(const struct survey *survey, const char *id, const char *name, struct text *why)
{
	struct engine_image now = {0};

	if (engine_inspect(&survey->engine, survey->arena, &name, 1, &now) != OUTCOME_DONE) {
		text_append_string(why, "the engine does not say which image it names");
		return false;
	}
	if (now.id && strcmp(now.id, id) != 0) {
		text_append_string(why, "it names another image by now");
		return false;
	}
	return !now.id || engine_untag(&survey->engine, name, why);
}

bool
tag_remove(const struct survey *survey, const char *id, const char *name, struct text *why)
{
	const char *tag = strrchr(name, ':') + 1;
	struct run_lock lock;
	const bool done =
		run_lock_acquire(&lock, survey->arena, survey->engine.kind,
			strncmp(tag, "key-", 4) == 0 ? tag : lock_of_tags, true, NULL, NULL, why) &&
		remove_looked_at(survey, id, name, why);

	run_lock_release(&lock);
	return done;
}
