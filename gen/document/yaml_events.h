/*
 * The events of a YAML text, one after the other: a scalar, the start of a list, its end. Only
 * yaml_events.c knows libyaml. Its marks count code points; places here are bytes.
 */
#ifndef DOCUMENT_YAML_EVENTS_H
#define DOCUMENT_YAML_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct arena;
struct diagnostics;
struct yaml_events;

/*
 * LIST and MAP are the start of one; DOCUMENT is the start of a document; END is that of the text.
 */
enum yaml_kind {
	YAML_OTHER, /* it says nothing about the values */
	YAML_DOCUMENT,
	YAML_SCALAR,
	YAML_ALIAS,
	YAML_LIST,
	YAML_LIST_END,
	YAML_MAP,
	YAML_MAP_END,
	YAML_END,
};

/* Its texts are good until the next event is asked for. */
struct yaml_event {
	enum yaml_kind kind;
	struct place place;
	const char *anchor; /* what the value is called, or what the alias names; NULL: nothing */
	const char *tag;    /* with its prefix written out; NULL: there is none */
	const char *text;   /* of a scalar: `length` bytes, NUL among them where the text says so */
	size_t length;
	bool plain; /* a scalar without quotes and tag, not a block */
};

/*
 * Starts with the events of `source`, which has to outlive them. NULL after a message where the
 * bytes are not the characters of YAML in UTF-8, or where its %TAG lines would take libyaml too
 * long.
 */
struct yaml_events *
yaml_events_open(const struct source *source, struct arena *arena, struct diagnostics *diagnostics);

/*
 * Reads the next event. False after a syntax error, which is reported; there are no more events
 * then.
 */
bool
yaml_events_next(struct yaml_events *events, struct yaml_event *event);

/* Gives back what libyaml has. */
void
yaml_events_close(struct yaml_events *events);

#endif
