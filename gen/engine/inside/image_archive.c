#include "engine/inside/image_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "document/node.h"
#include "engine/answer.h"
#include "engine/inside/tar.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { MOST_LINKS = 8, MOST_JSON = 64 << 20 };

/* A file or link in the archive. */
struct archive_member {
	enum tar_type type;
	const char *path, *link;
	off_t content; /* where its bytes begin */
	uint64_t size;
};

/* Opens the archive at a place. -1 with errno. */
static int
open_at(const char *path, off_t place)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (file < 0 || lseek(file, place, SEEK_SET) >= 0)
		return file;
	const int saved = errno;

	close(file);
	errno = saved;
	return -1;
}

/* Notes all members. */
static void
read_members(struct image_archive *archive, struct arena *arena, struct tar *tar)
{
	struct tar_entry entry;

	while (tar_next(tar, &entry)) {
		struct archive_member *member = arena_allocate(arena, sizeof(*member));

		*member = (struct archive_member){entry.type, arena_string(arena, entry.path),
			arena_string(arena, entry.link), lseek(tar->file, 0, SEEK_CUR), entry.size};
		map_set(&archive->members, arena, member->path, strlen(member->path), member);
	}
}

/* How many of the first bytes of a path are its folder, with the slash. */
static size_t
folder_length(const char *path, size_t length)
{
	while (length && path[length - 1] != '/')
		length--;
	return length;
}

/* The path that a link such as ../ID/layer.tar at `from` leads to. */
static const char *
follow(struct arena *arena, const char *from, const char *link)
{
	size_t folder = folder_length(from, strlen(from));

	for (; strncmp(link, "../", 3) == 0; link += 3)
		folder = folder ? folder_length(from, folder - 1) : 0;
	return arena_format(arena, "%.*s%s", (int)folder, from, link);
}

/* The file of that name, behind links. NULL if there is none. */
static const struct archive_member *
find_member(const struct image_archive *archive, struct arena *arena, const char *name)
{
	for (int i = 0; i < MOST_LINKS; i++) {
		const struct archive_member *member =
			map_get(&archive->members, name, strlen(name));

		if (!member || member->type == TAR_FILE)
			return member;
		name = member->type == TAR_HARD_LINK ? member->link
						     : follow(arena, member->path, member->link);
	}
	return NULL;
}

static const struct node *
read_json(const struct image_archive *archive, struct arena *arena, const char *name)
{
	const struct archive_member *member = find_member(archive, arena, name);

	if (!member || member->size > MOST_JSON)
		return NULL;
	char *bytes = arena_allocate(arena, (size_t)member->size + 1);
	const int file = open_at(archive->path, member->content);
	size_t length = 0;
	ssize_t got = file < 0 ? 0 : 1;

	while (got > 0 && length < member->size) {
		got = read(file, bytes + length, (size_t)member->size - length);
		length += got > 0 ? (size_t)got : 0;
	}
	if (file >= 0)
		close(file);
	return length == member->size ? answer_read_json(arena, bytes, length) : NULL;
}

/* Reads manifest.json: a list with {Config, Layers} for each image. */
static bool
read_manifest(struct image_archive *archive, struct arena *arena)
{
	static const char *const config[] = {"Config", NULL}, *const layers[] = {"Layers", NULL};
	const struct node *manifest = read_json(archive, arena, "manifest.json");

	if (!manifest || manifest->kind != NODE_LIST || manifest->count != 1)
		return false;
	archive->layers = answer_find(manifest->items[0], layers);
	archive->configuration =
		read_json(archive, arena, answer_find_text(manifest->items[0], config));
	return archive->layers && archive->layers->kind == NODE_LIST && archive->configuration &&
	       archive->configuration->kind == NODE_MAP;
}

bool
image_archive_read(struct image_archive *archive, struct arena *arena, const char *path,
	const volatile sig_atomic_t *stop, struct text *why)
{
	struct tar tar = tar_open(open_at(path, 0), stop);

	*archive = (struct image_archive){.path = path};
	if (tar.file < 0) {
		text_format(why, "%s: %s", path, strerror(errno));
		return false;
	}
	read_members(archive, arena, &tar);
	if (tar.mistake)
		text_format(why, "%s: %s", path, tar.mistake);
	else if (!read_manifest(archive, arena))
		text_format(why, "%s: it is not an image as docker saves it", path);
	close(tar.file);
	tar_free(&tar);
	return !why->length;
}

/* Whether bytes at the start of a file are those of gzip (RFC 1952) or zstd (RFC 8878). */
static bool
is_compressed(int file, off_t place)
{
	static const unsigned char gzip[] = {0x1F, 0x8B}, zstd[] = {0x28, 0xB5, 0x2F, 0xFD};
	unsigned char start[sizeof(zstd)];

	return pread(file, start, sizeof(start), place) == (ssize_t)sizeof(start) &&
	       (memcmp(start, gzip, sizeof(gzip)) == 0 || memcmp(start, zstd, sizeof(zstd)) == 0);
}

int
image_archive_layer(
	const struct image_archive *archive, struct arena *arena, size_t layer, struct text *why)
{
	const struct node *name =
		layer < archive->layers->count ? archive->layers->items[layer] : NULL;
	const struct archive_member *member =
		name && name->kind == NODE_SCALAR ? find_member(archive, arena, name->text) : NULL;
	const int file = member ? open_at(archive->path, member->content) : -1;
	const char *reason = NULL;

	if (file < 0)
		reason = member ? strerror(errno) : "it is missing";
	else if (is_compressed(file, member->content))
		reason = "this engine saves it compressed, so its files cannot be read";
	if (!reason)
		return file;
	text_format(why, "layer %zu: %s", layer + 1, reason);
	if (file >= 0)
		close(file);
	return -1;
}
