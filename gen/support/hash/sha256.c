#include "support/hash/sha256.h"

#include <stdint.h>
#include <string.h>

#include "support/banned.h"

enum { BLOCK = 64, LENGTH_AT = BLOCK - 8, ROUNDS = 64, WORDS = 8 };

/* FIPS 180-4, 4.2.2: of the cube roots of the first 64 primes. */
static const uint32_t constants[ROUNDS] = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
	0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152,
	0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
	0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
	0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3,
	0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t
rotate(uint32_t word, int count)
{
	return word >> count | word << (32 - count);
}

static void
expand(const unsigned char *block, uint32_t words[static ROUNDS])
{
	for (size_t i = 0; i < BLOCK / 4; i++)
		words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
			   (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
	for (size_t i = BLOCK / 4; i < ROUNDS; i++) {
		const uint32_t a = words[i - 15], b = words[i - 2];

		words[i] = words[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + words[i - 7] +
			   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

/* FIPS 180-4, 6.2.2. */
static void
add_block(uint32_t state[static WORDS], const unsigned char *block)
{
	uint32_t words[ROUNDS], s[WORDS];

	expand(block, words);
	memcpy(s, state, sizeof(s));
	for (size_t i = 0; i < ROUNDS; i++) {
		const uint32_t first = s[7] +
				       (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
				       ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + words[i];
		const uint32_t second = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
					((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, (WORDS - 1) * sizeof(*s));
		s[4] += first;
		s[0] = first + second;
	}
	for (size_t i = 0; i < WORDS; i++)
		state[i] += s[i];
}

/* The last bytes, a bit that ends them, and their number in bits (FIPS 180-4, 5.1.1). */
static void
add_rest(uint32_t state[static WORDS], const unsigned char *rest, size_t length, size_t total)
{
	unsigned char blocks[2 * BLOCK] = {0};
	const size_t end = length < LENGTH_AT ? BLOCK : 2 * BLOCK;

	if (length)
		memcpy(blocks, rest, length);
	blocks[length] = 0x80;
	for (size_t i = 0; i < 8; i++)
		blocks[end - 1 - i] = (unsigned char)((uint64_t)total * 8 >> 8 * i);
	for (size_t at = 0; at < end; at += BLOCK)
		add_block(state, blocks + at);
}

void
sha256_hash(const void *bytes, size_t length, char digits[static SHA256_DIGITS + 1])
{
	static const char hexadecimal[] = "0123456789abcdef";
	/* FIPS 180-4, 5.3.3. */
	uint32_t state[WORDS] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
		0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	const unsigned char *at = bytes;
	size_t left = length;

	for (; left >= BLOCK; left -= BLOCK, at += BLOCK)
		add_block(state, at);
	add_rest(state, at, left, length);
	for (size_t i = 0; i < SHA256_DIGITS; i++)
		digits[i] = hexadecimal[state[i / 8] >> (28 - i % 8 * 4) & 15];
	digits[SHA256_DIGITS] = '\0';
}
