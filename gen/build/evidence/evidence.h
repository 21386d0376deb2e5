/* What is known of the image under test. It is asked of the engine when a check needs it. */
#ifndef BUILD_EVIDENCE_EVIDENCE_H
#define BUILD_EVIDENCE_EVIDENCE_H

#include "build/evidence/root_table.h"
#include "engine/engine.h"
#include "support/failure.h"

struct arena;
struct state;
struct survey;
struct variant;

struct evidence {
	struct arena *arena;       /* of this image */
	const struct state *state; /* its scratch folder is open if anything is looked for */
	struct survey *survey;
	const struct engine *engine; /* that of the survey */
	const char *target;          /* NAME or NAME/TAG, for messages */
	const char *image_id;
	const struct variant *variant;
	const char *foreign;  /* why nothing can be run in it; NULL: it can */
	const char *base;     /* what it stands on outside of the family: python:3.11-slim */
	const char *base_id;  /* NULL: the engine does not have it, or it is scratch */
	enum outcome outcome; /* OUTCOME_MACHINE after a message: the engine failed */
	/* What was asked for so far; NULL: nothing. */
	struct engine_configuration *configuration, *base_configuration;
	const struct map *environment, *declared_environment; /* evidence_environments */
	struct root_table files; /* its `wanted` and `searches` are set before the first check */
	const char *late;        /* why no check of the image is made any more; NULL: they go on */
	bool are_files_read, are_layers_read;
	const char *unknown_layers; /* why they cannot be searched; NULL: they were */
};

/* How containers of the image are started. NULL after a message if the engine does not answer. */
const struct engine_configuration *
evidence_configuration(struct evidence *evidence);

/*
 * Sets `environment` to the variables of the image, and `declared_environment` to those that
 * images.yaml declares (build/evidence/declared_env.h). False after a message if the engine does
 * not answer.
 */
bool
evidence_environments(struct evidence *evidence);

/* The files of the image. NULL after a message if the engine fails, and after a signal. */
const struct root_table *
evidence_files(struct evidence *evidence);

/*
 * Looks in the layers of the image for what the files do not have, and says where in the same
 * searches. False after a message if the engine or the disk fails, and after a signal.
 */
bool
evidence_search_layers(struct evidence *evidence);

/*
 * Notes why files could not be read for `table`: `what` cannot be, for the reason `why`. If the
 * engine was late, that fails the checks of this image alone, else the run ends after a message.
 * Nothing is noted after a signal.
 */
void
evidence_note_unread(struct evidence *evidence, const struct root_table *table, const char *what,
	const struct text *why);

/* Lets the bytes of the file at `path` be kept. The path is borrowed. */
void
evidence_want(struct evidence *evidence, const char *path);

/* Lets files of every size have IDs. */
void
evidence_compare_all(struct evidence *evidence);

/* Lets files of that size have IDs, by which they are compared. The size is borrowed. */
void
evidence_compare(struct evidence *evidence, const uint64_t *size);

#endif
