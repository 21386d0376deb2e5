#include "build/image/base.h"

#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "build/image/context.h"
#include "build/image/fetch.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/map.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/* One base that is in use. */
struct base {
	const char *name;
	const char *from; /* the name that Dockerfiles must use */
	struct run_lock lock;
	bool borrowed;        /* its name was taken from an image for another platform */
	const char *owner_id; /* the ID of that image; NULL: the name was free */
};

static bool
is_native(const struct bases *bases)
{
	return platforms_agree(bases->platform, bases->engine->machine);
}

static unsigned long long
hash_of(const char *name)
{
	return map_stable_hash(name, strlen(name));
}

/* The name that marks a borrowed name as having had no owner. It names the image that borrowed. */
static const char *
nobody_name(const struct bases *bases, const char *name)
{
	return arena_format(bases->arena, "basegen-base:%016llx-nobody", hash_of(name));
}

static bool
look_at(const struct bases *bases, const char *name, struct engine_image *image)
{
	return engine_inspect(bases->engine, bases->arena, &name, 1, image) == OUTCOME_DONE;
}

static bool
fits(const struct bases *bases, const struct engine_image *image)
{
	return image->id && platform_fits(image->platform, bases->platform);
}

static void
run_pull(struct bases *bases, const char *name, const char *platform)
{
	struct text why = TEXT_EMPTY;

	bases->unpulled = fetch_image(bases->fetch, name, platform, &why) == FETCH_DONE
				  ? NULL
				  : arena_string(bases->arena, why.bytes);
	text_free(&why);
}

static bool
lock_base(const struct bases *bases, struct base *base, bool exclusive, struct text *why)
{
	run_lock_release(&base->lock);
	return run_lock_acquire(&base->lock, bases->arena, bases->engine->kind,
		arena_format(bases->arena, "base-%016llx", hash_of(base->name)), exclusive, NULL,
		NULL, why);
}

static bool
report_missing(
	struct bases *bases, const char *name, const struct engine_image *image, struct text *why)
{
	if (image->id)
		text_format(why,
			"the base %s is there for %s, not for %s, and that cannot be pulled", name,
			image->platform, bases->platform);
	else
		text_format(why, "the base %s is not in %s and cannot be pulled", name,
			engine_kind_name(bases->engine->kind));
	if (bases->unpulled)
		text_format(why, ": %s", bases->unpulled);
	bases->missing = name;
	return false;
}

/* Removes a name, which need not exist. */
static void
forget(const struct bases *bases, const char *name)
{
	struct text why = TEXT_EMPTY;

	(void)engine_untag(bases->engine, name, &why);
	text_free(&why);
}

/*
 * Gives back a name that a killed build has borrowed. The caller has the lock exclusively. If the
 * name stands for an image of the machine's platform again, somebody has pulled it since, and it
 * stays. `*image` is what the name stands for.
 */
static bool
restore(const struct bases *bases, const struct base *base, struct engine_image *image,
	struct text *why)
{
	const char *const names[] = {
		survey_owner_of_base(bases->arena, base->name), nobody_name(bases, base->name)};
	struct engine_image marks[2] = {0};

	if (engine_inspect(bases->engine, bases->arena, names, 2, marks) != OUTCOME_DONE)
		return false;
	const bool own = image->id && platform_fits(image->platform, bases->engine->machine);

	if (marks[0].id && !own) {
		if (!engine_tag(bases->engine, marks[0].id, base->name, why))
			return false;
		*image = marks[0];
	} else if (marks[1].id && image->id && strcmp(marks[1].id, image->id) == 0) {
		forget(bases, base->name);
		*image = (struct engine_image){0};
	}
	for (size_t i = 0; i < 2; i++)
		if (marks[i].id)
			forget(bases, names[i]);
	return true;
}

/* Notes the owner of the name in the engine, before the name goes to `own`. */
static bool
note_owner(const struct bases *bases, const struct base *base, const struct engine_image *own,
	struct text *why)
{
	if (base->owner_id)
		return engine_tag(bases->engine, base->owner_id,
			survey_owner_of_base(bases->arena, base->name), why);
	return !own->id || engine_tag(bases->engine, own->id, nobody_name(bases, base->name), why);
}

/*
 * Gives the name to the base that was kept for this platform, or pulls it, and notes the owner of
 * the name. `*image` is what the name stood for; afterwards it is what the name stands for.
 */
