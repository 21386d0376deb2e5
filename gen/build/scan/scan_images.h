/*
 * Scans the images of the keys for vulnerabilities. A finding is told once, at the image that
 * brings it: what the image in FROM has, or an image that files are copied from, counts there.
 */
#ifndef BUILD_SCAN_SCAN_IMAGES_H
#define BUILD_SCAN_SCAN_IMAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "build/scan/exceptions.h"
#include "build/scan/finding.h"
#include "build/scan/scanner.h"
#include "support/failure.h"

struct project;
struct state;
struct survey;

/* A finding that an image brings. */
struct brought {
	const struct scan_finding *finding;
	bool is_of_base; /* the base has it already */
	const struct exception
		*exception; /* that fits, maybe one that does not hold; NULL: none does */
	bool is_excepted;   /* the exception holds */
	bool counts; /* it is as severe as the threshold, and there is no exception that holds */
};

struct scanned_image {
	const char *target;   /* NAME or NAME/TAG */
	const char *name;     /* as the engine knows it: loom/python-base:3.11-slim */
	const char *image_id; /* NULL: it is not built, and nothing else is known */
	const char *base;     /* the base that it stands on itself; NULL: a parent, or scratch */
	const char *parent;   /* the target that it stands on; NULL: a base */
	bool is_alone; /* the engine does not have the base or parent, whose findings count here */
	const char *file; /* where images.yaml names the image */
	size_t line;
	struct brought *items; /* in the order of findings_settle */
	size_t count;
	size_t inherited[RISK_COUNT]; /* how many findings the parents have, by severity */
	struct exceptions exceptions;
};

struct scan_results {
	struct scanner scanner;
	enum risk threshold; /* findings from here on count; RISK_NONE: none do */
	struct scanned_image *images;
	size_t image_count;
	const struct exception **unused; /* they match nothing in any image of theirs */
	size_t unused_count;
	size_t counting, missing; /* findings that count; images that are not built */
	bool is_complete;         /* the run did not end early */
};

struct scan_options {
	bool force; /* images are scanned again */
	/* Is called for each image as soon as it was scanned; NULL: nobody waits. */
	void (*show)(const struct scan_results *scan, const struct scanned_image *image);
};

/* How many findings of a severity an image brings, less those with an exception that holds. */
size_t
scanned_image_count(const struct scanned_image *image, enum risk severity);

/* Whether the run did not end early, and all images were built and so scanned. */
bool
scan_is_whole(const struct scan_results *scan);

/*
 * Scans the images of the targets marked in `selected`. What they stand on is scanned as well, if
 * the engine has it. OUTCOME_STALE if a finding counts or an image is not built. OUTCOME_MACHINE
 * after a message if there is no scanner, or it or the engine fails; the images of before are in
 * `scan` then, too.
 */
enum outcome
scan_images(struct scan_results *scan, struct survey *survey, struct project *project,
	const bool *selected, struct state *state, const struct scan_options *options);

#endif
