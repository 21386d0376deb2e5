/*
 * How far symbolic links may lead. A commit can hold links, and its author must not read or write
 * files outside the checkout by them.
 */
#ifndef SUPPORT_LINK_H
#define SUPPORT_LINK_H

#include "support/source.h"

/*
 * Looks at every symbolic link in `path`, its last part included, and reads nothing else. Returns 0
 * where each one stays in its checkout and none leads to a folder that it is in itself. The
 * checkout of a link is the nearest folder above it with a .git, without that .git. Where there is
 * none, it is the current directory for what is in it; links elsewhere may lead anywhere. The path
 * need not exist.
 *
 * Else returns SOURCE_OUTSIDE; SOURCE_IRREGULAR for a circle of links; or SOURCE_UNREADABLE with
 * errno where a link cannot be read.
 */
enum source_failure
link_find_outside(const char *path);

#endif
