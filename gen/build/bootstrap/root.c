#include "build/bootstrap/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "adapters/process.h"
#include "build/bootstrap/announce.h"
#include "build/bootstrap/apt.h"
#include "build/bootstrap/kind.h"
#include "build/bootstrap/recipe.h"
#include "build/state/interrupt.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/banned.h"

#define KEYRING "/usr/share/keyrings/debian-archive-keyring.gpg"
/* Without it, a package that needs all of perl merges /usr in Debian 12. */
#define MERGED_USR "/usr/share/mmdebstrap/hooks/merged-usr"

/* The build of one root file system. */
struct root_build {
	struct arena *arena;
	const struct root_plan *plan;
	const struct recipe *recipe;
	const char *packages;
	struct apt apt;
};

static const char *
path_in(const struct root_build *build, const char *name)
{
	return arena_format(build->arena, "%s/%s", build->plan->folder, name);
}

/* Writes a new file. Whether all was written. */
static bool
write_file(const char *path, mode_t mode, const char *bytes, size_t length)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	size_t written = 0;

	if (file < 0)
		return false;
	while (written < length) {
		const ssize_t count = write(file, bytes + written, length - written);

		if (count < 0 && errno != EINTR)
			break;
		written += count > 0 ? (size_t)count : 0;
	}
	return !close(file) && written == length;
}

/* Runs a program of the build. Its output is shown if it fails. */
static enum outcome
run(const struct root_build *build, const char *const *words, const char *const *environment)
{
	const struct process_call call = {
		.words = words, .environment = environment, .merged = true};
	struct process_result result = PROCESS_RESULT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	if (!interrupt_run(&call, &result, false)) {
		struct text end = TEXT_EMPTY;

		outcome = OUTCOME_MACHINE;
		process_append_end(&end, &result);
		if (!interrupt_came()) {
			(void)failure("%s: no stand-in could be made: %s %s", build->recipe->base,
				words[0], end.length ? end.bytes : "failed");
			announce_log(build->recipe->base, &result.output);
		}
		text_free(&end);
	}
	process_result_free(&result);
	return outcome;
}

/* What customise.sh is told. */
static const char *const *
script_environment(const struct root_build *build)
{
	const char **environment = arena_allocate(build->arena, 6 * sizeof(*environment));
	const struct kind_release *release = build->recipe->release;
	const char *authorities = build->plan->authorities;

	environment[0] = arena_format(build->arena, "BASEGEN_IMAGE=%s", release->image);
	environment[1] = arena_format(build->arena, "BASEGEN_VERSION=%s", release->version);
	environment[2] = arena_format(build->arena, "BASEGEN_PACKAGES=%s", release->packages);
	environment[3] = arena_format(
		build->arena, "BASEGEN_AUTHORITIES=%s", authorities ? authorities : "");
	environment[4] = arena_format(build->arena, "TMPDIR=%s", build->plan->folder);
	return environment;
}

/* Writes what both programs read. */
static enum outcome
write_inputs(const struct root_build *build)
{
	const struct text *sources = &build->apt.sources, *settings = &build->apt.settings;
	const char *path = path_in(build, "sources.list");

	if (!write_file(path, 0644, sources->bytes, sources->length))
		return failure_of_file(path);
	path = path_in(build, "apt.conf");
	if (!write_file(path, 0644, settings->bytes, settings->length))
		return failure_of_file(path);
	path = path_in(build, "customise");
	if (!write_file(path, 0755, root_script, strlen(root_script)))
		return failure_of_file(path);
	return OUTCOME_DONE;
}

static const char *const fixed_words[] = {"mmdebstrap", "--quiet", "--variant=minbase",
	"--format=tar", "--skip=cleanup/apt,cleanup/mmdebstrap",
	"--aptopt=APT::Install-Recommends \"false\"", "--dpkgopt=path-exclude=/usr/share/man/*",
	"--dpkgopt=path-exclude=/usr/share/locale/*", "--dpkgopt=path-exclude=/usr/share/doc/*",
	"--dpkgopt=path-include=/usr/share/doc/*/copyright", "--dpkgopt=force-unsafe-io"};

enum { FIXED_COUNT = sizeof(fixed_words) / sizeof(*fixed_words) };

