#include "adapters/repository_snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/repository_git.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/banned.h"

enum { LINKS_MOST = 40 }; /* symbolic links on the way to one file, as for the system */

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

	if (path && git_tree_entry_bypath(&entry, snapshot->tree, path) < 0)
		repository_end_if_lacking(snapshot->repository, snapshot->revision, path);
	return entry;
}

static git_blob *
blob_of(const struct snapshot *snapshot, const char *path, const git_tree_entry *entry)
{
	git_blob *blob = NULL;

	if (git_blob_lookup(&blob, snapshot->repository, git_tree_entry_id(entry)) < 0)
		repository_end_if_lacking(snapshot->repository, snapshot->revision, path);
	return blob;
}

/*
 * What the symbolic link at `path` holds, and behind it what of the way is left; NULL where it
 * leads out of the repository, as one from / on does wherever that is checked out, or cannot be
 * read.
 */
static const char *
follow(const struct snapshot *snapshot, struct arena *arena, const char *path,
	const git_tree_entry *entry, const char *rest)
{
	git_blob *blob = blob_of(snapshot, path, entry);
	const char *target =
		blob ? arena_copy(arena, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob))
		     : "/";

	git_blob_free(blob);
	return *target == '/' ? NULL : arena_join(arena, target, "/", rest, NULL);
}

/* `path` without its last part; NULL where it has none. */
static char *
above(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return *path ? arena_copy(arena, path, slash ? (size_t)(slash - path) : 0) : NULL;
}

/*
 * Where `path`, which is relative to the current directory, leads by all links: a path of the
 * commit, without links. NULL, and why in `*failure`, where that is nothing, or outside.
 */
static const char *
resolve(const struct snapshot *snapshot, struct arena *arena, const char *path,
	enum source_failure *failure)
{
	const char *at = "", *rest = arena_join(arena, snapshot->prefix, path, NULL);
	int links = 0;

	*failure = SOURCE_OUTSIDE;
	while (at && rest && *rest) {
		const size_t length = strcspn(rest, "/");
		const char *part = arena_copy(arena, rest, length);

		rest += length + (rest[length] == '/');
		if (!*part || strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") == 0) {
			at = above(arena, at);
			continue;
		}
		const char *next = arena_join(arena, at, *at ? "/" : "", part, NULL);
		git_tree_entry *entry = find_entry(snapshot, next);

		if (!entry || links > LINKS_MOST) {
			*failure = entry ? SOURCE_IRREGULAR : SOURCE_MISSING;
			at = NULL;
		} else if (git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK) {
			links++;
			rest = follow(snapshot, arena, next, entry, rest);
		} else {
			at = next;
		}
		git_tree_entry_free(entry);
	}
	return rest ? at : NULL;
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
	git_blob *blob =
		blob_of(snapshot, arena_format(arena, "%s%s", snapshot->prefix, path), entry);
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
		source->executable = git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE;
	}
	git_blob_free(blob);
	return source;
}

/* Where `path` leads; NULL, and why, also where that is not in `folder`. */
static const char *
resolve_in(const struct snapshot *snapshot, struct arena *arena, const char *folder,
	const char *path, enum source_failure *failure)
{
	const char *at = resolve(snapshot, arena, path, failure);
	const char *bounds = folder && at ? resolve(snapshot, arena, folder, failure) : at;

	if (at && bounds && is_inside(folder ? bounds : "", at))
		return at;
	if (at)
		*failure = SOURCE_OUTSIDE;
	return NULL;
}

static bool
stays(const struct store *store, struct arena *arena, const char *folder, const char *path)
{
	enum source_failure failure;

	return resolve_in((const struct snapshot *)store, arena, folder, path, &failure) ||
	       failure != SOURCE_OUTSIDE;
}

static struct source *
read_file(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	const struct snapshot *snapshot = (const struct snapshot *)store;
	const char *at = resolve_in(snapshot, arena, folder, path, failure);
	git_tree_entry *entry = at && *at ? find_entry(snapshot, at) : NULL;
	struct source *source = NULL;

	if (at)
		*failure = SOURCE_IRREGULAR;
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
		source = source_of_blob(snapshot, arena, path, entry, limit, failure);
	git_tree_entry_free(entry);
	return source;
}

static bool
list_folder(const struct store *store, struct arena *arena, const char *path, const char ***names,
	size_t *count)
{
	const struct snapshot *snapshot = (const struct snapshot *)store;
	enum source_failure failure;
	const char *at = resolve(snapshot, arena, path, &failure);
	git_tree_entry *entry = at && *at ? find_entry(snapshot, at) : NULL;
	git_tree *tree = NULL;

	errno = ENOENT;
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE &&
		git_tree_lookup(&tree, snapshot->repository, git_tree_entry_id(entry)) < 0)
		repository_end_if_lacking(snapshot->repository, snapshot->revision, path);
	for (size_t i = 0; tree && i < git_tree_entrycount(tree); i++)
		*ARENA_ADD(arena, *names, *count) =
			arena_string(arena, git_tree_entry_name(git_tree_entry_byindex(tree, i)));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return tree != NULL;
}

