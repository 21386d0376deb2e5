#include "adapters/repository_git.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/text.h"
#include "support/banned.h"

/* How much of a submodule's state counts, as submodule.NAME.ignore says. */
enum ignore { IGNORE_ALL, IGNORE_DIRTY, IGNORE_UNTRACKED, IGNORE_NONE };

/* Reads submodule.NAME.ignore: the configuration's, else that of .gitmodules (gitmodules(5)). */
static enum ignore
submodule_ignore(git_repository *repository, const char *path)
{
	static const char *const words[] = {"all", "dirty", "untracked", "none"};
	struct text key = TEXT_EMPTY, file = TEXT_EMPTY;
	git_submodule *submodule = NULL;
	git_config *configs[2] = {NULL, NULL};
	git_buf value = {0};
	enum ignore ignore = IGNORE_UNTRACKED;

	if (git_submodule_lookup(&submodule, repository, path) == 0) {
		text_format(&key, "submodule.%s.ignore", git_submodule_name(submodule));
		text_format(&file, "%s.gitmodules", git_repository_workdir(repository));
		if (git_repository_config(&configs[0], repository) < 0 ||
			git_config_get_string_buf(&value, configs[0], key.bytes) < 0)
			if (git_config_open_ondisk(&configs[1], file.bytes) == 0)
				(void)git_config_get_string_buf(&value, configs[1], key.bytes);
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (value.ptr && strcmp(value.ptr, words[i]) == 0)
				ignore = (enum ignore)i;
	}
	git_buf_dispose(&value);
	git_config_free(configs[0]);
	git_config_free(configs[1]);
	git_submodule_free(submodule);
	text_free(&key);
	text_free(&file);
	return ignore;
}

/* Whether the submodule at `path` is not as its entry says (ce_compare_gitlink of git). */
static enum answer
is_submodule_dirty(git_repository *repository, const git_index_entry *entry, struct head *head)
{
	const enum ignore ignore = submodule_ignore(repository, entry->path);
	struct text path = TEXT_EMPTY, dot_git = TEXT_EMPTY;
	git_repository *submodule = NULL;
	struct stat status;
	git_oid id;
	enum answer answer;

	if (ignore == IGNORE_ALL)
		return NO;
	text_format(&path, "%s%s", git_repository_workdir(repository), entry->path);
	text_format(&dot_git, "%s/.git", path.bytes);
	if (lstat(path.bytes, &status) < 0 || !S_ISDIR(status.st_mode)) {
		answer = YES;
	} else if (git_repository_open_ext(&submodule, dot_git.bytes,
			   GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT,
			   NULL) < 0) {
		answer = lstat(dot_git.bytes, &status) < 0
				 ? NO
				 : repository_refuse(head,
					   "the submodule %s cannot be opened by this user: git "
					   "says why",
					   entry->path);
	} else if (git_reference_name_to_id(&id, submodule, "HEAD") < 0) {
		answer = NO;
	} else if (!git_oid_equal(&id, &entry->id)) {
		answer = YES;
	} else {
		answer = ignore == IGNORE_DIRTY
				 ? NO
				 : repository_is_dirty(submodule, ignore == IGNORE_NONE, head);
	}
	git_repository_free(submodule);
	text_free(&path);
	text_free(&dot_git);
	return answer;
}

static enum answer
are_submodules_dirty(git_repository *repository, git_index *index, struct head *head)
{
	enum answer answer = NO;

	for (size_t i = 0; i < git_index_entrycount(index) && answer != YES; i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (entry->mode == GIT_FILEMODE_COMMIT &&
			!(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)) {
			const enum answer found = is_submodule_dirty(repository, entry, head);

			answer = found == NO ? answer : found;
		}
	}
	return answer;
}

/* Whether only a program that git runs could tell what the file's content is in git's eyes. */
static bool
is_filtered(git_repository *repository, const char *path)
{
	const char *filter = NULL, *encoding = NULL;

	(void)git_attr_get(&filter, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path, "filter");
	(void)git_attr_get(&encoding, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path,
		"working-tree-encoding");
	return git_attr_value(filter) == GIT_ATTR_VALUE_STRING ||
	       git_attr_value(encoding) == GIT_ATTR_VALUE_STRING;
}

