/* The IDs that git gives to what it stores: a hash of its kind, its size and its bytes. */
#ifndef SUPPORT_HASH_OBJECT_ID_H
#define SUPPORT_HASH_OBJECT_ID_H

#include <stddef.h>
#include <stdint.h>

#include "support/hash/sha1.h"

enum { OBJECT_ID_SIZE = 2 * SHA1_BYTES + 1 }; /* of an ID in hexadecimal digits, with its NUL */

struct object_id {
	unsigned char bytes[SHA1_BYTES];
};

struct object_hex {
	char digits[OBJECT_ID_SIZE];
};

/*
 * The ID of a file's bytes, as `git hash-object --stdin` prints it. Collisions of SHA-1 are not
 * looked for: two files with the same ID are one file for git too, and it refuses to store those
 * that were made to collide.
 */
struct object_id
object_id_of_blob(const char *bytes, size_t length);

/*
 * Starts the ID of a file of that many bytes, which come in pieces: sha1_add for each, and sha1_end
 * gives the bytes of the ID.
 */
void
object_id_start_blob(struct sha1 *sha1, uint64_t length);

/*
 * The ID of a folder; `entries` are those of git's tree object, sorted: "MODE NAME", a NUL, the raw
 * ID.
 */
struct object_id
object_id_of_tree(const char *entries, size_t length);

/* The ID as people write it: lower-case hexadecimal digits. */
struct object_hex
object_id_hex(const struct object_id *id);

#endif