static bool
borrow(struct bases *bases, struct base *base, struct engine_image *image, struct text *why)
{
	const char *kept = survey_kept_base(bases->arena, base->name, bases->platform);
	struct engine_image own = {0};

	base->owner_id = image->id;
	base->borrowed = true;
	if (!look_at(bases, kept, &own))
		return false;
	if (fits(bases, &own)) {
		*image = own;
		return note_owner(bases, base, &own, why) &&
		       engine_tag(bases->engine, own.id, base->name, why);
	}
	if (!note_owner(bases, base, &(struct engine_image){0}, why))
		return false;
	run_pull(bases, base->name, bases->platform);
	if (!look_at(bases, base->name, &own))
		return false;
	if (!fits(bases, &own))
		return report_missing(bases, base->name, image, why);
	*image = own;
	return (base->owner_id || note_owner(bases, base, &own, why)) &&
	       engine_tag(bases->engine, own.id, kept, why);
}

/*
 * Pulls the image of the machine's platform for a name that is free, or stands for another
 * platform. `*image` is what the name stood for; afterwards it is what the name stands for.
 */
static bool
pull_own(struct bases *bases, struct base *base, struct engine_image *image, struct text *why)
{
	struct engine_image pulled = {0};

	run_pull(bases, base->name, image->id && !fits(bases, image) ? bases->platform : NULL);
	if (!look_at(bases, base->name, &pulled))
		return false;
	if (!fits(bases, &pulled))
		return report_missing(bases, base->name, image, why);
	*image = pulled;
	return true;
}

/*
 * Gets a base that is not present, or that must be looked for in its registry. Nobody else does the
 * same meanwhile.
 */
static bool
get(struct bases *bases, struct base *base, struct engine_image *image, struct text *why)
{
	if (!lock_base(bases, base, false, why) || !look_at(bases, base->name, image))
		return false;
	/* Builds on this base may go on: the pulled image is for the same platform. */
	if (fits(bases, image) && is_native(bases))
		return !bases->pull || pull_own(bases, base, image, why);
	if (fits(bases, image) && !bases->pull)
		return true;
	if (!lock_base(bases, base, true, why) || !look_at(bases, base->name, image) ||
		!restore(bases, base, image, why))
		return false;
	if (fits(bases, image) && !bases->pull)
		return true;
	return is_native(bases) ? pull_own(bases, base, image, why)
				: borrow(bases, base, image, why);
}

static bool
is_pinned(const struct base *base)
{
	return strchr(base->name, '@');
}

/*
 * Gets a base that is named by its digest, which can be that of an index for many platforms. The
 * engine has one image of it under that name, and docker refuses to pull another one in its place.
 * So the other one gets a name for its platform alone, for Dockerfiles to use, and keeps it.
 */
static bool
get_pinned(struct bases *bases, struct base *base, struct engine_image *image, struct text *why)
{
	const char *kept = survey_kept_base(bases->arena, base->name, bases->platform);
	struct engine_image own = {0};

	if (!lock_base(bases, base, false, why) || !look_at(bases, base->name, image) ||
		!look_at(bases, kept, &own))
		return false;
	if (fits(bases, image))
		return true;
	if (fits(bases, &own)) {
		base->from = kept;
		*image = own;
		return true;
	}
	if (!lock_base(bases, base, true, why))
		return false;
	if (image->id) {
		if (!engine_tag(bases->engine, image->id,
			    survey_kept_base(bases->arena, base->name, image->platform), why))
			return false;
		forget(bases, base->name);
	}
	run_pull(bases, base->name, image->id || !is_native(bases) ? bases->platform : NULL);
	if (!look_at(bases, base->name, &own))
		return false;
	if (!fits(bases, &own))
		return report_missing(bases, base->name, image, why);
	*image = own;
	return true;
}

/*
 * Makes the base present. `*image` is the base. Whoever gets it has a second lock, so that others
 * who want to get it do not wait for builds on what the first one got.
 */
