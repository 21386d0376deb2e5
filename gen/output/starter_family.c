#include "output/starter_family.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/folder.h"
#include "output/starter.h"
#include "support/arena.h"
#include "support/path_last.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* What stands for the name of the family in the starter's images.yaml. */
static const char family_word[] = "@FAMILY@";

enum {
	NAME_LONGEST = 100, /* shorter than images.yaml allows, as tags and paths contain it */
	HASH_DIGITS = 64,   /* no name of an image may be as many hexadecimal digits */
	GIT_FILES = 2,
	CI_FILES = 8, /* at most, of one CI system */
};

/* The last part of the path of `directory`. */
static const char *
folder_name(struct arena *arena, const char *directory)
{
	char *real = realpath(directory, NULL);
	char *path = arena_string(arena, real ? real : directory);
	size_t length = strlen(path);

	free(real);
	while (length && path[length - 1] == '/')
		path[--length] = '\0';
	return path_last(path);
}

const char *
starter_family_name(struct arena *arena, const char *directory)
{
	const char *folder = folder_name(arena, directory);
	struct text name = TEXT_EMPTY;

	for (const char *at = folder; *at && name.length < NAME_LONGEST; at++) {
		const char lower = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
		const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');

		if (fits)
			text_append(&name, &lower, 1);
		else if (name.length && name.bytes[name.length - 1] != '-')
			text_append_string(&name, "-");
	}
	while (name.length && name.bytes[name.length - 1] == '-')
		name.bytes[--name.length] = '\0';
	const bool is_hash =
		name.length == HASH_DIGITS && strspn(name.bytes, "0123456789abcdef") == HASH_DIGITS;
	const char *found = !name.length
				    ? "family"
				    : arena_join(arena, is_hash ? "family-" : "", name.bytes, NULL);

	text_free(&name);
	return found;
}

const struct program_file *
starter_family_ci_files(const char *ci)
{
	static const struct program_file none[] = {{0}};

	if (strcmp(ci, "github") == 0)
		return github_files;
	return strcmp(ci, "gitlab") == 0 ? gitlab_files : none;
}

const struct program_file *
starter_family_files(struct arena *arena, const char *name)
{
	size_t count = 0;
	struct text text = TEXT_EMPTY;

	while (starter_files[count].path)
		count++;
	struct program_file *files = arena_allocate_array(arena, count + 1, sizeof(*files));
	const char *from = (const char *)starter_files[0].bytes;

	memcpy(files, starter_files, (count + 1) * sizeof(*files));
	for (const char *word; (word = strstr(from, family_word));
		from = word + strlen(family_word)) {
		text_append(&text, from, (size_t)(word - from));
		text_append_string(&text, name);
	}
	text_append_string(&text, from);
	files[0].bytes = (const unsigned char *)arena_copy(arena, text.bytes, text.length);
	files[0].length = text.length;
	text_free(&text);
	return files;
}

/* What is being made, and what of it is written. */
struct making {
	const char *directory;
	struct folder folder;
	const struct program_file *files;
	const struct program_file *ci_files; /* of a CI system */
	size_t begun;                        /* how many of the files were written, or begun */
	bool ci[CI_FILES];                   /* which of the CI system's */
	bool git[GIT_FILES];                 /* which of git's */
	bool made_makefile;
	bool has_makefile; /* the folder has that very Makefile now */
};

static enum outcome
fail_at(const char *directory, const char *path)
{
	struct text place = TEXT_EMPTY;

	text_format(&place, "%s%s%s", directory, *path ? "/" : "", path);
	const enum outcome outcome = failure_of_file(place.bytes);

	text_free(&place);
	return outcome;
}

/* Reads what is at the path of `file`. `*same` tells whether it is the file already. */
static enum folder_answer
look(struct making *making, const struct program_file *file, bool *same)
{
	struct text there = TEXT_EMPTY;
	bool executable;
	const enum folder_answer answer =
		folder_read(&making->folder, file->path, &there, &executable);

	*same = answer == FOLDER_FILE &&
		text_equal(there.bytes, there.length, (const char *)file->bytes, file->length);
	text_free(&there);
	return answer;
}

