#include "build/scan/scan_images.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/scan/known_scans.h"
#include "build/scan/origins.h"
#include "build/state/image_file.h"
#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_base.h"
#include "build/survey/survey_names.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "document/node.h"
#include "family/family.h"
#include "output/project.h"
#include "support/arena.h"
#include "support/banned.h"

struct scanning {
	struct scan_results *scan;
	struct survey *survey;
	struct state *state;
	const struct scan_options *options;
	struct map findings; /* ID of an image → struct findings, of this run */
	enum outcome outcome;
};

size_t
scanned_image_count(const struct scanned_image *image, enum risk severity)
{
	size_t count = 0;

	for (size_t i = 0; i < image->count; i++)
		count += image->items[i].finding->severity == severity &&
			 !image->items[i].is_excepted;
	return count;
}

/* Saves the image and lets the scanner read it. */
static enum outcome
scan_file(struct scanning *scanning, const char *id, const char *name, struct findings *findings)
{
	struct arena *arena = scanning->survey->arena;
	struct engine *engine = &scanning->survey->engine;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = image_file_open(scanning->state, engine, arena);

	if (outcome != OUTCOME_DONE)
		return outcome;
	char *scratch = realpath(scanning->state->scratch, NULL);

	if (!scratch)
		return failure_of_file(scanning->state->scratch);
	const char *path = arena_join(arena, scratch, "/image.tar", NULL);

	if (image_file_save(engine, arena, id, path, &why))
		outcome = scanner_scan(
			&scanning->scan->scanner, arena, name, path, scratch, findings);
	else
		outcome = interrupt_came() ? OUTCOME_MACHINE
					   : failure("%s cannot be saved: %s", name, why.bytes);
	(void)unlink(path);
	free(scratch);
	text_free(&why);
	return outcome;
}

/* The findings in an image. NULL after a message, and after a signal. */
static const struct findings *
findings_in(struct scanning *scanning, const char *id, const char *name)
{
	struct arena *arena = scanning->survey->arena;
	const struct scanner *scanner = &scanning->scan->scanner;
	struct findings *findings = map_get(&scanning->findings, id, strlen(id));

	if (findings)
		return findings;
	findings = arena_allocate(arena, sizeof(*findings));
	if (scanning->options->force ||
		!known_scans_find(scanning->state, scanner, arena, id, findings)) {
		scanning->outcome = scan_file(scanning, id, name, findings);
		if (scanning->outcome != OUTCOME_DONE)
			return NULL;
		known_scans_remember(scanning->state, scanner, arena, id, findings);
	}
	map_set(&scanning->findings, arena, id, strlen(id), findings);
	return findings;
}

/* The findings in the image of a target. Those of one that is not built are none. */
static const struct findings *
findings_of_target(struct scanning *scanning, size_t target)
{
	static const struct findings none = {0};
	const struct survey *survey = scanning->survey;
	const struct inspected *image = survey->statuses[target].image;

	return image ? findings_in(scanning, image->id,
			       survey_name(survey, &survey->targets->items[target]))
		     : &none;
}

/* Finds what is found in one image of the family that the image stands on or copies from. */
static bool
find_parent(struct scanning *scanning, const struct target_parent *parent,
	const struct variant *variant, struct scanned_image *image, struct origins *origins)
{
	const struct survey *survey = scanning->survey;
	const char *id = survey->targets->items[parent->target].id;

	/* A template can use an image for more than its files; what it takes is not known. */
	if (parent->copied && !origins_copy_from(variant, id))
		return true;
	const struct findings *findings = findings_of_target(scanning, parent->target);

	if (!findings)
		return false;
	if (parent->copied) {
		origins_add_copied(origins, variant, id, findings);
		return true;
	}
	image->parent = id;
	image->is_alone = !survey->statuses[parent->target].image;
	origins_set_under(origins, findings);
	return true;
}

/* Finds what is found in the base that the image stands on. */
static bool
find_base(struct scanning *scanning, size_t target, const char *base, struct scanned_image *image,
	struct origins *origins)
{
	const char *id;

	scanning->outcome = survey_base_below(scanning->survey, target, &id);
	if (scanning->outcome != OUTCOME_DONE)
		return false;
	const struct findings *findings = id ? findings_in(scanning, id, base) : NULL;

	image->base = base;
	image->is_alone = !id;
	if (findings)
		origins_set_under(origins, findings);
	return findings || !id;
}

/* Finds what the image has from others. False after a message, and after a signal. */
static bool
find_origins(struct scanning *scanning, size_t target, const struct variant *variant,
	struct scanned_image *image, struct origins *origins)
{
	const struct target *self = &scanning->survey->targets->items[target];
	const char *base = variant->origins[0].reference;

	for (size_t i = 0; i < self->parent_count; i++)
		if (!find_parent(scanning, &self->parents[i], variant, image, origins))
			return false;
	return image->parent || strcmp(base, "scratch") == 0 ||
	       find_base(scanning, target, base, image, origins);
}

