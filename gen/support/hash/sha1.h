/* SHA-1 (FIPS 180-4): what git names its objects by. */
#ifndef SUPPORT_HASH_SHA1_H
#define SUPPORT_HASH_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { SHA1_BYTES = 20, SHA1_BLOCK = 64 };

/* Bytes that are hashed piece by piece: sha1_start, sha1_add for each piece, sha1_end. */
struct sha1 {
	uint32_t state[SHA1_BYTES / 4];
	unsigned char block[SHA1_BLOCK]; /* the last bytes, which are no whole block yet */
	uint64_t length;                 /* of all pieces */
};

void
sha1_start(struct sha1 *sha1);

void
sha1_add(struct sha1 *sha1, const void *bytes, size_t length);

/* Writes the hash of all pieces to `hash`. Nothing can be added after that. */
void
sha1_end(struct sha1 *sha1, unsigned char hash[static SHA1_BYTES]);

#endif
