#include "adapters/repository_git.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/failure.h"
#include "support/text.h"
#include "support/banned.h"

/* libgit2 */

const char *
repository_library_error(void)
{
	const git_error *error = git_error_last();

	return error && error->message ? error->message : "no reason given";
}

/*
 * A libgit2 on mbedTLS reads the certificates of the machine when it starts, for connections that
 * basegen never makes: two thirds of what a version costs. The loader finds this function before
 * the one of mbedTLS, which promises 0 for success (mbedtls/x509_crt.h).
 */
int
mbedtls_x509_crt_parse_file(void *chain, const char *path);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/* Starts libgit2 when it is called first. Ends the program with 3 where libgit2 does not start. */
static void
start_library(void)
{
	/* What of gitrepository-layout(5) changes nothing that is read here, or is added by us. */
	static const char *extensions[] = {"partialclone", "preciousobjects", "worktreeconfig"};
	static bool started;

	if (started)
		return;
	repository_end_without_memory();
	if (git_libgit2_init() < 0)
		exit((int)failure("libgit2 does not start: %s", repository_library_error()));
	/* The name of each object read was checked when git stored it; git does not check again. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(
		GIT_OPT_SET_EXTENSIONS, extensions, sizeof(extensions) / sizeof(*extensions));
	started = true;
}

/* Refusals */

enum answer
repository_refuse(struct head *head, const char *format, ...)
{
	va_list arguments;

	if (head->state == HEAD_REFUSED)
		return REFUSED;
	head->state = HEAD_REFUSED;
	text_clear(&head->description);
	va_start(arguments, format);
	text_format_list(&head->description, format, arguments);
	va_end(arguments);
	return REFUSED;
}

enum answer
repository_refuse_by_library(git_repository *repository, struct head *head)
{
	const bool lacks = repository && repository_lacks_object();
	struct text reason = TEXT_EMPTY;

	text_append_string(&reason, repository_library_error());
	const char *remedy = lacks ? repository_remedy(repository, LACK_CONTENT) : NULL;

	if (remedy)
		repository_refuse(head, "%s", remedy);
	else
		repository_refuse(head,
			"libgit2 cannot read this repository (%s): use one that it can",
			reason.bytes);
	text_free(&reason);
	return REFUSED;
}

bool
repository_lacks_object(void)
{
	const git_error *error = git_error_last();

	return error && error->klass == GIT_ERROR_ODB;
}

static int
note_promise(const git_config_entry *entry, void *partial)
{
	const char *end = strrchr(entry->name, '.');
	int promised = 0;

	if (strncmp(entry->name, "remote.", 7) == 0 && end && strcmp(end, ".promisor") == 0 &&
		git_config_parse_bool(&promised, entry->value) == 0 && promised)
		*(bool *)partial = true;
	return 0;
}

/* Whether git gets objects only when it needs them (git-rev-list(1), --filter). */
static bool
is_partial(git_repository *repository)
{
	git_config *config = NULL;
	git_config_entry *entry = NULL;
	bool partial = false;

	if (git_repository_config(&config, repository) == 0) {
		(void)git_config_foreach(config, note_promise, &partial);
		partial |= git_config_get_entry(&entry, config, "extensions.partialclone") == 0;
	}
	git_config_entry_free(entry);
	git_config_free(config);
	return partial;
}

const char *
repository_remedy(git_repository *repository, enum lack lack)
{
	if (lack == LACK_COMMIT && git_repository_is_shallow(repository))
		return "shallow clone: run git fetch --unshallow --tags origin "
		       "'+refs/heads/*:refs/remotes/origin/*'";
	if (lack == LACK_CONTENT && is_partial(repository))
		return "partial clone: run git fetch --refetch --no-filter";
	return NULL;
}

bool
repository_is_sparse(git_repository *repository)
{
	git_config *config = NULL;
	int sparse = 0;

	if (git_repository_config(&config, repository) == 0)
		(void)git_config_get_bool(&sparse, config, "core.sparsecheckout");
	git_config_free(config);
	return sparse;
}

/* Grafts and replacements change the history that git sees, and libgit2 ignores them. */
enum answer
repository_is_altered(git_repository *repository, struct head *head)
{
	git_reference_iterator *iterator = NULL;
	const char *name;
	struct text grafts = TEXT_EMPTY;
	struct stat status;
	bool altered;

	text_format(&grafts, "%sinfo/grafts", git_repository_commondir(repository));
	altered = stat(grafts.bytes, &status) == 0 && status.st_size > 0;
	if (!getenv("GIT_NO_REPLACE_OBJECTS") &&
		git_reference_iterator_glob_new(&iterator, repository, "refs/replace/*") == 0)
		altered |= git_reference_next_name(&name, iterator) == 0;
	git_reference_iterator_free(iterator);
	text_free(&grafts);
	return altered ? repository_refuse(head, "history with grafts or replaced objects: set "
						 "GIT_NO_REPLACE_OBJECTS, remove .git/info/grafts")
		       : NO;
}

/* Looking for the repository */

/*
 * Sets the work tree where the configuration has none: with GIT_DIR it is where git is called
 * (git(1)), and of a .git that is a link it is where the link is, while libgit2 looks at where it
 * leads.
 */
static bool
set_work_tree(git_repository *repository, const char *directory)
{
	git_config *config = NULL;
	git_buf configured = {0};
	bool done = true;

	if (!git_repository_is_bare(repository) &&
		git_repository_config(&config, repository) == 0 &&
		git_config_get_path(&configured, config, "core.worktree") < 0)
		done = git_repository_set_workdir(repository, directory, 0) == 0;
	git_buf_dispose(&configured);
	git_config_free(config);
	return done;
}

/*
 * Opens the repository that GIT_DIR names; libgit2 looks at it only where it is given no directory.
 */
static git_repository *
open_named(const char *directory, struct head *head)
{
	git_repository *repository = NULL;

	if (git_repository_open_ext(&repository, NULL, GIT_REPOSITORY_OPEN_FROM_ENV, NULL) == 0 &&
		set_work_tree(repository, directory))
		return repository;
	repository_refuse_by_library(NULL, head);
	git_repository_free(repository);
	return NULL;
}

/* Whether `path`, or the directory it is in, belongs to somebody else. */
static bool
is_foreign(const char *directory, const struct stat *inside)
{
	struct stat status;

	return inside->st_uid != geteuid() ||
	       (stat(directory, &status) == 0 && status.st_uid != geteuid());
}

/*
 * libgit2 takes what it cannot look at for what is not there. Refuses `head` if `dot_git` has what
 * makes a repository (gitrepository-layout(5)) all the same, or that cannot be told.
 */
static void
refuse_if_whole(const char *dot_git, struct head *head)
{
	static const char *const parts[] = {"HEAD", "objects", "refs"};
	bool there = true;
	int failed = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && there && !failed; i++) {
		struct text part = TEXT_EMPTY;
		struct stat status;

		text_format(&part, "%s/%s", dot_git, parts[i]);
		there = stat(part.bytes, &status) == 0;
		failed = there || errno == ENOENT || errno == ENOTDIR ? 0 : errno;
		text_free(&part);
	}
	if (there || failed)
		repository_refuse(head, "%s cannot be read%s%s", dot_git, failed ? ": " : "",
			failed ? strerror(failed) : "");
}

