#include "build/survey/account.h"

#include <string.h>

#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/labels.h"
#include "build/target/target.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/string_list.h"
#include "support/banned.h"

/* The ID of what people have under the name of the target, or NULL. */
static const char *
id_of(const struct survey *survey, const struct target *target)
{
	const char *name = survey_name(survey, target);

	return map_get(&survey->images, name, strlen(name));
}

/* Looks at all images that the selected targets have now, one after the other in `*images`. */
static enum outcome
look_at_images(const struct survey *survey, const bool *selected, struct engine_image **images)
{
	const struct targets *targets = survey->targets;
	struct string_list ids = {.arena = survey->arena};

	for (size_t i = 0; i < targets->count; i++) {
		const char *id = selected[i] ? id_of(survey, &targets->items[i]) : NULL;

		if (id)
			string_list_add(&ids, id);
	}
	*images = arena_allocate_array(survey->arena, ids.count, sizeof(**images));
	return ids.count ? engine_inspect(
				   &survey->engine, survey->arena, ids.items, ids.count, *images)
			 : OUTCOME_DONE;
}

/* `image` is what people have under the name of the target; NULL: nothing. */
static struct account
account_for(const struct survey *survey, size_t target, const struct engine_image *image)
{
	struct arena *arena = survey->arena;
	const struct target *self = &survey->targets->items[target];
	struct account account = {
		.target = self,
		.status = &survey->statuses[target],
		.name = survey_name(survey, self),
		.key_inputs = key_inputs_read(arena, self->key_inputs),
		.present = image && image->id,
		.key = "",
	};

	if (!account.present)
		return account;
	account.key = engine_label(image, LABEL_KEY);
	account.present_key_inputs = key_inputs_read(arena, engine_label(image, LABEL_KEY_INPUTS));
	if (account.present_key_inputs.count)
		account.changes = key_inputs_compare(arena, &account.present_key_inputs,
			&account.key_inputs, &account.change_count);
	return account;
}

enum outcome
accounts_take(const struct survey *survey, const bool *selected, struct accounts *accounts)
{
	const struct targets *targets = survey->targets;
	struct engine_image *images;
	const enum outcome outcome = look_at_images(survey, selected, &images);

	*accounts = (struct accounts){0};
	if (outcome != OUTCOME_DONE)
		return outcome;
	accounts->items =
		arena_allocate_array(survey->arena, targets->count, sizeof(*accounts->items));
	for (size_t i = 0; i < targets->count; i++) {
		if (!selected[i])
			continue;
		const struct engine_image *image =
			id_of(survey, &targets->items[i]) ? images++ : NULL;

		accounts->items[accounts->count++] = account_for(survey, i, image);
	}
	return OUTCOME_DONE;
}
