#include "build/state/edited_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/state/state.h"
#include "document/document.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * Opens the file and waits for its lock. Other runs replace it, so the file that is open must still
 * have the name. -1 if it cannot be opened or locked.
 */
static int
open_locked(const char *path)
{
	for (;;) {
		const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		struct stat open_one, named;

		if (file < 0)
			return -1;
		const bool is_locked = flock(file, LOCK_EX) == 0;

		if (is_locked && fstat(file, &open_one) == 0 && stat(path, &named) == 0 &&
			open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino)
			return file;
		close(file);
		if (!is_locked)
			return -1;
	}
}

static const struct source *
read_file(struct arena *arena, const char *path)
{
	enum source_failure why;

	return store_disk.read(&store_disk, arena, NULL, path, DOCUMENT_LARGEST, &why);
}

struct edited_file
edited_file_open(struct arena *arena, const char *path)
{
	const int lock = open_locked(path);

	return (struct edited_file){arena, read_file(arena, path), lock};
}

/* Whether the file on disk still has the bytes that were read. */
static bool
is_unchanged(const struct edited_file *file)
{
	const struct source *source = file->source, *now = read_file(file->arena, source->name);

	return now && text_equal(now->bytes, now->length, source->bytes, source->length);
}

enum outcome
edited_file_write(const struct edited_file *file, const struct source *edited)
{
	const char *path = file->source->name;
	struct text text = TEXT_EMPTY;

	if (!is_unchanged(file))
		return failure("%s was changed while the command was at work, and is left as it "
			       "is: run the command again",
			path);
	char *real = realpath(path, NULL);

	text_append(&text, edited->bytes, edited->length);
	const bool is_written = real && state_write(real, &text);

	text_free(&text);
	free(real);
	return is_written ? OUTCOME_DONE : failure_of_file(path);
}

void
edited_file_close(const struct edited_file *file)
{
	if (file->lock >= 0)
		close(file->lock);
}

static struct source *
read_edited(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	const struct source *edited = ((const struct edited_store *)store)->source;

	if (strcmp(path, edited->name) == 0)
		return source_of_bytes(arena, edited->name, edited->bytes, edited->length);
	return store_disk.read(&store_disk, arena, folder, path, limit, failure);
}

struct edited_store
edited_store(const struct source *source)
{
	return (struct edited_store){
		{read_edited, store_disk.list, store_disk.stays, store_disk.kind}, source};
}
