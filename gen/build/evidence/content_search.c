#include "build/evidence/content_search.h"

#include <string.h>

#include "engine/inside/tar.h"
#include "support/hash/sha1.h"
#include "support/text.h"
#include "support/banned.h"

enum { READ_AT_ONCE = 1 << 16 };

void
content_search_bytes(
	struct content_searches *searches, const char *path, const char *bytes, size_t length)
{
	for (size_t i = 0; i < searches->count; i++) {
		struct content_search *wanted = &searches->items[i];

		if (!wanted->found && text_has(bytes, length, wanted->bytes, wanted->length))
			wanted->found = path;
	}
}

static size_t
longest_search(const struct content_searches *searches)
{
	size_t longest = 1;

	for (size_t i = 0; i < searches->count; i++)
		if (searches->items[i].length > longest)
			longest = searches->items[i].length;
	return longest;
}

/* A text can lie across two pieces of the content. */
void
content_search_entry(struct content_searches *searches, struct tar *tar, const char *path,
	struct sha1 *sha1, struct text *piece)
{
	const size_t kept = longest_search(searches) - 1;
	size_t got;

	text_clear(piece);
	text_reserve(piece, READ_AT_ONCE + kept + 1);
	while ((got = tar_read(tar, piece->bytes + piece->length, READ_AT_ONCE))) {
		const size_t length = piece->length + got, left = length < kept ? length : kept;

		if (sha1)
			sha1_add(sha1, piece->bytes + piece->length, got);
		content_search_bytes(searches, path, piece->bytes, length);
		memmove(piece->bytes, piece->bytes + length - left, left);
		piece->length = left;
	}
}
