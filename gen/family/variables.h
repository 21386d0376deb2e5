/* The environment variables of an image: what their values refer to. */
#ifndef FAMILY_VARIABLES_H
#define FAMILY_VARIABLES_H

struct checker;
struct variant;

/*
 * Reports each value in `env` of the variant that refers to a variable which nobody sets: neither
 * its parents nor its build arguments nor an entry before it. Its own name is that of the base. The
 * parent has `all` already.
 */
void
variables_check(struct checker *checker, const struct variant *variant);

#endif
