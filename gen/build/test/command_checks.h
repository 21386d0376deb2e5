/* The commands of `tests`: each runs in a new container without the entrypoint of the image. */
#ifndef BUILD_TEST_COMMAND_CHECKS_H
#define BUILD_TEST_COMMAND_CHECKS_H

struct checklist;
struct target;

/* Adds a check for each command of the target. */
void
command_checks_add(struct checklist *list, const struct target *target);

#endif
