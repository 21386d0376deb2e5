/* The steps of the key `run`. */
#ifndef FAMILY_RUN_STEPS_H
#define FAMILY_RUN_STEPS_H

#include <stdbool.h>

struct checker;
struct node;
struct variant;

/*
 * Reports commands of the variant that cannot stand in a RUN instruction, and mounts that lack what
 * their type needs, have what it does not know, or name a secret or an SSH agent that the image
 * does not declare.
 */
void
run_steps_check(struct checker *checker, const struct variant *variant);

/* Whether `list`, the key `secrets` or `ssh` of an image or NULL, has one with this id. */
bool
run_steps_declare(const struct node *list, const char *id);

#endif
