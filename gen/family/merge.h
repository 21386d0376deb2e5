/* Laying what an image says over what it has from its defaults or its parent. */
#ifndef FAMILY_MERGE_H
#define FAMILY_MERGE_H

struct arena;
struct node;
struct shape;

/*
 * `own` laid over `defaults`, both checked against `shape`, either may be NULL: maps merge, lists
 * append, scalars and lists that are one value are replaced (DESIGN: images.yaml). Shares what it
 * does not change.
 */
struct node *
merge_defaults(
	struct arena *arena, const struct shape *shape, struct node *defaults, struct node *own);

/*
 * What an image holds with its parent: the inherited fields of the record `parent` under all of
 * `own`, merged as above, but an item that a list has already is not added again.
 */
struct node *
merge_parent(struct arena *arena, const struct shape *shape, const struct node *parent,
	const struct node *own);

#endif