/* Says what is at `path` already: a file, or a link or a file where it needs a folder. */
static enum outcome
refuse_taken(const struct making *making, const char *path)
{
	struct text taken = TEXT_EMPTY;
	struct stat status = {0};
	bool is_folder = true;

	for (size_t at = 0; is_folder && path[at];) {
		const size_t part = at + (at > 0), end = part + strcspn(path + part, "/");

		text_append(&taken, path + at, end - at);
		is_folder = fstatat(making->folder.root, taken.bytes, &status,
				    AT_SYMLINK_NOFOLLOW) == 0 &&
			    S_ISDIR(status.st_mode);
		at = end;
	}
	const enum outcome outcome = failure_mistake(NULL,
		S_ISLNK(status.st_mode)
			? "%s/%s is a symbolic link: init follows none, and expects a folder "
			  "without it"
			: "%s/%s is there already: init expects a folder without it",
		making->directory, taken.bytes);

	text_free(&taken);
	return outcome;
}

/* Says why the folder cannot be opened. */
static enum outcome
refuse_folder(const char *directory)
{
	const int saved = errno;
	struct stat status;

	if (lstat(directory, &status) == 0 && S_ISLNK(status.st_mode))
		return failure_mistake(directory,
			"this is a symbolic link, and init follows none: name the folder itself");
	errno = saved;
	return errno == ELOOP
		       ? failure_mistake(directory, "a link that leads out of the checkout is not "
						    "followed: name the folder itself")
		       : fail_at(directory, "");
}

/*
 * Whether nothing of what will be written is there yet, apart from what a killed run has written.
 */
static enum outcome
check_free(struct making *making)
{
	for (const struct program_file *file = making->files; file->path; file++) {
		bool same;
		const enum folder_answer answer = look(making, file, &same);

		if (answer == FOLDER_FAILED)
			return fail_at(making->directory, file->path);
		if (answer != FOLDER_NOTHING && (!same || file == making->files))
			return refuse_taken(making, file->path);
	}
	return OUTCOME_DONE;
}

static enum outcome
write_file(struct making *making, const struct program_file *file)
{
	return folder_write(&making->folder, file->path, (const char *)file->bytes, file->length,
		       file->executable)
		       ? OUTCOME_DONE
		       : fail_at(making->directory, file->path);
}

/*
 * What git shall know: the logs of builds are nobody's sources; keys are made of bytes, so line
 * ends stay as they are; and what no reviewer reads is folded in a pull request.
 */
static const char ignored[] = "/build/\n", attributes[] =
						   "out/** -text\n"
						   "templates/** -text\n"
						   "images.yaml -text\n"
						   "images.lock -text\n"
						   "out/images.mk linguist-generated\n"
						   "out/build.sh linguist-generated\n"
						   "out/docker-bake.json linguist-generated\n"
						   "out/images.schema.json linguist-generated\n"
						   "out/index.html linguist-generated\n"
						   "out/.manifest linguist-generated\n";

static const struct program_file git_files[GIT_FILES] = {
	{".gitignore", (const unsigned char *)ignored, sizeof(ignored) - 1, false},
	{".gitattributes", (const unsigned char *)attributes, sizeof(attributes) - 1, false},
};

/* Writes those that are not there. What somebody has written stays, and that is said. */
static enum outcome
write_git_files(struct making *making)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < GIT_FILES && outcome == OUTCOME_DONE; i++) {
		const struct program_file *file = &git_files[i];
		bool same;
		const enum folder_answer answer = look(making, file, &same);

		making->git[i] = answer == FOLDER_NOTHING;
		if (making->git[i])
			outcome = write_file(making, file);
		else if (answer == FOLDER_FAILED)
			outcome = fail_at(making->directory, file->path);
		else if (!same)
			print_format("%s/%s is there already and stays; it should hold\n%s\n",
				making->directory, file->path, (const char *)file->bytes);
	}
	return outcome;
}

