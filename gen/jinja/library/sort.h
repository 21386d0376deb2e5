/* Sorting of lists. */
#ifndef JINJA_LIBRARY_SORT_H
#define JINJA_LIBRARY_SORT_H

#include <stdbool.h>

struct list;
struct render;

/*
 * Sorts `items` by `keys`, stably as Python does; with `reverse`, equal ones keep their order. `order`
 * compares keys as value_order does. Both lists are changed.
 */
void
sort_list(struct render *render, struct list *items, struct list *keys, bool reverse);

#endif
