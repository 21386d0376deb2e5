#include "border/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "border/repository_git.h"
#include "support/arena.h"
#include "support/banned.h"

enum { LINKS_MOST = 8 }; /* symbolic links to one file */

struct snapshot {
	struct store store; /* first, so that it can be cast back */
	struct arena arena; /* of the names below */
	const char *revision;
	const char *prefix; /* of the current directory in the repository: "" or DIRECTORY/ */
	git_repository *repository;
	git_tree *tree;
};

/* The parts of `path` without . and .., in `arena`; NULL where it leads out of the repository. */
static const char *
plain_path(struct arena *arena, const char *path)
{
	char *plain = arena_allocate(arena, strlen(path) + 1), *end = plain;

	*plain = '\0';
	while (*path) {
		const size_t length = strcspn(path, "/");

		if (length == 2 && memcmp(path, "..", 2) == 0) {
			if (end == plain)
				return NULL;
			while (end > plain && *--end != '/')
				;
			*end = '\0';
		} else if (length && !(length == 1 && *path == '.')) {
			if (end > plain)
				*end++ = '/';
			memcpy(end, path, length);
			end += length;
			*end = '\0';
		}
		path += length + (path[length] == '/');
	}
	return plain;
}

/* What stands at `path`, which is plain; NULL where there is nothing. */
static git_tree_entry *
find_entry(const struct snapshot *snapshot, const char *path)
{
	git_tree_entry *entry = NULL;

	return path && git_tree_entry_bypath(&entry, snapshot->tree, path) == 0 ? entry : NULL;
}

static git_blob *
blob_of(const struct snapshot *snapshot, const git_tree_entry *entry)
{
	git_blob *blob = NULL;

	(void)git_blob_lookup(&blob, snapshot->repository, git_tree_entry_id(entry));
	return blob;
}

/* Where the symbolic link at `path` leads, plain; NULL where that is outside or cannot be read. */
static const char *
follow(const struct snapshot *snapshot, struct arena *arena, const char *path,
	const git_tree_entry *entry)
{
	const char *slash = strrchr(path, '/'), *target = NULL;
	git_blob *blob = blob_of(snapshot, entry);

	if (blob) {
		const char *content = arena_copy(
			arena, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));

		if (*content != '/')
			target = plain_path(
				arena, arena_format(arena, "%.*s/%s",
					       slash ? (int)(slash - path) : 0, path, content));
	}
	git_blob_free(blob);
	return target;
}

static bool
is_inside(const char *folder, const char *path)
{
	const size_t length = strlen(folder);

	return strncmp(folder, path, length) == 0 && (!length || path[length] == '/');
}

static struct source *
source_of_blob(const struct snapshot *snapshot, struct arena *arena, const char *path,
	const git_tree_entry *entry, uint32_t limit, enum source_failure *failure)
{
	git_blob *blob = blob_of(snapshot, entry);
	struct source *source = NULL;

	*failure = SOURCE_UNREADABLE;
	errno = EIO;
	if (blob && git_blob_rawsize(blob) > (git_object_size_t)limit) {
		*failure = SOURCE_TOO_LARGE;
	} else if (blob) {
		const size_t length = (size_t)git_blob_rawsize(blob);

		source = source_of_bytes(arena,
			arena_format(arena, "%s:%s", snapshot->revision, path),
			arena_copy(arena, git_blob_rawcontent(blob), length), (uint32_t)length);
	}
	git_blob_free(blob);
	return source;
}

