#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/repository_git.h"
#include "support/arena.h"
#include "support/failure.h"
#include "support/banned.h"

static void *
give(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_resize(NULL, size);
}

static void *
resize(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_resize(memory, size);
}

/* Since 1.7 libgit2 makes the rest of these three. */
#if LIBGIT2_VER_MAJOR > 1 || LIBGIT2_VER_MINOR >= 7

static git_allocator allocator = {.gmalloc = give, .grealloc = resize, .gfree = free};

#else

static void *
resize_array(void *memory, size_t count, size_t size, const char *file, int line)
{
	if (size && count > SIZE_MAX / size)
		failure_without_memory();
	return resize(memory, count * size, file, line);
}

static void *
give_array(size_t count, size_t size, const char *file, int line)
{
	return resize_array(NULL, count, size, file, line);
}

static void *
give_zeroes(size_t count, size_t size, const char *file, int line)
{
	return memset(give_array(count, size, file, line), 0, count * size);
}

static char *
copy_bytes(const char *bytes, size_t length, const char *file, int line)
{
	char *copy = give(length + 1, file, line);

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

static char *
copy_string(const char *string, const char *file, int line)
{
	return copy_bytes(string, strlen(string), file, line);
}

static char *
copy_start(const char *string, size_t most, const char *file, int line)
{
	return copy_bytes(string, strnlen(string, most), file, line);
}

static git_allocator allocator = {.gmalloc = give,
	.gcalloc = give_zeroes,
	.gstrdup = copy_string,
	.gstrndup = copy_start,
	.gsubstrdup = copy_bytes,
	.grealloc = resize,
	.greallocarray = resize_array,
	.gmallocarray = give_array,
	.gfree = free};

#endif

void
repository_end_without_memory(void)
{
	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
