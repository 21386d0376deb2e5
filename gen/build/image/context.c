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

struct context_copier {
	struct arena *arena;
	struct folder out;
	const struct target *target;
	const char *destination;
	struct text bytes; /* the bytes of the file that is copied */
	struct text *why;
};

static bool
give_up(struct context_copier *copier, const char *path)
{
	text_format(copier->why, "%s: %s", path, strerror(errno));
	return false;
}

/* Sets the time of a file or folder to CONTEXT_TIME. */
static bool
set_time(const char *path)
{
	const struct timespec times[2] = {{.tv_sec = CONTEXT_TIME}, {.tv_sec = CONTEXT_TIME}};

	return utimensat(AT_FDCWD, path, times, 0) == 0;
}

/* Makes the folders of `path` below the destination, with the same mode whatever the umask is. */
static bool
make_folders(struct context_copier *copier, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *folder = arena_format(
			copier->arena, "%s/%.*s", copier->destination, (int)(slash - path), path);

		if (mkdir(folder, 0755) == 0 ? chmod(folder, 0755) : errno != EEXIST)
			return give_up(copier, folder);
	}
	return true;
}

static bool
write_file(struct context_copier *copier, const char *path, bool executable)
{
	const char *place = arena_format(copier->arena, "%s/%s", copier->destination, path);
	const int file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = file >= 0;

	for (size_t at = 0; done && at < copier->bytes.length;) {
		const ssize_t put =
			write(file, copier->bytes.bytes + at, copier->bytes.length - at);

		done = put >= 0 || errno == EINTR;
		at += put > 0 ? (size_t)put : 0;
	}
	done = done && fchmod(file, executable ? 0755 : 0644) == 0;
	if (file >= 0 && close(file))
		done = false;
	return (done && set_time(place)) || give_up(copier, place);
}

/* Whether the file that was read has the mode and the hash in the key inputs: "MODE HASH". */
static bool
is_as_hashed(const struct context_copier *copier, const struct key_input *file, bool executable)
{
	const struct text *bytes = &copier->bytes;
	const struct object_id id = object_id_of_blob(bytes->bytes, bytes->length);

	return strcmp(file->value,
		       arena_format(copier->arena, "%s %s", executable ? "100755" : "100644",
			       object_id_hex(&id).digits)) == 0;
}

static bool
copy_file(struct context_copier *copier, const struct key_input *file)
{
	const char *path =
		arena_format(copier->arena, "%s/%s", copier->target->context, file->name);
	bool executable = false;
	const enum folder_answer answer =
		folder_read(&copier->out, path, &copier->bytes, &executable);

	if (answer == FOLDER_FAILED)
		return give_up(copier, path);
	if (answer != FOLDER_FILE || !is_as_hashed(copier, file, executable)) {
		text_format(copier->why,
			"out/%s was changed after its key was made: run the command again, which "
			"generates it anew",
			path);
		return false;
	}
	return make_folders(copier, file->name) && write_file(copier, file->name, executable);
}

/* Sets the times of folders. They come last, because a new file changes the time of its folder. */
static bool
set_folder_times(struct context_copier *copier, const struct key_inputs *made_of)
{
	for (size_t i = 0; i < made_of->count; i++) {
		const char *path = made_of->items[i].name;

		if (strcmp(made_of->items[i].kind, "file") != 0)
			continue;
		for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
			if (!set_time(arena_format(copier->arena, "%s/%.*s", copier->destination,
				    (int)(slash - path), path)))
				return give_up(copier, path);
	}
	return set_time(copier->destination) || give_up(copier, copier->destination);
}

static bool
copy_files(struct context_copier *copier)
{
	const struct key_inputs made_of =
		key_inputs_read(copier->arena, copier->target->key_inputs);

	for (size_t i = 0; i < made_of.count; i++)
		if (strcmp(made_of.items[i].kind, "file") == 0 &&
			!copy_file(copier, &made_of.items[i]))
			return false;
	return set_folder_times(copier, &made_of);
}

/* The ID of a target, as the name of a folder. */
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
	struct context_copier copier = {.arena = arena,
		.target = target,
		.destination = destination,
		.bytes = TEXT_EMPTY,
		.why = why};
	bool done = false;

	if (!mkdtemp(destination) || chmod(destination, 0755)) {
		give_up(&copier, scratch);
	} else if (!folder_open(&copier.out, out, false)) {
		give_up(&copier, out);
	} else {
		done = copy_files(&copier);
		folder_close(&copier.out);
	}
	text_free(&copier.bytes);
	return done ? destination : NULL;
}

bool
context_rename(struct arena *arena, const char *context, const char *from, const char *to,
	struct text *why)
{
	static const char name[] = "Dockerfile";
	struct context_copier copier = {
		.arena = arena, .destination = context, .bytes = TEXT_EMPTY, .why = why};
	const char *path = arena_format(arena, "%s/%s", context, name);
	bool executable = false, done = false;

	if (!folder_open(&copier.out, context, false))
		return give_up(&copier, context);
	if (folder_read(&copier.out, name, &copier.bytes, &executable) != FOLDER_FILE)
		give_up(&copier, path);
	else if (rename_image(&copier.bytes, from, to), unlink(path))
		give_up(&copier, path);
	else
		done = write_file(&copier, name, executable) &&
		       (set_time(context) || give_up(&copier, context));
	folder_close(&copier.out);
	text_free(&copier.bytes);
	return done;
}
