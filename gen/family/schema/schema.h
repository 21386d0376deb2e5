/* The keys of images.yaml, as tables of shapes (DESIGN: images.yaml). */
#ifndef FAMILY_SCHEMA_SCHEMA_H
#define FAMILY_SCHEMA_SCHEMA_H

#include <stdbool.h>

#include "family/schema/shape.h"

/* The whole file but for the values of `images`, which are read one by one. */
extern const struct shape schema_family;

/* One image. */
extern const struct shape schema_image;

/* The goals of make (gen/build.mk) that are no images, and other names that no image can have; each ended by NULL. */
extern const char *const schema_goals[];
extern const char *const schema_reserved_names[];

/* Whether make has another use for the word than as the name of an image: it is one of these. */
bool
schema_is_reserved(const char *name);

/* Whether `enabled` says that a checked image is left out. */
bool
schema_is_disabled(const struct node *image);

/* Whether `on-demand` says that a checked image is built only if it, or what needs it, is named. */
bool
schema_is_on_demand(const struct node *image);

#endif