/* Sorts out what the image brings. */
static void
take_findings(struct scanning *scanning, struct scanned_image *image,
	const struct findings *findings, const struct origins *origins)
{
	struct arena *arena = scanning->survey->arena;
	struct scan_results *scan = scanning->scan;

	for (size_t i = 0; i < findings->count; i++) {
		const struct scan_finding *finding = &findings->items[i];
		const bool is_under = origins_have_under(origins, finding);

		if ((is_under && image->parent) || origins_have_copied(origins, finding)) {
			image->inherited[finding->severity]++;
			continue;
		}
		const struct exception *exception = exceptions_find(&image->exceptions, finding);
		struct brought *brought = ARENA_ADD(arena, image->items, image->count);

		*brought = (struct brought){.finding = finding,
			.is_of_base = is_under,
			.exception = exception,
			.is_excepted = exception && exception_holds(exception)};
		brought->counts = finding->severity >= scan->threshold && !brought->is_excepted;
		scan->counting += brought->counts;
	}
}

static void
scan_target(struct scanning *scanning, size_t target, const struct variant *variant,
	struct scanned_image *image)
{
	struct origins origins = {.arena = scanning->survey->arena};
	const struct findings *findings = findings_of_target(scanning, target);

	if (!findings || !find_origins(scanning, target, variant, image, &origins))
		return;
	image->image_id = scanning->survey->statuses[target].image->id;
	take_findings(scanning, image, findings, &origins);
}

static void
report_missing(struct scan_results *scan, const struct scanned_image *image)
{
	scan->missing++;
	(void)failure_mistake(NULL, "%s is not built, so it is not scanned: run basegen build %s",
		image->name, image->target);
}

static void
scan_selected(struct scanning *scanning, const struct project *project, const bool *selected)
{
	struct survey *survey = scanning->survey;
	struct scan_results *scan = scanning->scan;
	const char *today = exceptions_today(survey->arena);

	scan->images =
		arena_allocate_array(survey->arena, survey->targets->count, sizeof(*scan->images));
	for (size_t i = 0; i < survey->targets->count && !interrupt_came(); i++) {
		const struct variant *variant = project->family->order[i];
		const struct place place = variant->image->key->place;
		struct scanned_image *image = &scan->images[scan->image_count];

		if (!selected[i])
			continue;
		*image = (struct scanned_image){
			.target = survey->targets->items[i].id,
			.name = survey_name(survey, &survey->targets->items[i]),
			.file = place.source->name,
			.line = source_position(place).line,
			.exceptions = exceptions_of(survey->arena, variant, today),
		};
		if (survey->statuses[i].image)
			scan_target(scanning, i, variant, image);
		else
			report_missing(scan, image);
		if (scanning->outcome != OUTCOME_DONE || interrupt_came())
			return;
		scan->image_count++;
		if (image->image_id && scanning->options->show)
			scanning->options->show(scan, image);
	}
}

/* Notes the place of an exception. False if it was noted before. */
static bool
note_place(struct map *places, struct arena *arena, const struct exception *exception)
{
	return !map_set(places, arena, (const char *)&exception->place.start,
		sizeof(exception->place.start), places);
}

/*
 * Finds the exceptions that match nothing, each once. One of the defaults holds for all images, and
 * one of an image for all its variants; only a run that scanned all of these can tell.
 */
static void
find_unused(struct scan_results *scan, struct arena *arena, const struct family *family,
	const struct survey *survey, const bool *selected)
{
	const char *today = exceptions_today(arena);
	struct map known = {0};

	for (size_t i = 0; i < family->variant_count; i++) {
		const struct exceptions others = exceptions_of(arena, family->order[i], today);

		if (!selected[i] || !survey->statuses[i].image)
			for (size_t j = 0; j < others.count; j++)
				(void)note_place(&known, arena, &others.items[j]);
	}
	for (size_t i = 0; i < scan->image_count; i++)
		for (size_t j = 0; j < scan->images[i].exceptions.count; j++)
			if (scan->images[i].exceptions.items[j].matches)
				(void)note_place(
					&known, arena, &scan->images[i].exceptions.items[j]);
	for (size_t i = 0; i < scan->image_count; i++)
		for (size_t j = 0; j < scan->images[i].exceptions.count; j++) {
			const struct exception *exception = &scan->images[i].exceptions.items[j];

			if (note_place(&known, arena, exception))
				*ARENA_ADD(arena, scan->unused, scan->unused_count) = exception;
		}
}

bool
scan_is_whole(const struct scan_results *scan)
{
	return scan->is_complete && !scan->missing;
}

enum outcome
scan_images(struct scan_results *scan, struct survey *survey, struct project *project,
	const bool *selected, struct state *state, const struct scan_options *options)
{
	struct scanning scanning = {
		.scan = scan, .survey = survey, .state = state, .options = options};
	const struct settings *settings = survey->settings;

	*scan = (struct scan_results){.threshold = settings->scan_fail};
	interrupt_catch();
	scanning.outcome = scanner_find(&scan->scanner, survey->arena, settings->scanner);
	if (scanning.outcome == OUTCOME_DONE)
		scan_selected(&scanning, project, selected);
	scan->is_complete = scanning.outcome == OUTCOME_DONE && !interrupt_came();
	if (scan->is_complete)
		find_unused(scan, survey->arena, project->family, survey, selected);
	known_scans_tidy(state, survey->arena, &survey->images);
	image_file_close(state, &survey->engine, survey->arena);
	interrupt_release();
	if (scanning.outcome != OUTCOME_DONE)
		return scanning.outcome;
	return scan->counting || scan->missing ? OUTCOME_STALE : OUTCOME_DONE;
}
