#include "engine/probe_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/text.h"
#include "support/banned.h"

enum {
	LARGEST = 8192,
	READABLE = S_IRUSR | S_IRGRP | S_IROTH,
	WRITABLE = S_IWUSR | S_IWGRP | S_IWOTH
};

/* The text of the file about a command: its path, and what changes when the command does. */
static bool
describe(const char *path, struct text *text)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	text_format(text, "docker builds: %llu %llu %lld %lld.%09ld %s\n",
		(unsigned long long)status.st_dev, (unsigned long long)status.st_ino,
		(long long)status.st_size, (long long)status.st_mtim.tv_sec,
		(long)status.st_mtim.tv_nsec, path);
	return text->length <= LARGEST;
}

bool
probe_cache_holds(const char *memory, const char *path)
{
	struct text expected = TEXT_EMPTY;
	struct stat status;
	char bytes[LARGEST + 1];
	const int file = memory ? open(memory, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
	bool holds = false;

	if (file < 0)
		return false;
	/* No commit can contain a file that nobody may write to, because git makes none. */
	const bool ours = fstat(file, &status) == 0 && !(status.st_mode & WRITABLE);
	const ssize_t length = ours ? read(file, bytes, sizeof(bytes)) : 0;

	close(file);
	if (length > 0 && describe(path, &expected))
		holds = text_equal(bytes, (size_t)length, expected.bytes, expected.length);
	text_free(&expected);
	return holds;
}

/* Replaces the file by a new one, so that a link is never followed. */
static void
replace(const char *memory, const struct text *content)
{
	struct text name = TEXT_EMPTY;

	/*
	 * Always the same name, so that killed runs leave one file. If two runs write at once, the
	 * result is not a valid note, and the docker is asked again.
	 */
	text_format(&name, "%s.new", memory);
	(void)unlink(name.bytes);
	const int file =
		open(name.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, READABLE);

	if (file >= 0) {
		const bool whole =
			write(file, content->bytes, content->length) == (ssize_t)content->length;

		if (close(file) < 0 || !whole || rename(name.bytes, memory) < 0)
			(void)unlink(name.bytes);
	}
	text_free(&name);
}

void
probe_cache_keep(const char *memory, const char *path)
{
	struct text content = TEXT_EMPTY;

	if (memory && describe(path, &content))
		replace(memory, &content);
	text_free(&content);
}
