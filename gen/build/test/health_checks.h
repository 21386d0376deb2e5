/*
 * The check that a container of the image turns healthy by its health check. A program that ends by
 * itself, as a shell without input does, leaves nothing to watch: then the command of the check runs
 * alone in a container, and has to end with 0.
 */
#ifndef BUILD_TEST_HEALTH_CHECKS_H
#define BUILD_TEST_HEALTH_CHECKS_H

struct checklist;
struct variant;

/* Adds the check if the variant has a health check, its own or inherited. */
void
health_checks_add(struct checklist *list, const struct variant *variant);

#endif
