/* Variables of the environment. One that is empty counts as one that is not set. */
#ifndef SUPPORT_ENVIRONMENT_H
#define SUPPORT_ENVIRONMENT_H

/* The value, or NULL. */
const char *
environment_get(const char *name);

/* The value, or `otherwise`. */
const char *
environment_or(const char *name, const char *otherwise);

#endif
