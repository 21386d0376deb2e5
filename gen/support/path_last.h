/* The last part of a path. */
#ifndef SUPPORT_PATH_LAST_H
#define SUPPORT_PATH_LAST_H

#include <string.h>

/* What stands behind the last slash of a path: "" if the path ends with one. */
static inline const char *
path_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

#endif