/* Whether git looks at the file at all (git-update-index(1): assume-unchanged, skip-worktree). */
static bool
is_unwatched(const git_index_entry *entry)
{
	return entry && ((entry->flags & GIT_INDEX_ENTRY_VALID) ||
				(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE));
}

/*
 * Whether the file has all that the index notes of it, and was not changed so late that its time
 * would not tell (gitformat-index(5); "racy" entries in git's documentation): it is as it was then.
 */
static bool
is_as_noted(const git_index_entry *entry, const struct stat *status, const struct timespec *noted)
{
	const struct timespec *changed = &status->st_mtim;
	const bool is_older =
		changed->tv_sec < noted->tv_sec ||
		(changed->tv_sec == noted->tv_sec && changed->tv_nsec < noted->tv_nsec);
	const uint32_t type = S_ISLNK(status->st_mode)    ? GIT_FILEMODE_LINK
			      : !S_ISREG(status->st_mode) ? GIT_FILEMODE_UNREADABLE
			      : status->st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE
							  : GIT_FILEMODE_BLOB;

	return is_older && entry->mode == type && entry->file_size == (uint32_t)status->st_size &&
	       entry->mtime.seconds == (int32_t)changed->tv_sec &&
	       entry->mtime.nanoseconds == (uint32_t)changed->tv_nsec &&
	       entry->ctime.seconds == (int32_t)status->st_ctim.tv_sec &&
	       entry->ctime.nanoseconds == (uint32_t)status->st_ctim.tv_nsec &&
	       entry->ino == (uint32_t)status->st_ino && entry->uid == status->st_uid &&
	       entry->gid == status->st_gid;
}

/*
 * What the notes of the index alone tell of the files: NO if all are as they were; YES if the size
 * of one is another, which is a change to git, whatever filters and line ends would make of the
 * content (ie_modified in git's read-cache.c); REFUSED if only their content tells.
 */
static enum answer
look_at_files(git_repository *repository, git_index *index)
{
	const int folder = open(git_repository_workdir(repository), O_RDONLY | O_DIRECTORY);
	struct stat status;
	struct timespec noted = {0};
	enum answer answer = folder < 0 ? REFUSED : NO;

	if (stat(git_index_path(index), &status) == 0)
		noted = status.st_mtim;
	for (size_t i = 0; folder >= 0 && answer != YES && i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);

		if (entry->mode == GIT_FILEMODE_COMMIT || is_unwatched(entry))
			continue;
		if (fstatat(folder, entry->path, &status, AT_SYMLINK_NOFOLLOW) < 0)
			answer = REFUSED;
		else if (S_ISREG(entry->mode) && entry->file_size &&
			 (uint32_t)status.st_size != entry->file_size)
			answer = YES;
		else if (git_index_entry_stage(entry) || !is_as_noted(entry, &status, &noted))
			answer = REFUSED;
	}
	if (folder >= 0)
		close(folder);
	return answer;
}

/*
 * Whether a file is there, and no part of its path is a link. libgit2 takes all files of a folder
 * that it cannot read for deleted.
 */
static bool
is_in_place(git_repository *repository, const char *path)
{
	struct text file = TEXT_EMPTY;
	struct stat status = {0};
	bool linked = false;

	text_format(&file, "%s%s", git_repository_workdir(repository), path);
	for (char *slash = strchr(file.bytes + file.length - strlen(path), '/'); slash && !linked;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		linked = lstat(file.bytes, &status) || S_ISLNK(status.st_mode);
		*slash = '/';
	}
	const bool there = !linked && lstat(file.bytes, &status) == 0 && !S_ISDIR(status.st_mode);

	text_free(&file);
	return there;
}

/* Whether files differ from the index. */
static enum answer
are_files_dirty(git_repository *repository, git_index *index, bool untracked, struct head *head)
{
	git_diff_options options;
	git_diff *diff = NULL;
	enum answer answer = look_at_files(repository, index);

	if (answer == YES || (answer == NO && !untracked))
		return answer;
	answer = NO;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_IGNORE_SUBMODULES | (untracked ? GIT_DIFF_INCLUDE_UNTRACKED : 0);
	if (git_diff_index_to_workdir(&diff, repository, index, &options) < 0)
		return repository_refuse_by_library(repository, head);
	for (size_t i = 0; i < git_diff_num_deltas(diff) && answer != YES; i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		const char *path = delta->old_file.path;

		if (is_unwatched(git_index_get_bypath(index, path, 0)))
			continue;
		if (delta->status == GIT_DELTA_DELETED && is_in_place(repository, path))
			answer = repository_refuse(head, "the folder of %s cannot be read", path);
		else if (delta->status == GIT_DELTA_MODIFIED &&
			 delta->old_file.mode == delta->new_file.mode &&
			 is_filtered(repository, path))
			answer = repository_refuse(head,
				"only a filter can tell whether %s is changed: run git status, "
				"which remembers the answer",
				path);
		else
			answer = YES;
	}
	git_diff_free(diff);
	return answer;
}

