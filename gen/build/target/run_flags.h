/*
 * What the RUN instructions of a Dockerfile want of the machine by flags of their own (Dockerfile reference, "RUN
 * --network", "RUN --security", "RUN --device"). BuildKit refuses them unless they are allowed; podman and buildah do not.
 */
#ifndef BUILD_TARGET_RUN_FLAGS_H
#define BUILD_TARGET_RUN_FLAGS_H

struct string_list;

/*
 * Adds, for each such flag in the text of a Dockerfile, the word of ALLOW that it takes. A flag with another value than
 * those that take none, or with a variable in it, counts as one.
 */
void
run_flags_add_wanted(struct string_list *wanted, const char *dockerfile);

#endif
