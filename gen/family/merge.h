/* Merging the keys of an image with those that it has from `defaults` or from its parent. */
#ifndef FAMILY_MERGE_H
#define FAMILY_MERGE_H

struct checker;
struct node;
struct shape;

/* Indexes of big maps that are kept from one merge to the next; merging_free gives them back. */
struct merging *
merging_new(void) __attribute__((returns_nonnull));

void
merging_free(struct merging *merging);

/*
 * Merges `own` over `defaults`: maps are merged, lists are appended to, scalars and lists that are
 * one value are replaced. An empty list or map as a value replaces too: it removes what was there.
 * Both were checked against `shape`, and either may be NULL. The result
 * shares the nodes that do not change. New nodes are taken from the checker's budget; once that is
 * used up, the result is not whole.
 */
struct node *
merge_defaults(struct checker *checker, const struct shape *shape, struct node *defaults,
	struct node *own);

/*
 * Merges all of `own` over the inherited fields of the record `parent`, as above, but does not add
 * an item to a list that has it already.
 */
struct node *
merge_parent(struct checker *checker, const struct shape *shape, const struct node *parent,
	const struct node *own);

/* The same for the value of one inherited field. Either may be NULL. */
struct node *
merge_inherited(
	struct checker *checker, const struct shape *shape, struct node *under, struct node *own);

#endif
