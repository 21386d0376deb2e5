#include "build/survey/pins.h"

#include <stdlib.h>
#include <string.h>

#include "build/state/session.h"
#include "build/state/state.h"
#include "engine/registry.h"
#include "family/family.h"
#include "family/lockfile.h"
#include "support/arena.h"
#include "support/source.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

static int
compare_pins(const void *left, const void *right)
{
	const struct pin *a = left, *b = right;

	return strcmp(a->reference, b->reference);
}

static void
add_pin(struct pins *pins, const struct lockfile *lockfile, const char *reference)
{
	const size_t length = strlen(reference);

	if (!lockfile_takes(reference) ||
		map_set(&pins->references, pins->arena, reference, length, pins))
		return;
	*ARENA_ADD(pins->arena, pins->items, pins->count) = (struct pin){
		.reference = reference, .locked = map_get(&lockfile->digests, reference, length)};
}

struct pins
pins_of_family(struct arena *arena, const struct family *family, const struct lockfile *lockfile)
{
	struct pins pins = {.arena = arena, .family = family};

	for (size_t i = 0; i < family->variant_count; i++)
		for (size_t j = 0; j < family->order[i]->origin_count; j++) {
			const struct origin *origin = &family->order[i]->origins[j];

			if (!origin->parent)
				add_pin(&pins, lockfile, origin->reference);
		}
	if (pins.count)
		qsort(pins.items, pins.count, sizeof(*pins.items), compare_pins);
	for (size_t i = 0; i < pins.count; i++)
		map_set(&pins.references, arena, pins.items[i].reference,
			strlen(pins.items[i].reference), &pins.items[i]);
	return pins;
}

/* Notes the answer of the registry about a base. False after a message if it is no digest. */
static bool
take_answer(const struct registry_manifest *manifest, struct pin *pin)
{
	if (manifest->answer == REGISTRY_FOUND)
		pin->now = manifest->digest;
	else
		(void)failure("no digest of %s: %s", pin->reference,
			manifest->answer == REGISTRY_FAILED ? manifest->why
							    : "the registry has no such tag");
	return pin->now;
}

static enum outcome
ask(struct registry *registry, void *data)
{
	struct pins *pins = data;
	const char **names = arena_allocate_array(pins->arena, pins->count, sizeof(*names));
	struct registry_manifest *manifests =
		arena_allocate_array(pins->arena, pins->count, sizeof(*manifests));
	enum outcome outcome = OUTCOME_DONE;
	size_t count = 0;

	for (size_t i = 0; i < pins->count; i++)
		if (pins->items[i].marked)
			names[count++] = pins->items[i].reference;
	registry_read(registry, names, count, manifests);
	if (registry_is_stopped(registry))
		return OUTCOME_MACHINE;
	for (size_t i = 0, asked = 0; i < pins->count; i++)
		if (pins->items[i].marked && !take_answer(&manifests[asked++], &pins->items[i]))
			outcome = OUTCOME_MACHINE;
	return outcome;
}

static bool
is_any_marked(const struct pins *pins)
{
	for (size_t i = 0; i < pins->count; i++)
		if (pins->items[i].marked)
			return true;
	return false;
}

enum outcome
pins_ask(struct pins *pins)
{
	struct state state = state_find(pins->arena);

	if (!is_any_marked(pins))
		return OUTCOME_DONE;
	const enum outcome outcome = state_check(&state);

	return outcome == OUTCOME_DONE ? session_run(&state, pins->arena, ask, pins) : outcome;
}

bool
pin_is_new(const struct pin *pin)
{
	return pin->now && (!pin->locked || strcmp(pin->now, pin->locked) != 0);
}

enum outcome
pins_write(const struct pins *pins, const char *path, const struct source *before, bool *written)
{
	struct lockfile lockfile = {0};
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < pins->count; i++) {
		const struct pin *pin = &pins->items[i];
		const char *digest = pin->now ? pin->now : pin->locked;

		if (digest)
			map_set(&lockfile.digests, pins->arena, pin->reference,
				strlen(pin->reference), (void *)(uintptr_t)digest);
	}
	lockfile_append(&text, &lockfile);
	*written = before ? !text_equal(before->bytes, before->length, text.bytes, text.length)
			  : lockfile.digests.count > 0;
	const bool done = !*written || state_write(path, &text);

	text_free(&text);
	return done ? OUTCOME_DONE : failure_of_file(path);
}

/* Whether a variant is built on a marked base. `touched` has the answers for its parents. */
static bool
stands_on_marked(const struct pins *pins, const struct variant *variant, const bool *touched)
{
	for (size_t i = 0; i < variant->origin_count; i++) {
		const struct origin *origin = &variant->origins[i];
		const struct pin *pin = origin->parent
						? NULL
						: map_get(&pins->references, origin->reference,
							  strlen(origin->reference));

		if (origin->parent ? touched[origin->parent->vertex.number - 1]
				   : pin && pin->marked)
			return true;
	}
	return false;
}

static bool
is_whole(const struct image *image, const bool *touched)
{
	for (size_t i = 0; i < image->variant_count; i++)
		if (!touched[image->variants[i]->vertex.number - 1])
			return false;
	return true;
}

const char *const *
pins_images(const struct pins *pins)
{
	const struct family *family = pins->family;
	bool *touched = arena_allocate_array(pins->arena, family->variant_count, sizeof(bool));
	struct string_list names = {.arena = pins->arena};
	struct map named = {0};

	for (size_t i = 0; i < family->variant_count; i++)
		touched[i] = stands_on_marked(pins, family->order[i], touched);
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];
		const char *name = !touched[i]                         ? NULL
				   : is_whole(variant->image, touched) ? variant->image->name
								       : variant->id;

		if (name && !map_set(&named, pins->arena, name, strlen(name), &named))
			string_list_add(&names, name);
	}
	return string_list_end(&names);
}
