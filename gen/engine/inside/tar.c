#include "engine/inside/tar.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/map.h"
#include "support/banned.h"

enum { BLOCK = 512, EXTENSION_MOST = 1 << 20 };

enum { LOOK_AGAIN = 200 }; /* milliseconds after which a signal is looked for */

/* Where a header has what, and how long it is. */
enum {
	AT_NAME = 0,
	NAME_LENGTH = 100,
	AT_MODE = 100,
	AT_UID = 108,
	AT_GID = 116,
	ID_LENGTH = 8,
	AT_SIZE = 124,
	SIZE_LENGTH = 12,
	AT_TIME = 136,
	AT_CHECKSUM = 148,
	AT_TYPE = 156,
	AT_LINK = 157,
	AT_MAGIC = 257,
	AT_PREFIX = 345,
	PREFIX_LENGTH = 155,
};

static void
fail(struct tar *tar, const char *mistake)
{
	if (!tar->mistake)
		tar->mistake = mistake;
}

/* Reads up to `size` bytes, fewer only at the end of the file. */
static size_t
read_bytes(struct tar *tar, char *bytes, size_t size)
{
	size_t length = 0;
	int64_t begun = clock_now();

	while (length < size && !tar->mistake) {
		if (tar->stop && *tar->stop) {
			fail(tar, "the reading was interrupted");
			break;
		}
		struct pollfd waiting = {.fd = tar->file, .events = POLLIN};

		if (poll(&waiting, 1, LOOK_AGAIN) <= 0) {
			tar->is_late = tar->patience && clock_now() - begun > tar->patience;
			if (tar->is_late)
				fail(tar, "its next bytes do not come");
			continue;
		}
		begun = clock_now();
		const ssize_t got = read(tar->file, bytes + length, size - length);

		if (got == 0)
			break;
		if (got > 0)
			length += (size_t)got;
		else if (errno != EINTR)
			fail(tar, "it cannot be read");
	}
	return length;
}

size_t
tar_read(struct tar *tar, char *bytes, size_t size)
{
	const size_t wanted = tar->left < size ? (size_t)tar->left : size;
	const size_t got = read_bytes(tar, bytes, wanted);

	if (got < wanted)
		fail(tar, "it ends within a file");
	tar->left -= got;
	return tar->mistake ? 0 : got;
}

static bool
skip_rest(struct tar *tar)
{
	char bytes[16 * BLOCK];

	tar->left += tar->padding;
	tar->padding = 0;
	while (tar->left && tar_read(tar, bytes, sizeof(bytes)))
		;
	return !tar->mistake;
}

/* A number in octal digits, or, as GNU tar has it, in bytes after one with the highest bit set. */
static uint64_t
number_at(const char *bytes, size_t length)
{
	uint64_t number = 0;

	if ((unsigned char)*bytes & 0x80) {
		number = (unsigned char)*bytes & 0x3F;
		for (size_t i = 1; i < length; i++)
			number = number << 8 | (unsigned char)bytes[i];
		return number;
	}
	for (size_t i = 0; i < length; i++)
		if (bytes[i] >= '0' && bytes[i] <= '7')
			number = number << 3 | (uint64_t)(bytes[i] - '0');
		else if (bytes[i] != ' ')
			break;
	return number;
}

static bool
is_zero(const char *header)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (header[i])
			return false;
	return true;
}

static bool
has_checksum(const char *header)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= AT_CHECKSUM && i < AT_CHECKSUM + ID_LENGTH ? ' '
								       : (unsigned char)header[i];
	return sum == number_at(header + AT_CHECKSUM, ID_LENGTH);
}

/* Reads a header. False at the end of the archive, and after a mistake. */
static bool
read_header(struct tar *tar, char *header)
{
	if (!skip_rest(tar))
		return false;
	const size_t length = read_bytes(tar, header, BLOCK);

	if (length == 0)
		fail(tar, "it ends without its last blocks");
	else if (length < BLOCK)
		fail(tar, "it ends within a header");
	else if (is_zero(header))
		return false;
	else if (!has_checksum(header))
		fail(tar, "the checksum of a header is wrong");
	return !tar->mistake;
}

static void
begin_content(struct tar *tar, uint64_t size)
{
	tar->left = size;
	tar->padding = (BLOCK - size % BLOCK) % BLOCK;
}

/* Reads the content of an entry that says something of the next one. */
static bool
read_extension(struct tar *tar, struct text *text)
{
	const uint64_t size = tar->left;

	if (size > EXTENSION_MOST) {
		fail(tar, "the names or attributes of an entry are too long");
		return false;
	}
	text_clear(text);
	text_reserve(text, (size_t)size + 1);
	text->length = tar_read(tar, text->bytes, (size_t)size);
	text->bytes[text->length] = '\0';
	return !tar->mistake;
}

/* A field of a header, which has no NUL behind it when it is full. */
static void
take_field(struct text *text, const char *bytes, size_t length)
{
	text_append(text, bytes, strnlen(bytes, length));
}

static void
take_path(struct text *path, const char *header)
{
	if (memcmp(header + AT_MAGIC, "ustar", sizeof("ustar")) == 0 && header[AT_PREFIX]) {
		take_field(path, header + AT_PREFIX, PREFIX_LENGTH);
		text_append_character(path, '/');
	}
	take_field(path, header + AT_NAME, NAME_LENGTH);
}

/* A time of pax: seconds, and a fraction of any number of digits. */
static void
take_time(const char *value, struct tar_entry *entry)
{
	char *point;

	entry->seconds = strtoll(value, &point, 10);
	for (int i = 0; i < 9; i++) {
		const bool digit = *point && point[1] >= '0' && point[1] <= '9';

		entry->nanoseconds *= 10;
		if (digit)
			entry->nanoseconds += (uint32_t)(*++point - '0');
	}
}

