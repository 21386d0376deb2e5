/*
 * Makes the repositories that a registry denies. Many registries deny a repository that is not
 * there, and make it at the first push. So an image is pushed under its own ID, id-HEX, which can
 * overwrite nothing; if the registry still denies the repository then, it is for a lack of rights.
 */
#ifndef BUILD_PUBLISH_NEW_REPOSITORIES_H
#define BUILD_PUBLISH_NEW_REPOSITORIES_H

#include "support/failure.h"

struct sending;

/*
 * Pushes to each repository in `denied` of the registry one of the wanted images that belong there.
 * OUTCOME_MACHINE after a message if one is not taken.
 */
enum outcome
new_repositories_make(const struct sending *sending);

#endif
