/* Where symbolic links may lead: whoever writes a commit can put links into it, and is not to read or write with them what is not its own. */
#ifndef SUPPORT_LINK_H
#define SUPPORT_LINK_H

#include "support/source.h"

/*
 * 0 if all symbolic links on the way of `path`, the last part included, stay in the checkout in which they stand: the
 * work tree of git, which is the nearest folder with a .git, but not that .git itself; and
 * if none leads to a folder that it is in. Else SOURCE_OUTSIDE; SOURCE_IRREGULAR for a circle; or SOURCE_UNREADABLE where that
 * cannot be told, and errno says why. Outside every work tree, the current directory is the checkout of what is in it,
 * and a link elsewhere may lead anywhere. Nothing is read but links; a path that leads to nothing is held to the same.
 */
enum source_failure
link_find_outside(const char *path);

#endif