/* Writes those that are not there. */
static enum outcome
write_ci_files(struct making *making)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; making->ci_files[i].path && outcome == OUTCOME_DONE; i++) {
		const struct program_file *file = &making->ci_files[i];
		bool same;
		const enum folder_answer answer = look(making, file, &same);

		assert(i < CI_FILES);
		making->ci[i] = answer == FOLDER_NOTHING;
		if (making->ci[i])
			outcome = write_file(making, file);
		else if (answer == FOLDER_FAILED)
			outcome = fail_at(making->directory, file->path);
		else if (!same)
			print_format("%s/%s is there already and stays; see: basegen stock %s\n",
				making->directory, file->path, file->path);
	}
	return outcome;
}

/* Writes the Makefile, unless make finds one, which stays. */
static enum outcome
write_makefile(struct making *making)
{
	static const char *const names[] = {"GNUmakefile", "makefile", "Makefile"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct program_file file = makefile_files[0];
		bool same;

		file.path = names[i];
		const enum folder_answer answer = look(making, &file, &same);

		if (answer == FOLDER_FAILED)
			return fail_at(making->directory, file.path);
		if (answer == FOLDER_NOTHING)
			continue;
		making->has_makefile = same;
		if (!same)
			print_format(
				"%s/%s is there already and stays\n", making->directory, file.path);
		return OUTCOME_DONE;
	}
	making->has_makefile = making->made_makefile = true;
	return write_file(making, makefile_files);
}

static enum outcome
write_files(struct making *making)
{
	enum outcome outcome = OUTCOME_DONE;

	for (making->begun = 1; making->files[making->begun].path && outcome == OUTCOME_DONE;
		making->begun++)
		outcome = write_file(making, &making->files[making->begun]);
	if (outcome == OUTCOME_DONE)
		outcome = write_makefile(making);
	if (outcome == OUTCOME_DONE)
		outcome = write_git_files(making);
	if (outcome == OUTCOME_DONE)
		outcome = write_ci_files(making);
	if (outcome == OUTCOME_DONE)
		outcome = write_file(making, making->files);
	return outcome;
}

/* Takes back what was written before something failed. */
static void
remove_files(struct making *making, bool made_folder)
{
	for (size_t i = 0; i < making->begun; i++)
		(void)folder_remove(&making->folder, making->files[i].path);
	for (size_t i = 0; i < GIT_FILES; i++)
		if (making->git[i])
			(void)folder_remove(&making->folder, git_files[i].path);
	for (size_t i = 0; i < CI_FILES; i++)
		if (making->ci[i])
			(void)folder_remove(&making->folder, making->ci_files[i].path);
	if (making->made_makefile)
		(void)folder_remove(&making->folder, makefile_files[0].path);
	if (made_folder)
		(void)rmdir(making->directory);
}

enum outcome
starter_family_write(const struct starter_request *request, const struct program_file *files,
	struct starter_written *written)
{
	const char *directory = request->directory;
	struct making making = {
		.directory = directory, .files = files, .ci_files = request->ci_files};
	struct stat status;
	const bool makes_folder = lstat(directory, &status) && errno == ENOENT;
	enum outcome outcome = OUTCOME_DONE;

	if (!folder_open(&making.folder, directory, true))
		outcome = refuse_folder(directory);
	if (outcome == OUTCOME_DONE)
		outcome = check_free(&making);
	if (outcome == OUTCOME_DONE)
		outcome = write_files(&making);
	if (outcome != OUTCOME_DONE)
		remove_files(&making, makes_folder);
	folder_close(&making.folder);
	*written =
		(struct starter_written){making.begun + making.made_makefile, making.has_makefile};
	for (size_t i = 0; i < GIT_FILES; i++)
		written->count += making.git[i];
	for (size_t i = 0; i < CI_FILES; i++)
		written->count += making.ci[i];
	return outcome;
}
