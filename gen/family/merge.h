/* Laying what an image says over what it has from its defaults or its parent. */
#ifndef FAMILY_MERGE_H
#define FAMILY_MERGE_H

struct checker;
struct node;
struct shape;

/* What is remembered from one merging to the next. */
struct merging *
merging_new(void) __attribute__((returns_nonnull));

void
merging_free(struct merging *merging);

/*
 * `own` laid over `defaults`, both checked against `shape`, either may be NULL: maps merge, lists
 * append, scalars and lists that are one value are replaced (DESIGN: images.yaml). Shares what it
 * does not change; what it makes comes out of the checker's budget, and is not whole once that is used up.
 */
struct node *
merge_defaults(struct checker *checker, const struct shape *shape, struct node *defaults,
	struct node *own);

/*
 * What an image holds with its parent: the inherited fields of the record `parent` under all of
 * `own`, merged as above, but an item that a list has already is not added again.
 */
struct node *
merge_parent(struct checker *checker, const struct shape *shape, const struct node *parent,
	const struct node *own);

#endif