static enum outcome
run_mmdebstrap(const struct root_build *build)
{
	const char *suite = build->recipe->release->suite;
	const char *words[FIXED_COUNT + 9];
	size_t count = FIXED_COUNT;

	memcpy(words, fixed_words, sizeof(fixed_words));
	words[count++] = arena_format(build->arena, "--include=%s", build->packages);
	words[count++] = arena_format(build->arena, "--aptopt=%s", path_in(build, "apt.conf"));
	words[count++] =
		arena_format(build->arena, "--customize-hook=%s", path_in(build, "customise"));
	if (access(KEYRING, R_OK) == 0)
		words[count++] = "--keyring=" KEYRING;
	if (strcmp(suite, "bookworm") == 0 && access(MERGED_USR, X_OK) == 0)
		words[count++] = "--hook-dir=" MERGED_USR;
	words[count++] = suite;
	words[count++] = path_in(build, "root.tar");
	words[count++] = path_in(build, "sources.list");
	words[count] = NULL;
	return run(build, words, script_environment(build));
}

static enum outcome
run_debootstrap(const struct root_build *build)
{
	const char *root = path_in(build, "root"), *words[8] = {"debootstrap", "--variant=minbase"};
	const char *const finish[] = {path_in(build, "customise"), root,
		path_in(build, "sources.list"), path_in(build, "apt.conf"),
		path_in(build, "root.tar"), NULL};
	size_t count = 2;

	words[count++] = arena_format(build->arena, "--include=%s", build->packages);
	if (access(KEYRING, R_OK) == 0)
		words[count++] = "--keyring=" KEYRING;
	words[count++] = build->recipe->release->suite;
	words[count++] = root;
	words[count++] = apt_mirror(&build->apt, build->arena, build->recipe->release->suite);
	const enum outcome outcome = run(build, words, NULL);

	return outcome == OUTCOME_DONE ? run(build, finish, script_environment(build)) : outcome;
}

/* Whether the program is in PATH. */
static bool
has_program(const char *name)
{
	const char *const words[] = {name, "--version", NULL};
	const struct process_call call = {.words = words};
	struct process_result result = PROCESS_RESULT_EMPTY;

	(void)process_run(&call, &result);
	const bool found = result.end != PROCESS_NOT_FOUND;

	process_result_free(&result);
	return found;
}

static enum outcome
fail_without_tool(const struct root_build *build)
{
	const char *base = build->recipe->base;

	if (build->apt.is_there)
		return failure(
			"%s: this needs mmdebstrap or debootstrap: apt-get install mmdebstrap",
			base);
	return failure("%s: this needs the packages debootstrap and debian-archive-keyring, or the "
		       "image from another machine: docker save %s | ssh HOST docker load",
		base, base);
}

static enum outcome
make_root(const struct root_build *build)
{
	const bool has_mmdebstrap = has_program("mmdebstrap");

	if (!has_mmdebstrap && !has_program("debootstrap"))
		return fail_without_tool(build);
	if (!has_mmdebstrap && geteuid() != 0)
		return failure(
			"%s: debootstrap needs root; mmdebstrap does not", build->recipe->base);
	announce("start", build->recipe->base,
		"build a stand-in from the packages of Debian %s (a minute or more)",
		build->recipe->release->suite);
	const enum outcome outcome = write_inputs(build);

	if (outcome != OUTCOME_DONE)
		return outcome;
	return has_mmdebstrap ? run_mmdebstrap(build) : run_debootstrap(build);
}

