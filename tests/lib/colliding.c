/*
 * Prints as many names as are asked for whose hashes (FNV-1a, folded once more) are the same in
 * their lowest 16 bits.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t
hash(uint64_t start, const char *name)
{
	for (; *name; name++)
		start = (start ^ (unsigned char)*name) * 0x100000001B3;
	return start;
}

int
main(int count, char **words)
{
	long wanted = count > 1 ? strtol(words[1], NULL, 10) : 0;

	for (unsigned first = 0; wanted > 0; first++) {
		char name[16], end[8];

		snprintf(name, sizeof(name), "V%04x", first);
		const uint64_t start = hash(0xCBF29CE484222325, name);

		for (unsigned second = 0; second < 0x100000 && wanted > 0; second++) {
			for (unsigned i = 0; i < 5; i++)
				end[i] = (char)('A' + (second >> 4 * i & 15));
			end[5] = '\0';
			const uint64_t all = hash(start, end);

			if (((all ^ all >> 32) & 0xFFFF) == 7) {
				printf("%s%s\n", name, end);
				wanted--;
			}
		}
	}
	return 0;
}