/*
 * Whether the index says of itself that it is that tree (gitformat-index(5), "Cache tree"). It is
 * asked to write the tree where nothing can be written, so it can only name one that it knows.
 */
static bool
is_known_as(git_index *index, const git_oid *tree)
{
	git_odb *nowhere = NULL;
	git_repository *scratch = NULL;
	git_oid id;
	const bool known =
		git_odb_new(&nowhere) == 0 && git_repository_wrap_odb(&scratch, nowhere) == 0 &&
		git_index_write_tree_to(&id, index, scratch) == 0 && git_oid_equal(&id, tree);

	git_repository_free(scratch);
	git_odb_free(nowhere);
	return known;
}

/* Whether the index differs from the tree of HEAD. */
static enum answer
is_index_dirty(git_repository *repository, git_index *index, struct head *head)
{
	git_diff_options options;
	git_object *commit = NULL;
	git_tree *tree = NULL;
	git_diff *diff = NULL;
	enum answer answer = NO;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	if (git_revparse_single(&commit, repository, "HEAD^{commit}") < 0 ||
		git_commit_tree(&tree, (git_commit *)commit) < 0 ||
		(!is_known_as(index, git_tree_id(tree)) &&
			git_diff_tree_to_index(&diff, repository, tree, index, &options) < 0))
		answer = repository_refuse_by_library(repository, head);
	for (size_t i = 0; diff && i < git_diff_num_deltas(diff) && answer == NO; i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (delta->old_file.mode != GIT_FILEMODE_COMMIT ||
			delta->new_file.mode != GIT_FILEMODE_COMMIT ||
			submodule_ignore(repository, delta->new_file.path) != IGNORE_ALL)
			answer = YES;
	}
	git_diff_free(diff);
	git_tree_free(tree);
	git_object_free(commit);
	return answer;
}

/* A sparse checkout leaves files out that git counts as there. */
static bool
leaves_out(git_index *index)
{
	for (size_t i = 0; i < git_index_entrycount(index); i++)
		if (git_index_get_byindex(index, i)->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)
			return true;
	return false;
}

/*
 * Whether libgit2 has read the index: one that it cannot look at it takes for an empty one. Of an
 * index with files the third word is their number, which is not 0 (gitformat-index(5)).
 */
static bool
is_index_read(git_index *index)
{
	unsigned char start[12];
	const int file = git_index_entrycount(index)
				 ? -1
				 : open(git_index_path(index), O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return git_index_entrycount(index) || errno == ENOENT;
	const bool empty = read(file, start, sizeof(start)) == (ssize_t)sizeof(start) &&
			   !(start[8] | start[9] | start[10] | start[11]);

	close(file);
	return empty;
}

enum answer
repository_is_dirty(git_repository *repository, bool untracked, struct head *head)
{
	git_index *index = NULL;
	const bool sparse = repository_is_sparse(repository);
	enum answer answer;

	/* The index of a sparse checkout can have folders in it, which libgit2 does not read. */
	if (git_repository_index(&index, repository) < 0 && !sparse)
		return repository_refuse_by_library(repository, head);
	if (index && !is_index_read(index)) {
		git_index_free(index);
		return repository_refuse(head, "the index of git cannot be read");
	}
	if (sparse && (!index || leaves_out(index)))
		answer =
			repository_refuse(head, "sparse checkout: run git sparse-checkout disable");
	else
		answer = is_index_dirty(repository, index, head);
	if (answer == NO)
		answer = are_submodules_dirty(repository, index, head);
	if (answer != YES && head->state != HEAD_REFUSED) {
		const enum answer files = are_files_dirty(repository, index, untracked, head);

		answer = files == NO ? answer : files;
	}
	git_index_free(index);
	return answer;
}
