/*
 * The checks of what must not be in an image: caches of package managers, programs with rights that
 * the base has not, the values of secrets, and more bytes than max-size.
 */
#ifndef BUILD_TEST_CONTENT_CHECKS_H
#define BUILD_TEST_CONTENT_CHECKS_H

struct checklist;
struct evidence;
struct variant;

/*
 * Adds the checks of the variant, and lets `evidence` look for the secrets. `caches` are patterns
 * of fnmatch(3), ended by NULL, for paths without a / in front.
 */
void
content_checks_add(struct checklist *list, struct evidence *evidence, const struct variant *variant,
	const char *const *caches);

#endif
