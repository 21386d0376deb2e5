#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/starter.h"
#include "output/folder.h"
#include "support/text.h"
#include "support/banned.h"

static enum outcome
fail_at(const char *directory, const char *path)
{
	struct text place = {0};

	text_format(&place, "%s%s%s", directory, *path ? "/" : "", path);
	const enum outcome outcome = failure_of_file(place.bytes);

	text_free(&place);
	return outcome;
}

/* Whether nothing is there yet of what will be written. */
static enum outcome
check_free(const struct call *call, struct folder *folder, const char *directory)
{
	struct text there = {0};
	enum outcome outcome = OUTCOME_DONE;

	for (const struct starter_file *file = starter_files; file->path && outcome == OUTCOME_DONE;
		file++) {
		bool executable;
		const enum folder_answer answer =
			folder_read(folder, file->path, &there, &executable);

		if (answer == FOLDER_FAILED)
			outcome = fail_at(directory, file->path);
		else if (answer != FOLDER_NOTHING)
			outcome =
				call_mistake(call, "%s/%s is there already", directory, file->path);
	}
	text_free(&there);
	return outcome;
}

/*
 * What git shall know: the logs of builds are nobody's sources; keys are made of bytes, so line ends
 * stay as they are; and what no reviewer reads is folded in a pull request.
 */
static const struct {
	const char *path, *lines;
} git_files[] = {
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

/* Writes those that are not there; what somebody has written stays, and is said. */
static enum outcome
write_git_files(struct folder *folder, const char *directory)
{
	for (size_t i = 0; i < sizeof(git_files) / sizeof(*git_files); i++) {
		const char *path = git_files[i].path, *lines = git_files[i].lines;
		struct text there = {0};
		bool executable;
		const enum folder_answer answer = folder_read(folder, path, &there, &executable);

		text_free(&there);
		if (answer == FOLDER_NOTHING &&
			!folder_write(folder, path, lines, strlen(lines), false))
			return fail_at(directory, path);
		if (answer != FOLDER_NOTHING)
			printf("%s/%s is there already and stays; it should hold\n%s\n", directory,
				path, lines);
	}
	return OUTCOME_DONE;
}

static enum outcome
write_files(struct folder *folder, const char *directory)
{
	size_t count = 0;

	for (const struct starter_file *file = starter_files; file->path; file++, count++)
		if (!folder_write(
			    folder, file->path, (const char *)file->bytes, file->length, false))
			return fail_at(directory, file->path);
	const enum outcome outcome = write_git_files(folder, directory);

	if (outcome != OUTCOME_DONE)
		return outcome;
	printf("%s: %zu files written\n\n"
	       "Look at images.yaml, then, in this folder:\n"
	       "    basegen generate    renders out/, which is committed\n"
	       "    out/build.sh        builds the images; make -f out/images.mk does it side by "
	       "side\n",
		directory, count);
	return fflush(stdout) ? failure_of_file("standard output") : OUTCOME_DONE;
}

enum outcome
command_init(struct call *call)
{
	const struct option_rule none[] = {{0}};
	struct folder folder;

	if (!call_options(call, none))
		return OUTCOME_MISTAKE;
	if (call->word_count > 1)
		return call_mistake(call, "one folder is enough");
	const char *directory = call->word_count ? call->words[0] : ".";

	if (!folder_open(&folder, directory, true))
		return fail_at(directory, "");
	enum outcome outcome = check_free(call, &folder, directory);

	if (outcome == OUTCOME_DONE)
		outcome = write_files(&folder, directory);
	folder_close(&folder);
	return outcome;
}
