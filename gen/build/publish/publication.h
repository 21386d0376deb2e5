/*
 * The public tags of a registry: what they stand for, and what people are told of those that were
 * set.
 */
#ifndef BUILD_PUBLISH_PUBLICATION_H
#define BUILD_PUBLISH_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>

#include "build/survey/survey_names.h"
#include "engine/registry.h"

struct image_result;
struct inspected;
struct report;
struct survey;

/* A public tag. */
struct publication {
	size_t target;
	struct public_name public;
	bool set;                          /* in the last round of setting tags */
	struct registry_manifest manifest; /* what it stands for */
	const struct inspected
		*image; /* the image, or the first of an index; NULL: there is nothing */
	/* Set by publication_note. */
	const char *before; /* the digest that it had when it was set first; NULL: it was new */
	const char *after;  /* the digest that it was set to; NULL: it was not set */
};

/* Notes that a tag was set to this digest. Its manifest is still what was there before. */
void
publication_note(struct publication *tag, const char *digest);

/*
 * Reports a line for each repository whose tags were set in the last round: "ghcr.io/acme/loom/base
 * is there as 1-1.0.0, 1, latest (from sha256:0123456789ab to sha256:ba9876543210)".
 */
void
publications_report(const struct publication *tags, size_t count, const struct survey *survey,
	struct report *report);

/*
 * Writes into the results of images, one for each target, which of these tags were set at any time.
 * An image that was current is RESULT_TAGGED then.
 */
void
publications_tell(const struct publication *tags, size_t count, const struct survey *survey,
	struct image_result *images);

#endif