static struct source *
read_file(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	const struct snapshot *snapshot = (const struct snapshot *)store;
	const char *at = plain_path(arena, arena_format(arena, "%s%s", snapshot->prefix, path));
	const char *bounds =
		folder ? plain_path(arena, arena_format(arena, "%s%s", snapshot->prefix, folder))
		       : NULL;
	struct source *source = NULL;

	*failure = SOURCE_IRREGULAR;
	for (int links = 0; links <= LINKS_MOST && !source; links++) {
		git_tree_entry *entry = find_entry(snapshot, at);
		const git_filemode_t mode =
			entry ? git_tree_entry_filemode(entry) : GIT_FILEMODE_UNREADABLE;

		if (!entry)
			*failure = SOURCE_MISSING;
		else if (bounds && !is_inside(bounds, at))
			*failure = SOURCE_OUTSIDE;
		else if (mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE)
			source = source_of_blob(snapshot, arena, path, entry, limit, failure);
		at = mode == GIT_FILEMODE_LINK ? follow(snapshot, arena, at, entry) : NULL;
		git_tree_entry_free(entry);
		if (mode != GIT_FILEMODE_LINK)
			break;
	}
	return source;
}

static bool
list_folder(const struct store *store, struct arena *arena, const char *path, const char ***names,
	size_t *count)
{
	const struct snapshot *snapshot = (const struct snapshot *)store;
	git_tree_entry *entry = find_entry(
		snapshot, plain_path(arena, arena_format(arena, "%s%s", snapshot->prefix, path)));
	git_tree *tree = NULL;

	errno = ENOENT;
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		(void)git_tree_lookup(&tree, snapshot->repository, git_tree_entry_id(entry));
	for (size_t i = 0; tree && i < git_tree_entrycount(tree); i++, ++*count)
		*(const char **)arena_grow(arena, (void **)names, *count, sizeof(**names)) =
			arena_string(arena, git_tree_entry_name(git_tree_entry_byindex(tree, i)));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return tree != NULL;
}

/* Where the current directory is in the work tree; NULL where it is outside. */
static const char *
prefix_of(git_repository *repository, struct arena *arena)
{
	const char *workdir = git_repository_workdir(repository);
	char *root = workdir ? realpath(workdir, NULL) : NULL, *here = realpath(".", NULL);
	const char *prefix = NULL;

	if (root && here && strcmp(root, here) == 0)
		prefix = "";
	else if (root && here && is_inside(strcmp(root, "/") == 0 ? "" : root, here))
		prefix = arena_format(arena, "%s/", here + strlen(root) + (root[1] != '\0'));
	free(root);
	free(here);
	return prefix;
}

static enum outcome
open_tree(struct snapshot *snapshot)
{
	git_object *object = NULL, *tree = NULL;

	if (git_repository_open_ext(&snapshot->repository, getenv("GIT_DIR") ? NULL : ".",
		    GIT_REPOSITORY_OPEN_FROM_ENV, NULL) < 0)
		return failure(
			"no git repository that can be read: %s", repository_library_error());
	snapshot->prefix = prefix_of(snapshot->repository, &snapshot->arena);
	if (!snapshot->prefix)
		return failure("this is not in the work tree of the git repository");
	if (git_revparse_single(&object, snapshot->repository, snapshot->revision) == 0 &&
		git_object_peel(&tree, object, GIT_OBJECT_TREE) == 0)
		snapshot->tree = (git_tree *)tree;
	git_object_free(object);
	if (snapshot->tree)
		return OUTCOME_DONE;
	(void)failure(
		"there is no commit '%s' here: %s", snapshot->revision, repository_library_error());
	return OUTCOME_MISTAKE;
}

enum outcome
snapshot_open(const char *revision, struct snapshot **snapshot)
{
	struct arena arena = {0};
	struct snapshot *opened = arena_allocate(&arena, sizeof(*opened));

	repository_start_library();
	*opened = (struct snapshot){.store = {read_file, list_folder}, .arena = arena};
	opened->revision = arena_string(&opened->arena, revision);
	const enum outcome outcome = open_tree(opened);

	*snapshot = opened;
	if (outcome != OUTCOME_DONE) {
		snapshot_close(opened);
		*snapshot = NULL;
	}
	return outcome;
}

const struct store *
snapshot_store(const struct snapshot *snapshot)
{
	return snapshot ? &snapshot->store : NULL;
}

void
snapshot_close(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	struct arena arena = snapshot->arena;

	git_tree_free(snapshot->tree);
	git_repository_free(snapshot->repository);
	arena_free(&arena);
}
