/* Looks for texts, such as the values of secrets, in the contents of files. */
#ifndef BUILD_EVIDENCE_CONTENT_SEARCH_H
#define BUILD_EVIDENCE_CONTENT_SEARCH_H

#include <stddef.h>

struct sha1;
struct tar;
struct text;

/* A text that is looked for, and the first path that has it. */
struct content_search {
	const char *bytes;
	size_t length;
	const char *found; /* borrowed; NULL: none has it */
	size_t layer;      /* of the image, from 1 on, that has the file; 0: a container has it */
};

struct content_searches {
	struct content_search *items; /* may be NULL */
	size_t count;
};

/* Looks in `length` bytes of the file at `path` for the texts that were not found yet. */
void
content_search_bytes(
	struct content_searches *searches, const char *path, const char *bytes, size_t length);

/*
 * The same in the content of the entry of the archive that was read last, which `sha1` takes too,
 * unless it is NULL. `piece` is memory for that, which many calls can share; the caller frees it.
 */
void
content_search_entry(struct content_searches *searches, struct tar *tar, const char *path,
	struct sha1 *sha1, struct text *piece);

#endif
