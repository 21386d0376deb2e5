/*
 * The frame of the verbs that print the family: they differ in their formats, and in what they need
 * to know.
 */
#ifndef COMMAND_FAMILY_FAMILY_VERB_H
#define COMMAND_FAMILY_FAMILY_VERB_H

#include <stdbool.h>

#include "support/failure.h"

struct call;
struct family_view;
struct text;

/* A program that makes what is printed of what a format appends. */
struct family_filter {
	const char *const *words; /* ended by NULL */
	const char *purpose;      /* what it is needed for, as the message of its failure says it */
};

/* One format in which a verb prints. */
struct family_format {
	const char *name; /* as --format takes it; NULL ends a table */
	void (*append)(struct text *text, const struct family_view *view);
	const struct family_filter *filter; /* NULL: none */
};

struct family_verb {
	const struct family_format *formats; /* the first is the default; JSON is called "json" */
	bool takes_format;                   /* there is an option --format */
	bool takes_image;                    /* one image must be named, and is shown */
};

/*
 * Reads the options of the call, then the family, and prints it as the verb says. Returns what the
 * command ends with.
 */
enum outcome
family_verb_run(const struct family_verb *verb, struct call *call);

#endif