/* Whether this record of pax says something of the file itself. */
static bool
is_telling(const char *name, size_t length)
{
	static const char *const others[] = {"atime", "ctime", "comment"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (text_equal(name, length, others[i], strlen(others[i])))
			return false;
	return true;
}

/* The records of pax say "LENGTH NAME=VALUE\n"; the last of a name counts. */
static void
take_attributes(struct tar *tar, struct tar_entry *entry, bool *has_size)
{
	static const char capability[] = "SCHILY.xattr.security.capability";
	const char *at = tar->attributes.bytes, *end = at + tar->attributes.length;

	while (at < end) {
		char *name;
		const unsigned long length = strtoul(at, &name, 10);
		const char *equals = name < end ? memchr(name, '=', (size_t)(end - name)) : NULL;

		if (*name != ' ' || length > (size_t)(end - at) || !equals ||
			equals >= at + length || at[length - 1] != '\n') {
			fail(tar, "the attributes of an entry are not well formed");
			return;
		}
		name++;
		const char *value = equals + 1;
		const size_t name_length = (size_t)(equals - name),
			     value_length = (size_t)(at + length - 1 - value);

		if (text_equal(name, name_length, "path", 4)) {
			text_clear(&tar->path);
			text_append(&tar->path, value, value_length);
		} else if (text_equal(name, name_length, "linkpath", 8)) {
			text_clear(&tar->link);
			text_append(&tar->link, value, value_length);
		} else if (text_equal(name, name_length, "size", 4)) {
			entry->size = strtoull(value, NULL, 10);
			*has_size = true;
		} else if (text_equal(name, name_length, "uid", 3)) {
			entry->uid = strtoull(value, NULL, 10);
		} else if (text_equal(name, name_length, "gid", 3)) {
			entry->gid = strtoull(value, NULL, 10);
		} else if (text_equal(name, name_length, "mtime", 5)) {
			take_time(value, entry);
		} else if (is_telling(name, name_length)) {
			entry->others = entry->others * 31 +
					map_stable_hash(name, name_length + 1 + value_length);
			if (text_equal(name, name_length, capability, strlen(capability)))
				entry->has_capabilities = true;
		}
		at += length;
	}
}

static const char *
plain_path(struct text *path)
{
	const char *bytes = path->bytes;

	while (path->length && path->bytes[path->length - 1] == '/')
		text_cut(path, path->length - 1);
	while (*bytes == '/' || (bytes[0] == '.' && (bytes[1] == '/' || !bytes[1])))
		bytes++;
	return bytes;
}

static enum tar_type
type_of(char type)
{
	switch (type) {
	case '\0':
	case '0':
	case '7':
		return TAR_FILE;
	case '1':
		return TAR_HARD_LINK;
	case '2':
		return TAR_SYMBOLIC_LINK;
	case '5':
		return TAR_FOLDER;
	default:
		return TAR_OTHER;
	}
}

/* Fills the entry from its header, and from what extensions before it said. */
static bool
take_entry(struct tar *tar, const char *header, struct tar_entry *entry)
{
	bool has_size = false;

	*entry = (struct tar_entry){
		.type = type_of(header[AT_TYPE]),
		.mode = (unsigned)number_at(header + AT_MODE, ID_LENGTH) & 07777,
		.uid = number_at(header + AT_UID, ID_LENGTH),
		.gid = number_at(header + AT_GID, ID_LENGTH),
		.seconds = (int64_t)number_at(header + AT_TIME, SIZE_LENGTH),
	};
	if (!tar->path.length)
		take_path(&tar->path, header);
	if (!tar->link.length)
		take_field(&tar->link, header + AT_LINK, NAME_LENGTH);
	take_attributes(tar, entry, &has_size);
	if (entry->type != TAR_FILE)
		entry->size = 0;
	else if (!has_size)
		entry->size = number_at(header + AT_SIZE, SIZE_LENGTH);
	begin_content(tar, entry->size);
	entry->path = plain_path(&tar->path);
	entry->link = entry->type == TAR_HARD_LINK ? plain_path(&tar->link) : tar->link.bytes;
	return !tar->mistake;
}

bool
tar_next(struct tar *tar, struct tar_entry *entry)
{
	char header[BLOCK];

	text_clear(&tar->path);
	text_clear(&tar->link);
	text_clear(&tar->attributes);
	while (!tar->mistake && read_header(tar, header)) {
		struct text *extension = NULL, ignored = TEXT_EMPTY;

		if (header[AT_TYPE] == 'x')
			extension = &tar->attributes;
		else if (header[AT_TYPE] == 'L')
			extension = &tar->path;
		else if (header[AT_TYPE] == 'K')
			extension = &tar->link;
		else if (header[AT_TYPE] == 'g')
			extension = &ignored;
		else
			return take_entry(tar, header, entry);
		begin_content(tar, number_at(header + AT_SIZE, SIZE_LENGTH));
		(void)read_extension(tar, extension);
		text_free(&ignored);
		/* GNU tar ends names with a NUL. */
		if (extension != &tar->attributes)
			text_cut(extension, strlen(extension->bytes));
	}
	return false;
}

struct tar
tar_open(int file, const volatile sig_atomic_t *stop)
{
	return (struct tar){.file = file,
		.stop = stop,
		.path = TEXT_EMPTY,
		.link = TEXT_EMPTY,
		.attributes = TEXT_EMPTY};
}

void
tar_free(struct tar *tar)
{
	text_free(&tar->path);
	text_free(&tar->link);
	text_free(&tar->attributes);
}
