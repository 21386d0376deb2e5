/*
 * The values of an image's keys as templates see them. Lists and maps are made when a template
 * looks at them, and forgotten when its rendering has ended: a family has many more of them than
 * any one template looks at.
 */
#ifndef OUTPUT_IMAGE_VALUES_H
#define OUTPUT_IMAGE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "jinja/value/deferral.h"
#include "jinja/value/value.h"
#include "support/map.h"
#include "support/source.h"

struct arena;
struct budget;
struct diagnostics;
struct field;
struct node;
struct variant;

/* All zero but for deferral.make, arena and budget. image_values_free ends it. */
struct image_values {
	struct deferral deferral; /* first, so that it can be cast back */
	struct arena *arena;   /* of the values that stay: lists and maps that many images have */
	struct budget *budget; /* that making values is taken from */
	struct map kept;       /* these lists and maps, by where their nodes are */
	struct map forms;      /* of records, by the address of their fields */
	bool is_gone, is_told; /* whether the budget was too small, and that was reported */
	const struct node *
		*looked_at; /* what the rendering has looked at; in the deferral's arena */
	size_t looked_at_count;
};

/* A dict with these keys and no values, to make others like it (value_dict_like). NULL ends `more`. */
struct value
image_values_form(struct arena *arena, const struct field *fields, const char *const *more);

/* Takes what it costs to make `count` values; false if that is too much. */
bool
image_values_take(struct image_values *values, size_t count);

/*
 * Sets every key of images.yaml in the dict `record`, made in `arena`, to its value in `keys`. A
 * key that was not written is none, or a list or map without anything in it; a list that is one
 * value, such as the words of a command, is none. Lists and maps are
 * deferred, and so is each key that a template has to look at (READ): deferral.make is called with
 * the node and the number of the field when a template looks at one, and image_values_make then
 * makes it.
 */
void
image_values_set(struct image_values *values, struct arena *arena, struct value record,
	const struct node *keys);

/*
 * The value of the key that is field number `field` of an image; `node` is NULL if it was not
 * written.
 */
struct value
image_values_make(struct image_values *values, uint32_t field, const struct node *node);

/*
 * Reports the keys, and the package managers, that the image of `variant` itself has written (not
 * those from defaults) and that the last rendering, that of its template, has not looked at,
 * neither in `image` nor in `image.all`. What it looks at in another image does not count. Call it
 * before image_values_forget.
 */
void
image_values_check_unread(const struct image_values *values, const struct variant *variant,
	struct diagnostics *diagnostics);

/*
 * Forgets what the last rendering looked at. False if it looked at more than the budget allows, so
 * that it did not see all values; the first time, that is reported at `place`.
 */
bool
image_values_forget(
	struct image_values *values, struct place place, struct diagnostics *diagnostics);

void
image_values_free(struct image_values *values);

#endif