static enum store_kind
kind_of_entry(const git_tree_entry *entry)
{
	switch (git_tree_entry_filemode(entry)) {
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
		return STORE_FILE;
	case GIT_FILEMODE_TREE:
		return STORE_FOLDER;
	case GIT_FILEMODE_LINK:
		return STORE_LINK;
	case GIT_FILEMODE_COMMIT:
	case GIT_FILEMODE_UNREADABLE:
	default:
		return STORE_OTHER;
	}
}

static enum store_kind
kind(const struct store *store, struct arena *arena, const char *path)
{
	const struct snapshot *snapshot = (const struct snapshot *)store;
	const char *name = path_last(path);
	enum source_failure failure;
	const char *at =
		resolve(snapshot, arena, arena_copy(arena, path, (size_t)(name - path)), &failure);
	git_tree_entry *entry =
		at ? find_entry(snapshot, arena_join(arena, at, *at ? "/" : "", name, NULL)) : NULL;
	const enum store_kind kind = entry ? kind_of_entry(entry) : STORE_NOTHING;

	git_tree_entry_free(entry);
	return kind;
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

/* Opens the repository, where the snapshot's commit will be looked for. */
static enum outcome
open_repository(struct snapshot *snapshot)
{
	struct head head = HEAD_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	snapshot->repository = repository_open(".", &head);
	if (snapshot->repository)
		(void)repository_is_altered(snapshot->repository, &head);
	if (head.state == HEAD_REFUSED)
		outcome = failure("no comparison: %s", head.description.bytes);
	else if (!snapshot->repository)
		outcome = failure("no comparison: there is no git repository here");
	else if (!(snapshot->prefix = prefix_of(snapshot->repository, &snapshot->arena)))
		outcome = failure(
			"no comparison: this is not in the work tree of the git repository");
	repository_head_free(&head);
	return outcome;
}

/* Opens the commit `revision`, or what it and `other` have in common. */
static enum outcome
open_snapshot(const char *revision, const char *other, struct snapshot **snapshot)
{
	struct arena arena = {0};
	struct snapshot *opened = arena_allocate(&arena, sizeof(*opened));

	*opened = (struct snapshot){.store = {read_file, list_folder, stays, kind}, .arena = arena};
	opened->revision = arena_string(&opened->arena, revision);
	enum outcome outcome = open_repository(opened);

	if (outcome == OUTCOME_DONE && other)
		outcome = repository_find_base(
			opened->repository, &opened->arena, revision, other, &opened->revision);
	if (outcome == OUTCOME_DONE)
		outcome = repository_find_tree(opened->repository, opened->revision, &opened->tree);
	*snapshot = opened;
	if (outcome != OUTCOME_DONE) {
		snapshot_close(opened);
		*snapshot = NULL;
	}
	return outcome;
}

enum outcome
snapshot_open(const char *revision, struct snapshot **snapshot)
{
	return open_snapshot(revision, NULL, snapshot);
}

enum outcome
snapshot_open_base(const char *left, const char *right, struct snapshot **snapshot)
{
	return open_snapshot(left, right, snapshot);
}

/* Whether the index has a file at or in `path` that is not in the work tree as it was left out. */
static bool
is_left_out(
	const struct snapshot *snapshot, git_index *index, struct arena *arena, const char *path)
{
	const char *workdir = git_repository_workdir(snapshot->repository);

	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if ((entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) &&
			is_inside(path, entry->path) &&
			access(arena_format(arena, "%s%s", workdir, entry->path), F_OK) < 0)
			return true;
	}
	return false;
}

enum outcome
snapshot_check_checkout(const struct snapshot *snapshot, const char *path)
{
	struct arena arena = {0};
	const char *plain =
		plain_path(&arena, arena_format(&arena, "%s%s", snapshot->prefix, path));
	git_index *index = NULL;
	enum outcome outcome = OUTCOME_DONE;

	/* The index of a sparse checkout can have folders in it, which libgit2 does not read. */
	if (plain && repository_is_sparse(snapshot->repository) &&
		(git_repository_index(&index, snapshot->repository) < 0 ||
			is_left_out(snapshot, index, &arena, plain)))
		outcome =
			failure("%s is not all here, in a sparse checkout: run git sparse-checkout "
				"disable, or compare two revisions",
				path);
	git_index_free(index);
	arena_free(&arena);
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
