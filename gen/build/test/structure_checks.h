/*
 * The checks of the files of container-structure-test that `tests` names. A check gives the verdict
 * that container-structure-test gives on docker, but on each engine. Each of its commands runs in a
 * new container, so that nothing is left for `teardown` to do, as there.
 */
#ifndef BUILD_TEST_STRUCTURE_CHECKS_H
#define BUILD_TEST_STRUCTURE_CHECKS_H

struct checklist;
struct evidence;
struct loader;
struct variant;

/*
 * Adds a check for each test in the files of the variant, which was rendered, so that they are
 * without mistakes. Lets `evidence` keep what they look at.
 */
void
structure_checks_add(struct checklist *list, struct evidence *evidence, struct loader *loader,
	const struct variant *variant);

#endif
