/* Sorting of lists. */
#ifndef JINJA_LIBRARY_SORT_H
#define JINJA_LIBRARY_SORT_H

#include <stdbool.h>

struct list;
struct render;

/*
 * Sorts `items` by `keys`, or by themselves if that is NULL, as Python does: items with equal keys
 * keep their order, with `reverse` too.
 */
void
sort_list(struct render *render, struct list *items, struct list *keys, bool reverse);

#endif
