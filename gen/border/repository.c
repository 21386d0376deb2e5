#include "border/repository_git.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "border/describe.h"
#include "support/arena.h"
#include "support/failure.h"
#include "support/semver.h"
#include "support/banned.h"

#define TAGS "refs/tags/"

/* A tag's reference; the tag is first, so that one leads to the other. */
struct reference {
	struct tag tag;
	git_oid target; /* the tag object of an annotated tag */
	git_oid peeled;
};

struct references {
	struct reference *items; /* sorted by name */
	size_t count;
};

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

void
repository_start_library(void)
{
	static bool started;

	if (started)
		return;
	if (git_libgit2_init() < 0)
		exit((int)failure("libgit2 does not start: %s", repository_library_error()));
	/* The name of each object read was checked when git stored it; git does not check again. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	started = true;
}

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
	text_append_string(&head->description, ", or set VERSION");
	return REFUSED;
}

enum answer
repository_refuse_by_library(struct head *head)
{
	return repository_refuse(head,
		"libgit2 cannot read this repository (%s): use one that it can",
		repository_library_error());
}

/* Tags */

static int
compare_references(const void *a, const void *b)
{
	return strcmp(
		((const struct reference *)a)->tag.name, ((const struct reference *)b)->tag.name);
}

/* Follows `reference` to what it names in the end. False where there is no such object. */
static bool
peel(git_repository *repository, const git_reference *reference, struct reference *out)
{
	const git_oid *packed = git_reference_target_peel(reference);
	git_object *object = NULL, *peeled = NULL;
	bool found;

	git_oid_cpy(&out->target, git_reference_target(reference));
	if (packed) {
		git_oid_cpy(&out->peeled, packed);
		out->tag.annotated = !git_oid_equal(packed, &out->target);
		return true;
	}
	if (git_object_lookup(&object, repository, &out->target, GIT_OBJECT_ANY) < 0)
		return false;
	out->tag.annotated = git_object_type(object) == GIT_OBJECT_TAG;
	if (!out->tag.annotated)
		git_oid_cpy(&out->peeled, &out->target);
	else if (git_object_peel(&peeled, object, GIT_OBJECT_ANY) == 0)
		git_oid_cpy(&out->peeled, git_object_id(peeled));
	found = !out->tag.annotated || peeled;
	git_object_free(peeled);
	git_object_free(object);
	return found;
}

static int64_t
tagger_time(git_repository *repository, const struct reference *reference)
{
	git_tag *tag = NULL;
	int64_t time = 0;

	if (git_tag_lookup(&tag, repository, &reference->target) == 0 && git_tag_tagger(tag))
		time = git_tag_tagger(tag)->when.time;
	git_tag_free(tag);
	return time;
}

/* Names a commit as git does: annotated tags first, of several the last made; else the first by name. */
static void
name_commit(git_repository *repository, struct history *history, const struct reference *reference)
{
	struct commit *commit = history_commit(history, (const char *)reference->peeled.id);
	const struct reference *before = (const struct reference *)commit->tag;

	if (before && before->tag.annotated >= reference->tag.annotated &&
		!(before->tag.annotated && reference->tag.annotated &&
			tagger_time(repository, before) < tagger_time(repository, reference)))
		return;
	commit->tag = &reference->tag;
}

/* Reads the version tags in the order of their names, as git does. */
static bool
read_tags(git_repository *repository, struct history *history, struct references *references)
{
	git_reference_iterator *iterator = NULL;
	git_reference *named = NULL, *reference = NULL;
	void *items = NULL;
	size_t count = 0;

	if (git_reference_iterator_glob_new(&iterator, repository, TAGS "v[0-9]*") < 0)
		return false;
	while (git_reference_next(&named, iterator) == 0) {
		if (git_reference_resolve(&reference, named) == 0) {
			struct reference new = {
				.tag.name = git_reference_name(named) + strlen(TAGS)};

			if (peel(repository, reference, &new)) {
				new.tag.name = arena_string(history->arena, new.tag.name);
				*(struct reference *)arena_grow(
					history->arena, &items, count++, sizeof(new)) = new;
			}
			git_reference_free(reference);
		}
		git_reference_free(named);
	}
	git_reference_iterator_free(iterator);

	*references = (struct references){items, count};
	if (count)
		qsort(references->items, count, sizeof(*references->items), compare_references);
	for (size_t i = 0; i < count; i++)
		name_commit(repository, history, &references->items[i]);
	return true;
}

/* The highest of the tags on the commit that `tag` names; `tag` itself unless one is higher. */
static const struct tag *
highest_tag(const struct references *references, const struct tag *tag)
{
	const git_oid *commit = &((const struct reference *)tag)->peeled;

	for (size_t i = 0; i < references->count; i++)
		if (git_oid_equal(&references->items[i].peeled, commit) &&
			semver_compare(references->items[i].tag.name, tag->name) > 0)
			tag = &references->items[i].tag;
	return tag;
}

/* Description */

static bool
read_commit(struct history *history, struct commit *commit)
{
	git_commit *read;
	git_oid id;

	git_oid_fromraw(&id, (const unsigned char *)commit->id);
	if (git_commit_lookup(&read, history->reader, &id) < 0)
		return false;
	commit->time = git_commit_time(read);
	commit->parent_count = git_commit_parentcount(read);
	commit->parents =
		arena_allocate_array(history->arena, commit->parent_count, sizeof(struct commit *));
	for (unsigned int i = 0; i < commit->parent_count; i++)
		commit->parents[i] =
			history_commit(history, (const char *)git_commit_parent_id(read, i)->id);
	git_commit_free(read);
	return true;
}

/* Appends the tag's name: an annotated tag's own, which its reference may belie, as git does. */
static void
append_name(git_repository *repository, const struct tag *tag, bool *misnamed, struct text *text)
{
	const struct reference *reference = (const struct reference *)tag;
	git_tag *object = NULL;

	*misnamed = false;
	if (tag->annotated && git_tag_lookup(&object, repository, &reference->target) == 0)
		*misnamed = strcmp(git_tag_name(object), tag->name) != 0;
	text_append_string(text, *misnamed ? git_tag_name(object) : tag->name);
	git_tag_free(object);
}

static enum answer
describe(git_repository *repository, const git_oid *id, struct head *head)
{
	struct arena arena = {0};
	struct history history = {.arena = &arena, .read = read_commit, .reader = repository};
	struct references references;
	struct description found;
	enum answer answer = YES;

	if (!read_tags(repository, &history, &references) ||
		!history_describe(
			&history, history_commit(&history, (const char *)id->id), &found)) {
		answer = repository_refuse_by_library(head);
	} else {
		bool longer = true;

		if (found.tag)
			append_name(repository, highest_tag(&references, found.tag), &longer,
				&head->description);
		else
			text_append_string(&head->description, "v0.0.0");
		head->released = found.tag && !found.depth;
		if (longer || found.depth)
			text_format(&head->description, "-%zu-g%.12s", found.depth, head->commit);
	}
	arena_free(&arena);
	return answer;
}

/* The repository */

/* Whether `path`, or the directory it is in, belongs to somebody else. */
static bool
is_foreign(const char *directory, const struct stat *inside)
{
	struct stat status;

	return inside->st_uid != geteuid() ||
	       (stat(directory, &status) == 0 && status.st_uid != geteuid());
}

/*
 * libgit2 passes repositories of another owner by as if there were none, and then git's answer
 * would be a refusal. Looks for them from `directory` upward, within the file system.
 */
static void
look_for_hidden(const char *directory, struct head *head)
{
	char *path = realpath(directory, NULL);
	struct stat first, status;

	head->state = HEAD_NONE;
	if (!path || stat(path, &first) < 0) {
		free(path);
		return;
	}
	for (char *end = path + strlen(path); end; end = strrchr(path, '/')) {
		struct text inside = {0};

		*end = '\0';
		text_format(&inside, "%s/.git", path);
		if (stat(*path ? path : "/", &status) == 0 && status.st_dev != first.st_dev) {
			text_free(&inside);
			break;
		}
		if (lstat(inside.bytes, &status) == 0) {
			if (is_foreign(*path ? path : "/", &status))
				repository_refuse(head,
					"the repository %s belongs to another user: run "
					"git config --global --add safe.directory %s",
					path, path);
			else if (!S_ISDIR(status.st_mode))
				repository_refuse(head,
					"%s does not lead to a repository: repair it",
					inside.bytes);
		}
		text_free(&inside);
		if (head->state == HEAD_REFUSED)
			break;
	}
	free(path);
}

/* With GIT_DIR set and nothing else said, the work tree is where git is called (git(1)). */
static bool
set_work_tree(git_repository *repository, const char *directory)
{
	git_config *config = NULL;
	git_buf configured = {0};
	bool done = true;

	if (getenv("GIT_DIR") && !git_repository_is_bare(repository) &&
		git_repository_config(&config, repository) == 0 &&
		git_config_get_path(&configured, config, "core.worktree") < 0)
		done = git_repository_set_workdir(repository, directory, 0) == 0;
	git_buf_dispose(&configured);
	git_config_free(config);
	return done;
}

/* Adds the configuration of one work tree, which libgit2 1.5 leaves out (git-worktree(1)). */
static void
add_worktree_config(git_repository *repository)
{
	struct text path = {0};
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

/* Grafts and replacements change the history that git sees, and libgit2 ignores them. */
static bool
is_altered(git_repository *repository)
{
	git_reference_iterator *iterator = NULL;
	const char *name;
	struct text grafts = {0};
	struct stat status;
	bool altered;

	text_format(&grafts, "%sinfo/grafts", git_repository_commondir(repository));
	altered = stat(grafts.bytes, &status) == 0 && status.st_size > 0;
	if (!getenv("GIT_NO_REPLACE_OBJECTS") &&
		git_reference_iterator_glob_new(&iterator, repository, "refs/replace/*") == 0)
		altered |= git_reference_next_name(&name, iterator) == 0;
	git_reference_iterator_free(iterator);
	text_free(&grafts);
	return altered;
}

/* Finds the commit of HEAD, its name and its time. */
static bool
read_commit_of_head(git_repository *repository, git_oid *id, struct head *head)
{
	git_commit *commit;

	if (git_repository_head_unborn(repository) == 1) {
		head->state = HEAD_UNBORN;
		return false;
	}
	if (git_reference_name_to_id(id, repository, "HEAD") < 0 ||
		git_commit_lookup(&commit, repository, id) < 0) {
		repository_refuse_by_library(head);
		return false;
	}
	git_oid_tostr(head->commit, sizeof(head->commit), id);
	head->time = git_commit_time(commit);
	git_commit_free(commit);
	return true;
}

static void
read_repository(git_repository *repository, struct head *head)
{
	git_oid id;

	add_worktree_config(repository);
	repository_read_origin(repository, &head->origin);
	if (!read_commit_of_head(repository, &id, head))
		return;
	if (git_repository_is_shallow(repository))
		repository_refuse(head, "shallow clone: run git fetch --unshallow --tags");
	else if (git_repository_is_bare(repository))
		repository_refuse(head, "bare repository: use a work tree");
	else if (is_altered(repository))
		repository_refuse(head,
			"history with grafts or replaced objects: set GIT_NO_REPLACE_OBJECTS, "
			"remove .git/info/grafts");
	else if (describe(repository, &id, head) == YES &&
		 repository_is_dirty(repository, false, head) == YES) {
		head->dirty = true;
		text_append_string(&head->description, "-dirty");
	}
}

void
repository_read_head(const char *directory, struct head *head)
{
	git_repository *repository = NULL;
	int error;

	repository_start_library();
	*head = (struct head){.state = HEAD_COMMIT};
	/* libgit2 looks at GIT_DIR only where it is given no directory. */
	error = git_repository_open_ext(&repository, getenv("GIT_DIR") ? NULL : directory,
		GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	if (error == GIT_ENOTFOUND && !getenv("GIT_DIR"))
		look_for_hidden(directory, head);
	else if (error < 0 || !set_work_tree(repository, directory))
		repository_refuse_by_library(head);
	else
		read_repository(repository, head);
	git_repository_free(repository);
}

void
repository_head_free(struct head *head)
{
	text_free(&head->description);
	text_free(&head->origin);
}

struct object_id
repository_hash(enum object_kind kind, const char *bytes, size_t length)
{
	const git_object_t type = kind == OBJECT_TREE ? GIT_OBJECT_TREE : GIT_OBJECT_BLOB;
	struct object_id id;
	git_oid raw;

	repository_start_library();
	if (git_odb_hash(&raw, bytes, length, type) < 0)
		exit((int)failure("libgit2 cannot hash: %s", repository_library_error()));
	memcpy(id.bytes, raw.id, sizeof(id.bytes));
	return id;
}

struct object_hex
object_id_hex(const struct object_id *id)
{
	struct object_hex hex;
	git_oid raw;

	git_oid_fromraw(&raw, id->bytes);
	git_oid_tostr(hex.digits, sizeof(hex.digits), &raw);
	return hex;
}
