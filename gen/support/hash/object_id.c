#include "support/hash/object_id.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/banned.h"

/* Hashes "KIND SIZE" and a NUL (Pro Git, "Git Objects", "Object Storage"). */
static void
start(struct sha1 *sha1, const char *kind, uint64_t length)
{
	char header[32];
	const int size = snprintf(header, sizeof(header), "%s %" PRIu64, kind, length);

	sha1_start(sha1);
	sha1_add(sha1, header, (size_t)size + 1);
}

/* Hashes that, and the bytes. */
static struct object_id
hash(const char *kind, const char *bytes, size_t length)
{
	struct object_id id;
	struct sha1 sha1;

	start(&sha1, kind, length);
	sha1_add(&sha1, bytes, length);
	sha1_end(&sha1, id.bytes);
	return id;
}

struct object_id
object_id_of_blob(const char *bytes, size_t length)
{
	return hash("blob", bytes, length);
}

void
object_id_start_blob(struct sha1 *sha1, uint64_t length)
{
	start(sha1, "blob", length);
}

struct object_id
object_id_of_tree(const char *entries, size_t length)
{
	return hash("tree", entries, length);
}

struct object_hex
object_id_hex(const struct object_id *id)
{
	static const char hexadecimal[] = "0123456789abcdef";
	struct object_hex hex;

	for (size_t i = 0; i < SHA1_BYTES; i++) {
		hex.digits[2 * i] = hexadecimal[id->bytes[i] >> 4];
		hex.digits[2 * i + 1] = hexadecimal[id->bytes[i] & 15];
	}
	hex.digits[OBJECT_ID_SIZE - 1] = '\0';
	return hex;
}
