/* The environment that a variant declares, with the values of what it refers to. */
#ifndef BUILD_EVIDENCE_DECLARED_ENV_H
#define BUILD_EVIDENCE_DECLARED_ENV_H

#include "support/map.h"

struct arena;
struct node;
struct variant;

/* The variables in the list Env of an engine's configuration: NAME → value as a string. */
struct map
declared_env_of_config(struct arena *arena, const struct node *config);

/*
 * The same of a container of the variant, as images.yaml says, PATH included: what `base` has (NULL:
 * the engine does not have the base, so that nothing is known of it), and what the images of the
 * family add to it, in the order in which they are built on one another. The value NULL: it refers
 * to a variable that is not known.
 */
struct map
declared_env(struct arena *arena, const struct variant *variant, const struct node *base);

#endif
