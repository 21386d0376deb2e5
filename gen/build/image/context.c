#include "build/image/context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/target/target.h"
#include "dockerfile/rename_image.h"
#include "output/folder.h"
#include "output/key_inputs.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/text.h"
#include "support/banned.h"

struct snapshot {
	struct arena *arena;
	struct folder out;
	const struct target *target;
	const char *destination;
	struct text bytes; /* of the file that is copied */
	struct text *why;
};

static bool
give_up(struct snapshot *snapshot, const char *path)
{
	text_format(snapshot->why, "%s: %s", path, strerror(errno));
	return false;
}

/* Gives the file or folder the time of all. */
static bool
set_time(const char *path)
{
	const struct timespec times[2] = {{.tv_sec = CONTEXT_TIME}, {.tv_sec = CONTEXT_TIME}};

	return utimensat(AT_FDCWD, path, times, 0) == 0;
}

/* Makes the folders of `path` below the destination, whatever the umask is. */
static bool
make_folders(struct snapshot *snapshot, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *folder = arena_format(snapshot->arena, "%s/%.*s", snapshot->destination,
			(int)(slash - path), path);

		if (mkdir(folder, 0755) == 0 ? chmod(folder, 0755) : errno != EEXIST)
			return give_up(snapshot, folder);
	}
	return true;
}

static bool
write_file(struct snapshot *snapshot, const char *path, bool executable)
{
	const char *place = arena_format(snapshot->arena, "%s/%s", snapshot->destination, path);
	const int file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = file >= 0;

	for (size_t at = 0; done && at < snapshot->bytes.length;) {
		const ssize_t put =
			write(file, snapshot->bytes.bytes + at, snapshot->bytes.length - at);

		done = put >= 0 || errno == EINTR;
		at += put > 0 ? (size_t)put : 0;
	}
	done = done && fchmod(file, executable ? 0755 : 0644) == 0;
	if (file >= 0 && close(file))
		done = false;
	return (done && set_time(place)) || give_up(snapshot, place);
}

/* Whether the file that was read has the mode and the name that the key was made of: "MODE HASH". */
static bool
is_as_hashed(const struct snapshot *snapshot, const struct key_input *file, bool executable)
{
	const struct text *bytes = &snapshot->bytes;
	const struct object_id id = object_id_of_blob(bytes->bytes, bytes->length);

	return strcmp(file->value,
		       arena_format(snapshot->arena, "%s %s", executable ? "100755" : "100644",
			       object_id_hex(&id).digits)) == 0;
}

static bool
copy_file(struct snapshot *snapshot, const struct key_input *file)
{
	const char *path =
		arena_format(snapshot->arena, "%s/%s", snapshot->target->context, file->name);
	bool executable = false;
	const enum folder_answer answer =
		folder_read(&snapshot->out, path, &snapshot->bytes, &executable);

	if (answer == FOLDER_FAILED)
		return give_up(snapshot, path);
	if (answer != FOLDER_FILE || !is_as_hashed(snapshot, file, executable)) {
		text_format(snapshot->why,
			"out/%s is not what its key says; run it again, and it is generated again",
			path);
		return false;
	}
	return make_folders(snapshot, file->name) && write_file(snapshot, file->name, executable);
}

/* Folders come last, as a file that is put into one changes its time. */
static bool
set_folder_times(struct snapshot *snapshot, const struct key_inputs *made_of)
{
	for (size_t i = 0; i < made_of->count; i++) {
		const char *path = made_of->items[i].name;

		if (strcmp(made_of->items[i].kind, "file") != 0)
			continue;
		for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
			if (!set_time(arena_format(snapshot->arena, "%s/%.*s",
				    snapshot->destination, (int)(slash - path), path)))
				return give_up(snapshot, path);
	}
	return set_time(snapshot->destination) || give_up(snapshot, snapshot->destination);
}

static bool
copy_files(struct snapshot *snapshot)
{
	const struct key_inputs made_of =
		key_inputs_read(snapshot->arena, snapshot->target->key_inputs);

	for (size_t i = 0; i < made_of.count; i++)
		if (strcmp(made_of.items[i].kind, "file") == 0 &&
			!copy_file(snapshot, &made_of.items[i]))
			return false;
	return set_folder_times(snapshot, &made_of);
}

/* The ID as the name of a folder. */
static const char *
plain_id(struct arena *arena, const char *id)
{
	char *plain = arena_string(arena, id), *slash = strchr(plain, '/');

	if (slash)
		*slash = '_';
	return plain;
}

const char *
context_copy(struct arena *arena, const char *out, const struct target *target, const char *scratch,
	struct text *why)
{
	char *destination =
		arena_format(arena, "%s/%s-XXXXXX", scratch, plain_id(arena, target->id));
	struct snapshot snapshot = {.arena = arena,
		.target = target,
		.destination = destination,
		.bytes = TEXT_EMPTY,
		.why = why};
	bool done = false;

	if (!mkdtemp(destination) || chmod(destination, 0755)) {
		give_up(&snapshot, scratch);
	} else if (!folder_open(&snapshot.out, out, false)) {
		give_up(&snapshot, out);
	} else {
		done = copy_files(&snapshot);
		folder_close(&snapshot.out);
	}
	text_free(&snapshot.bytes);
	return done ? destination : NULL;
}

bool
context_rename(struct arena *arena, const char *context, const char *from, const char *to,
	struct text *why)
{
	static const char name[] = "Dockerfile";
	struct snapshot snapshot = {
		.arena = arena, .destination = context, .bytes = TEXT_EMPTY, .why = why};
	const char *path = arena_format(arena, "%s/%s", context, name);
	bool executable = false, done = false;

	if (!folder_open(&snapshot.out, context, false))
		return give_up(&snapshot, context);
	if (folder_read(&snapshot.out, name, &snapshot.bytes, &executable) != FOLDER_FILE)
		give_up(&snapshot, path);
	else if (rename_image(&snapshot.bytes, from, to), unlink(path))
		give_up(&snapshot, path);
	else
		done = write_file(&snapshot, name, executable) &&
		       (set_time(context) || give_up(&snapshot, context));
	folder_close(&snapshot.out);
	text_free(&snapshot.bytes);
	return done;
}
