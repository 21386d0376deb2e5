/* Texts of images.yaml that use axes, the image's name or its vars, rendered as templates. */
#ifndef OUTPUT_AXES_H
#define OUTPUT_AXES_H

#include "family/schema/axis.h"

struct arena;
struct budget;
struct diagnostics;

/*
 * An expander for family_read. The strings that it renders live in `arena`. A mistake in one of
 * these templates becomes a diagnostic at its place in images.yaml. What rendering costs is taken
 * from `budget`, which must outlive the expander. axes_expander_free ends it.
 */
struct expander *
axes_expander_new(struct arena *arena, struct diagnostics *diagnostics, struct budget *budget)
	__attribute__((returns_nonnull));

void
axes_expander_free(struct expander *expander);

#endif
