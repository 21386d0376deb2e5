#include "support/hash/sha1.h"

#include <string.h>

#include "support/banned.h"

enum { LENGTH_AT = SHA1_BLOCK - 8, ROUNDS = 80, WORDS = SHA1_BYTES / 4 };

void
sha1_start(struct sha1 *sha1)
{
	/* FIPS 180-4, 5.3.1. */
	*sha1 = (struct sha1){
		.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

static uint32_t
rotate(uint32_t word, int count)
{
	return word << count | word >> (32 - count);
}

static void
expand(const unsigned char *block, uint32_t words[static ROUNDS])
{
	for (size_t i = 0; i < SHA1_BLOCK / 4; i++)
		words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
			   (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
	for (size_t i = SHA1_BLOCK / 4; i < ROUNDS; i++)
		words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
}

/* The function and the constant of a round together (FIPS 180-4, 4.1.1 and 4.2.1). */
static uint32_t
mix(size_t round, uint32_t b, uint32_t c, uint32_t d)
{
	if (round < 20)
		return (d ^ (b & (c ^ d))) + 0x5a827999;
	if (round < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (round < 60)
		return ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

/* FIPS 180-4, 6.1.2. */
static void
add_block(uint32_t state[static WORDS], const unsigned char *block)
{
	uint32_t words[ROUNDS];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	expand(block, words);
	for (size_t i = 0; i < ROUNDS; i++) {
		const uint32_t next = rotate(a, 5) + mix(i, b, c, d) + e + words[i];

		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

void
sha1_add(struct sha1 *sha1, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	while (length) {
		const size_t used = sha1->length % SHA1_BLOCK;
		const size_t most = SHA1_BLOCK - used, size = length < most ? length : most;

		if (size == SHA1_BLOCK) {
			add_block(sha1->state, at);
		} else {
			memcpy(sha1->block + used, at, size);
			if (size == most)
				add_block(sha1->state, sha1->block);
		}
		sha1->length += size;
		at += size;
		length -= size;
	}
}

/* Ends the bytes with a bit, zeroes and their number in bits (FIPS 180-4, 5.1.1). */
void
sha1_end(struct sha1 *sha1, unsigned char hash[static SHA1_BYTES])
{
	static const unsigned char end[SHA1_BLOCK] = {0x80};
	const uint64_t bits = sha1->length * 8;
	const size_t used = sha1->length % SHA1_BLOCK;
	unsigned char length[8];

	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha1_add(sha1, end, (used < LENGTH_AT ? LENGTH_AT : LENGTH_AT + SHA1_BLOCK) - used);
	sha1_add(sha1, length, sizeof(length));
	for (size_t i = 0; i < SHA1_BYTES; i++)
		hash[i] = (unsigned char)(sha1->state[i / 4] >> (24 - i % 4 * 8));
}