static bool
take(struct bases *bases, struct base *base, struct engine_image *image, struct text *why)
{
	struct run_lock getting;

	if (!lock_base(bases, base, false, why) || !look_at(bases, base->name, image))
		return false;
	if (fits(bases, image) && (!bases->pull || is_pinned(base)))
		return true;
	run_lock_release(&base->lock);
	const bool done = run_lock_acquire(&getting, bases->arena, bases->engine->kind,
				  arena_format(bases->arena, "get-%016llx", hash_of(base->name)),
				  true, NULL, NULL, why) &&
			  (is_pinned(base) ? get_pinned : get)(bases, base, image, why);

	run_lock_release(&getting);
	return done;
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/*
 * The names, each once and sorted: all builds lock them in the same order, so that no two wait for
 * each other. `*count` is how many they are.
 */
static const char **
sort_names(const struct bases *bases, const char *const *names, size_t *count)
{
	size_t all = 0;

	while (names[all])
		all++;
	const char **sorted = arena_allocate_array(bases->arena, all + 1, sizeof(*sorted));

	memcpy(sorted, names, all * sizeof(*sorted));
	qsort(sorted, all, sizeof(*sorted), compare_names);
	*count = 0;
	for (size_t i = 0; i < all; i++)
		if (!i || strcmp(sorted[i], sorted[i - 1]) != 0)
			sorted[(*count)++] = sorted[i];
	return sorted;
}

static void
give_locks(struct bases *bases)
{
	for (size_t i = 0; i < bases->count; i++) {
		bases->items[i].lock.exclusive = false;
		run_lock_release(&bases->items[i].lock);
	}
	bases->count = 0;
}

/*
 * Takes all bases with one question to the engine, if all are present. False, and none is taken, if
 * one is not.
 */
static bool
take_present(struct bases *bases, const char *const *names, size_t count)
{
	struct engine_image *images = arena_allocate_array(bases->arena, count, sizeof(*images));
	struct text why = TEXT_EMPTY;
	bool present = true;

	while (present && bases->count < count) {
		struct base *base = &bases->items[bases->count];

		*base = (struct base){names[bases->count], names[bases->count], .lock.file = -1};
		bases->count++;
		present = lock_base(bases, base, false, &why);
	}
	text_free(&why);
	present = present &&
		  engine_inspect(bases->engine, bases->arena, names, count, images) == OUTCOME_DONE;
	for (size_t i = 0; present && i < count; i++)
		present = fits(bases, &images[i]);
	if (!present)
		give_locks(bases);
	for (size_t i = 0; present && i < count; i++)
		bases->seen(bases->data, &images[i]);
	return present;
}

/* Takes the bases one by one, and gets those that are not present. */
static bool
take_each(struct bases *bases, const char *const *names, size_t count, struct text *why)
{
	bases->waited = true;
	while (bases->count < count) {
		struct base *base = &bases->items[bases->count++];
		struct engine_image image = {0};

		*base = (struct base){
			names[bases->count - 1], names[bases->count - 1], .lock.file = -1};
		if (!take(bases, base, &image, why))
			return false;
		bases->seen(bases->data, &image);
		/* Others may use the base too, unless its name is borrowed. */
		if (!base->borrowed)
			(void)flock(base->lock.file, LOCK_SH);
	}
	return true;
}

bool
bases_take(struct bases *bases, const char *const *names, struct text *why)
{
	size_t count;
	const char **sorted = sort_names(bases, names, &count);

	bases->items = arena_allocate_array(bases->arena, count, sizeof(*bases->items));
	bases->count = 0;
	return (!bases->pull && take_present(bases, sorted, count)) ||
	       take_each(bases, sorted, count, why);
}

/* Gives back the name that a base has borrowed. If that fails, a later build does it. */
static void
give_name(const struct bases *bases, const struct base *base)
{
	struct text why = TEXT_EMPTY;
	const bool given = base->owner_id
				   ? engine_tag(bases->engine, base->owner_id, base->name, &why)
				   : engine_untag(bases->engine, base->name, &why);

	text_free(&why);
	if (given)
		forget(bases, base->owner_id ? survey_owner_of_base(bases->arena, base->name)
					     : nobody_name(bases, base->name));
}

/*
 * The name that a Dockerfile must use for the base `name`: that name, or another one that the
 * engine has for it.
 */
static const char *
bases_from(const struct bases *bases, const char *name)
{
	for (size_t i = 0; i < bases->count; i++)
		if (strcmp(bases->items[i].name, name) == 0)
			return bases->items[i].from;
	return name;
}

const char *const *
bases_of(const struct survey *survey, size_t target)
{
	struct string_list names = {.arena = survey->arena};

	for (size_t i = 0; survey->targets->items[target].bases[i]; i++)
		string_list_add(&names, survey_base_name(survey, target, i));
	return string_list_end(&names);
}

bool
bases_rename(const struct bases *bases, const struct survey *survey, size_t target,
	const char *context, struct text *why)
{
	const struct target *self = &survey->targets->items[target];

	for (size_t i = 0; self->bases[i]; i++) {
		const char *written = *self->digests[i] ? arena_join(survey->arena, self->bases[i],
								  "@", self->digests[i], NULL)
							: self->bases[i];
		const char *from = bases_from(bases, survey_base_name(survey, target, i));

		if (strcmp(written, from) != 0 &&
			!context_rename(survey->arena, context, written, from, why))
			return false;
	}
	return true;
}

void
bases_give(struct bases *bases)
{
	for (size_t i = 0; i < bases->count; i++)
		if (bases->items[i].borrowed)
			give_name(bases, &bases->items[i]);
	give_locks(bases);
}
