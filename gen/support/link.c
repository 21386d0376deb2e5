#include "support/link.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/banned.h"

enum { LINKS_MOST = 40 }; /* on one way, as for the system */

/* A link on the way. */
struct stop {
	const char *folder; /* that it is in */
	const char *tree;   /* the checkout that it is in; NULL: none */
};

/* The way that is left of a path, and where it has come to. */
struct way {
	struct arena arena;
	const char *here; /* the current directory */
	char *at;         /* absolute and without links; "" is the root */
	const char *rest; /* what is to come */
	struct stop stops[LINKS_MOST];
	int count;
	int error; /* errno of what kept it from going on; 0: nothing */
};

static bool
is_within(const char *tree, const char *path)
{
	const size_t length = strcmp(tree, "/") == 0 ? 0 : strlen(tree);

	return strncmp(tree, path, length) == 0 && (!path[length] || path[length] == '/');
}

static void
go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* lstat, where what is not there is no error. Whether something is there. */
static bool
look(struct way *way, const char *path, struct stat *status)
{
	if (lstat(path, status) == 0)
		return true;
	if (errno != ENOENT && errno != ENOTDIR)
		way->error = errno;
	return false;
}

/* The checkout that holds what is at `path`, NULL where it is in none. */
static const char *
tree_of(struct way *way, const char *path)
{
	char *folder = arena_string(&way->arena, path);
	struct stat status;

	do {
		go_up(folder);
		if (look(way, arena_join(&way->arena, folder, "/.git", NULL), &status))
			return *folder ? folder : "/";
	} while (*folder);
	return is_within(way->here, path) ? way->here : NULL;
}

/* Goes where the link at `way->at` leads. */
static void
follow(struct way *way)
{
	char target[PATH_MAX + 1];
	const ssize_t length = readlink(way->at, target, PATH_MAX);

	if (length < 0 || way->count == LINKS_MOST) {
		way->error = length < 0 ? errno : ELOOP;
		return;
	}
	const char *tree = tree_of(way, way->at);

	target[length] = '\0';
	way->rest = arena_join(&way->arena, target, "/", way->rest, NULL);
	go_up(way->at);
	way->stops[way->count++] = (struct stop){arena_string(&way->arena, way->at), tree};
	if (*target == '/')
		*way->at = '\0';
}

/* Goes one part further. */
static void
go_on(struct way *way)
{
	const size_t length = strcspn(way->rest, "/");
	const char *part = arena_copy(&way->arena, way->rest, length);
	struct stat status;

	way->rest += length + (way->rest[length] == '/');
	if (!*part || strcmp(part, ".") == 0)
		return;
	if (strcmp(part, "..") == 0) {
		go_up(way->at);
		return;
	}
	way->at = arena_join(&way->arena, way->at, "/", part, NULL);
	if (look(way, way->at, &status) && S_ISLNK(status.st_mode))
		follow(way);
}

/* Whether the way has come to where a link that is at `stop` may lead. */
static bool
may_lead(const struct way *way, const struct stop *stop)
{
	const char *tree = stop->tree;

	if (!tree)
		return true;
	if (!is_within(tree, way->at) || is_within(way->at, stop->folder))
		return false;
	for (const char *part = strchr(way->at + (tree[1] ? strlen(tree) : 0), '/'); part;
		part = strchr(part + 1, '/'))
		if (strncasecmp(part, "/.git", strlen("/.git")) == 0 &&
			(part[strlen("/.git")] == '/' || !part[strlen("/.git")]))
			return false;
	return true;
}

enum source_failure
link_find_outside(const char *path)
{
	struct way way = {.rest = path};
	char *here = getcwd(NULL, 0);
	enum source_failure failure = 0;

	way.error = here ? 0 : errno;
	way.here = here;
	way.at = arena_string(
		&way.arena, *path == '/' || !here || strcmp(here, "/") == 0 ? "" : here);
	while (!way.error && *way.rest)
		go_on(&way);
	if (way.error)
		failure = way.error == ELOOP ? SOURCE_IRREGULAR : SOURCE_UNREADABLE;
	for (int i = 0; !failure && i < way.count; i++)
		if (!may_lead(&way, &way.stops[i]))
			failure = SOURCE_OUTSIDE;
	arena_free(&way.arena);
	free(here);
	errno = way.error;
	return failure;
}