/*
 * Opens what `dot_git`, which is there, is or leads to. NULL where it is an empty folder or the
 * like, which git passes by, or after a refusal. libgit2 is asked twice: it looks no further than
 * here only when it does not look at the environment, where GIT_INDEX_FILE may be; and it says of a
 * repository of another owner that there is none.
 */
static git_repository *
open_found(const char *folder, const char *dot_git, const struct stat *status, struct head *head)
{
	const unsigned int alone = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
	git_repository *repository = NULL;
	int error = git_repository_open_ext(NULL, dot_git, alone, NULL);

	if (error == 0)
		error = git_repository_open_ext(
			&repository, dot_git, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	if (error == 0 && S_ISLNK(status->st_mode) && !set_work_tree(repository, folder)) {
		git_repository_free(repository);
		repository = NULL;
		error = GIT_ERROR;
	}
	if (error == 0)
		return repository;
	if (is_foreign(folder, status))
		repository_refuse(head,
			"the repository %s belongs to another user: run "
			"git config --global --add safe.directory %s",
			folder, folder);
	else if (error != GIT_ENOTFOUND)
		repository_refuse_by_library(NULL, head);
	else if (S_ISDIR(status->st_mode))
		refuse_if_whole(dot_git, head);
	else
		repository_refuse(head, "%s does not lead to a repository: repair it", dot_git);
	return NULL;
}

/*
 * The length of the longest folder of GIT_CEILING_DIRECTORIES that `path` is in, which is not
 * looked at; -1 where there is none (git(1)). Behind an empty one, links are not followed.
 */
static ssize_t
ceiling_of(const char *path)
{
	const char *at = getenv("GIT_CEILING_DIRECTORIES");
	bool follow = true;
	ssize_t longest = -1;

	for (; at && *at; at += strcspn(at, ":"), at += *at == ':') {
		struct text folder = TEXT_EMPTY;

		text_append(&folder, at, strcspn(at, ":"));
		char *real = follow && folder.length ? realpath(folder.bytes, NULL) : NULL;
		const char *ceiling = real ? real : folder.bytes;
		const size_t length = strcmp(ceiling, "/") == 0 ? 0 : strlen(ceiling);

		follow &= folder.length > 0;
		if (*ceiling == '/' && strncmp(path, ceiling, length) == 0 && path[length] == '/' &&
			path[length + 1] && (ssize_t)length > longest)
			longest = (ssize_t)length;
		free(real);
		text_free(&folder);
	}
	return longest;
}

/* Whether git looks for its repository beyond the file system (git(1)). */
static bool
crosses_file_systems(void)
{
	const char *word = getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM");
	int crosses = 0;

	return word && git_config_parse_bool(&crosses, word) == 0 && crosses;
}

/* Looks from `path`, an absolute one, upward; cuts it short on the way. */
static git_repository *
search(char *path, struct head *head)
{
	const ssize_t ceiling = ceiling_of(path);
	const bool crosses = crosses_file_systems();
	git_repository *repository = NULL;
	struct stat first, status;
	char *end = path + strlen(path);

	if (stat(path, &first) < 0) {
		repository_refuse(head, "%s: %s", path, strerror(errno));
		return NULL;
	}
	while (end && end - path > ceiling && !repository && head->state != HEAD_REFUSED) {
		struct text dot_git = TEXT_EMPTY;

		*end = '\0';
		const char *folder = *path ? path : "/";

		text_format(&dot_git, "%s/.git", path);
		if (!crosses && stat(folder, &status) == 0 && status.st_dev != first.st_dev)
			end = path;
		else if (lstat(dot_git.bytes, &status) == 0)
			repository = open_found(folder, dot_git.bytes, &status, head);
		else if (errno != ENOENT && errno != ENOTDIR)
			repository_refuse(head, "%s: %s", dot_git.bytes, strerror(errno));
		text_free(&dot_git);
		end = end > path ? strrchr(path, '/') : NULL;
	}
	return repository;
}

/* Adds the configuration of one work tree, which libgit2 1.5 leaves out (git-worktree(1)). */
static void
add_worktree_config(git_repository *repository)
{
	struct text path = TEXT_EMPTY;
	git_config *config = NULL;
	int wanted = 0;

	text_format(&path, "%sconfig.worktree", git_repository_path(repository));
	if (git_repository_config(&config, repository) == 0 &&
		git_config_get_bool(&wanted, config, "extensions.worktreeconfig") == 0 && wanted)
		(void)git_config_add_file_ondisk(
			config, path.bytes, GIT_CONFIG_LEVEL_APP, repository, 1);
	git_config_free(config);
	text_free(&path);
}

git_repository *
repository_open(const char *directory, struct head *head)
{
	git_repository *repository = NULL;

	start_library();
	if (getenv("GIT_DIR")) {
		repository = open_named(directory, head);
	} else {
		char *path = realpath(directory, NULL);

		if (path)
			repository = search(path, head);
		else if (errno == ENOMEM)
			failure_without_memory();
		else
			repository_refuse(head, "%s: %s", directory, strerror(errno));
		free(path);
	}
	if (repository)
		add_worktree_config(repository);
	return repository;
}
