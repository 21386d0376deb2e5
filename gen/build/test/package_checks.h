/*
 * The checks of packages: commands of templates/lib/MANAGER.j2, which run in the image as its user.
 * All of them run in one container, as long as they are not too many.
 */
#ifndef BUILD_TEST_PACKAGE_CHECKS_H
#define BUILD_TEST_PACKAGE_CHECKS_H

struct check_lines;
struct checklist;

/* Adds a check for each line. The lines live as long as the checks. */
void
package_checks_add(struct checklist *list, const struct check_lines *lines);

#endif
