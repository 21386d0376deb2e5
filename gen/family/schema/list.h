/* Lists of images.yaml: lists in them are joined with them, and sets have each text once. */
#ifndef FAMILY_SCHEMA_LIST_H
#define FAMILY_SCHEMA_LIST_H

#include "family/schema/shape.h"

/* Whether a list in such a list is joined with it. */
bool
list_joins(const struct shape *shape);

/*
 * The list as it was written, with the items of lists in it in their places: `[*common, jq]`. A text
 * that stands twice in one list of a set is reported.
 */
struct node *
list_joined(
	struct checker *checker, const struct shape *shape, struct node *list, struct subject what);

/* Reports a list that begins with one of the words that its shape does not have there. */
void
list_check_first(struct checker *checker, const struct shape *shape, const struct node *list,
	struct subject what);

/* A checked list, for a set without the texts that are there already. */
struct node *
list_once(struct checker *checker, const struct shape *shape, struct node *list);

#endif
