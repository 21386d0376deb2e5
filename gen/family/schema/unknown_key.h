/* Keys that a record does not have: what to write instead. */
#ifndef FAMILY_SCHEMA_UNKNOWN_KEY_H
#define FAMILY_SCHEMA_UNKNOWN_KEY_H

#include "family/schema/shape.h"

/*
 * Reports a key that the record `shape` does not have, with the best that is known: the record in it
 * that has the key, our word for one of Dockerfiles and compose files, a key that is written almost
 * so, or all its keys.
 */
void
unknown_key_report(struct checker *checker, const struct shape *shape, const struct node *key,
	struct subject what);

/* Whether one of the keys of the map `record` was reported with `name` as what is meant. */
bool
unknown_key_means(const struct shape *shape, const struct node *record, const char *name);

#endif
