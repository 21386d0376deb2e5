#include "build/state/work_folder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/process.h"
#include "support/arena.h"
#include "support/failure.h"
#include "support/text.h"
#include "support/banned.h"

/* Mount points, in the order of mounting. */
struct mounts {
	const char **places;
	size_t count;
};

const char *
work_folder_make(struct arena *arena)
{
	const char *given = getenv("TMPDIR");
	char *place = realpath(given && *given ? given : "/tmp", NULL);
	char *folder = place ? arena_format(arena, "%s/basegen-XXXXXX", place) : NULL;

	free(place);
	if (folder && mkdtemp(folder) && chmod(folder, 0755) == 0)
		return folder;
	(void)failure("no temporary folder can be made in %s (TMPDIR): %s",
		given && *given ? given : "/tmp", strerror(errno));
	return NULL;
}

/* Decodes \040 and the like, which proc(5) writes for blanks in paths. */
static void
decode(char *path)
{
	char *to = path;

	for (const char *at = path; *at; to++) {
		if (at[0] == '\\' && at[1] && at[2] && at[3]) {
			*to = (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
			at += 4;
		} else {
			*to = *at++;
		}
	}
	*to = '\0';
}

/* Finds what is mounted in the folder. Nothing if there is no /proc/mounts. */
static struct mounts
find_mounts(struct arena *arena, const char *folder)
{
	FILE *file = fopen("/proc/mounts", "re");
	const size_t length = strlen(folder);
	struct mounts mounts = {0};
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		char *rest = NULL, *place = strtok_r(line, " ", &rest);

		if (!place || !(place = strtok_r(NULL, " ", &rest)))
			continue;
		decode(place);
		if (strncmp(place, folder, length) == 0 && place[length] == '/')
			*ARENA_ADD(arena, mounts.places, mounts.count) = arena_string(arena, place);
	}
	free(line);
	if (file)
		(void)fclose(file);
	return mounts;
}

/* Runs a program without its output. False after a message if it fails. */
static bool
run(const char *const *words)
{
	const struct process_call call = {.words = words};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done = process_run(&call, &result);

	if (!done)
		(void)failure("%s: %s", words[0],
			result.error.length ? result.error.bytes : "cannot be run");
	process_result_free(&result);
	return done;
}

void
work_folder_remove(struct arena *arena, const char *folder)
{
	const struct mounts mounts = find_mounts(arena, folder);

	for (size_t i = mounts.count; i-- > 0;)
		(void)run((const char *const[]){"umount", mounts.places[i], NULL});
	if (find_mounts(arena, folder).count)
		(void)failure("%s is left behind: something is still mounted there", folder);
	else
		(void)run((const char *const[]){"rm", "-rf", "--", folder, NULL});
}
