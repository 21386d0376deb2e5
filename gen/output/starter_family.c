#include "output/starter_family.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/folder.h"
#include "output/starter.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

enum { GIT_FILES = 2 };

/* What is being made, and what of it is written. */
struct making {
	const char *directory;
	struct folder folder;
	size_t count;        /* of the starter files, how many were written, or begun */
	bool git[GIT_FILES]; /* which of the others */
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

/* images.yaml is written last: a folder without it has no family yet, and init goes on there. */
static bool
is_last(const struct program_file *file)
{
	return file == starter_files;
}

/* Reads what is at `path`. `*same` tells whether it is the very file that is to be written. */
static enum folder_answer
look(struct making *making, const char *path, const char *bytes, size_t length, bool *same)
{
	struct text there = TEXT_EMPTY;
	bool executable;
	const enum folder_answer answer = folder_read(&making->folder, path, &there, &executable);

	*same = answer == FOLDER_FILE && text_equal(there.bytes, there.length, bytes, length);
	text_free(&there);
	return answer;
}

/*
 * Whether nothing of what will be written is there yet, apart from what a killed run has written.
 */
static enum outcome
check_free(struct making *making)
{
	for (const struct program_file *file = starter_files; file->path; file++) {
		bool same;
		const enum folder_answer answer =
			look(making, file->path, (const char *)file->bytes, file->length, &same);

		if (answer == FOLDER_FAILED)
			return fail_at(making->directory, file->path);
		if (answer != FOLDER_NOTHING && (!same || is_last(file)))
			return failure_mistake(NULL,
				"%s/%s is there already: init expects a folder without it",
				making->directory, file->path);
	}
	return OUTCOME_DONE;
}

static enum outcome
write_file(struct making *making, const char *path, const char *bytes, size_t length)
{
	return folder_write(&making->folder, path, bytes, length, false)
		       ? OUTCOME_DONE
		       : fail_at(making->directory, path);
}

static enum outcome
write_starter(struct making *making, const struct program_file *file)
{
	return write_file(making, file->path, (const char *)file->bytes, file->length);
}

/*
 * What git shall know: the logs of builds are nobody's sources; keys are made of bytes, so line
 * ends stay as they are; and what no reviewer reads is folded in a pull request.
 */
static const struct {
	const char *path, *lines;
} git_files[GIT_FILES] = {
	{".gitignore", "/build/\n"},
	{".gitattributes", "out/** -text\n"
			   "templates/** -text\n"
			   "images.yaml -text\n"
			   "images.lock -text\n"
			   "out/images.mk linguist-generated\n"
			   "out/build.sh linguist-generated\n"
			   "out/docker-bake.json linguist-generated\n"
			   "out/images.schema.json linguist-generated\n"
			   "out/.manifest linguist-generated\n"},
};

/* Writes those that are not there. What somebody has written stays, and that is said. */
static enum outcome
write_git_files(struct making *making)
{
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < GIT_FILES && outcome == OUTCOME_DONE; i++) {
		const char *path = git_files[i].path, *lines = git_files[i].lines;
		bool same;
		const enum folder_answer answer = look(making, path, lines, strlen(lines), &same);

		making->git[i] = answer == FOLDER_NOTHING;
		if (making->git[i])
			outcome = write_file(making, path, lines, strlen(lines));
		else if (answer == FOLDER_FAILED)
			outcome = fail_at(making->directory, path);
		else if (!same)
			print_format("%s/%s is there already and stays; it should hold\n%s\n",
				making->directory, path, lines);
	}
	return outcome;
}

static enum outcome
write_files(struct making *making)
{
	enum outcome outcome = OUTCOME_DONE;

	for (making->count = 1; starter_files[making->count].path && outcome == OUTCOME_DONE;
		making->count++)
		outcome = write_starter(making, &starter_files[making->count]);
	if (outcome == OUTCOME_DONE)
		outcome = write_git_files(making);
	if (outcome == OUTCOME_DONE)
		outcome = write_starter(making, starter_files);
	return outcome;
}

/* Takes back what was written before something failed. */
static void
remove_files(struct making *making, bool made_folder)
{
	for (size_t i = 0; i < making->count; i++)
		(void)folder_remove(&making->folder, starter_files[i].path);
	for (size_t i = 0; i < GIT_FILES; i++)
		if (making->git[i])
			(void)folder_remove(&making->folder, git_files[i].path);
	if (made_folder)
		(void)rmdir(making->directory);
}

enum outcome
starter_family_write(const char *directory, size_t *count)
{
	struct making making = {.directory = directory};
	struct stat status;
	const bool makes_folder = lstat(directory, &status) && errno == ENOENT;
	enum outcome outcome = OUTCOME_DONE;

	if (!folder_open(&making.folder, directory, true))
		outcome = fail_at(directory, "");
	if (outcome == OUTCOME_DONE)
		outcome = check_free(&making);
	if (outcome == OUTCOME_DONE)
		outcome = write_files(&making);
	if (outcome != OUTCOME_DONE)
		remove_files(&making, makes_folder);
	folder_close(&making.folder);
	*count = making.count;
	return outcome;
}