static bool
copy_bytes(int from, int to)
{
	char bytes[65536];
	ssize_t count;

	while ((count = read(from, bytes, sizeof(bytes))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		for (ssize_t done = 0, more; done < count; done += more)
			if ((more = write(to, bytes + done, (size_t)(count - done))) < 0) {
				if (errno != EINTR)
					return false;
				more = 0;
			}
	}
	return true;
}

/* Gives a file a second name, which is new: by a link if possible, else by a copy. */
static bool
give(const char *from, const char *to)
{
	if (link(from, to) == 0)
		return true;
	const int source = open(from, O_RDONLY | O_CLOEXEC);
	const int target =
		source < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool copied = target >= 0 && copy_bytes(source, target);

	if (source >= 0)
		(void)close(source);
	if (target >= 0)
		copied &= !close(target);
	return copied;
}

/* The start of the names of all archives of this recipe, whatever else they are made of. */
static const char *
kind_of(const struct root_build *build)
{
	const struct kind_release *release = build->recipe->release;
	struct utsname machine = {0};

	(void)uname(&machine);
	return arena_format(build->arena, "%s-%s-%s-%s-", release->image, release->version,
		release->suite, machine.machine);
}

/* A hash of all that a root file system is made of. */
static const char *
hash_of(const struct root_build *build)
{
	const char *authorities = build->plan->authorities_text;
	struct text all = TEXT_EMPTY;

	for (size_t i = 0; i < FIXED_COUNT; i++)
		text_format(&all, "%s\n", fixed_words[i]);
	text_format(&all, "%s\n%s\n%s\n%s\n%s", build->packages, root_script,
		build->apt.sources.bytes, build->apt.settings.bytes,
		authorities ? authorities : "");
	const struct object_id id = object_id_of_blob(all.bytes, all.length);
	const struct object_hex hex = object_id_hex(&id);

	text_free(&all);
	return arena_copy(build->arena, hex.digits, 12);
}

/* mkdir -p */
static bool
make_folders(struct arena *arena, const char *path)
{
	char *part = arena_string(arena, path);

	for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return mkdir(part, 0777) == 0 || errno == EEXIST;
}

/* Removes all archives of this kind but the newest. */
static void
remove_older(const char *cache, const char *kind, const char *newest)
{
	DIR *folder = opendir(cache);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		const char *name = entry->d_name, *end = strrchr(name, '.');

		if (strncmp(name, kind, strlen(kind)) == 0 && end && strcmp(end, ".tar") == 0 &&
			strcmp(name, newest) != 0)
			(void)unlinkat(dirfd(folder), name, 0);
	}
	if (folder)
		(void)closedir(folder);
}

enum { KEPT = S_IRUSR | S_IRGRP | S_IROTH };

/*
 * Whether the function `keep` has made the file. No commit can contain it: nobody may write to it,
 * and git makes no such files.
 */
static bool
is_kept(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       !(status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) && access(path, R_OK) == 0;
}

/* Keeps the archive under its name. It is there completely, or not at all. */
static enum outcome
keep(const struct root_build *build, const char *kind, const char *name)
{
	const char *cache = build->plan->cache;
	const char *path = arena_format(build->arena, "%s/%s", cache, name);
	const char *unfinished = arena_format(build->arena, "%s.%ld", path, (long)getpid());

	(void)unlink(unfinished);
	if (!give(path_in(build, "root.tar"), unfinished) || chmod(unfinished, KEPT) ||
		rename(unfinished, path)) {
		const enum outcome outcome = failure_of_file(path);

		(void)unlink(unfinished);
		return outcome;
	}
	remove_older(cache, kind, name);
	return OUTCOME_DONE;
}

static enum outcome
find_or_make(const struct root_build *build)
{
	const char *cache = build->plan->cache, *root = path_in(build, "root.tar");

	if (!cache)
		return make_root(build);
	if (!make_folders(build->arena, cache))
		return failure_of_file(cache);
	const char *kind = kind_of(build);
	const char *name = arena_format(build->arena, "%s%s.tar", kind, hash_of(build));
	const char *path = arena_format(build->arena, "%s/%s", cache, name);

	if (is_kept(path)) {
		announce("start", build->recipe->base, "from %s", path);
		return give(path, root) ? OUTCOME_DONE : failure_of_file(path);
	}
	const enum outcome outcome = make_root(build);

	return outcome == OUTCOME_DONE ? keep(build, kind, name) : outcome;
}

enum outcome
root_make(struct arena *arena, const struct root_plan *plan, const struct recipe *recipe)
{
	const char *packages = recipe->release->packages;
	struct root_build build = {.apt = APT_EMPTY,
		.arena = arena,
		.plan = plan,
		.recipe = recipe,
		.packages = *packages ? arena_join(arena, "ca-certificates,", packages, NULL)
				      : "ca-certificates"};

	apt_read(&build.apt, arena, recipe->release->suite);
	const enum outcome outcome = find_or_make(&build);

	apt_free(&build.apt);
	return outcome;
}
