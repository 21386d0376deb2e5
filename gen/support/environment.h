/* Variables of the environment. An empty one counts as not set. */
#ifndef SUPPORT_ENVIRONMENT_H
#define SUPPORT_ENVIRONMENT_H

/* The value of the variable, or NULL. */
const char *
environment_get(const char *name);

/* The value of the variable, or `otherwise`. */
const char *
environment_or(const char *name, const char *otherwise);

#endif
