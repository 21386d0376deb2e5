/* SHA-256 (FIPS 180-4): what registries name manifests by. */
#ifndef SUPPORT_HASH_SHA256_H
#define SUPPORT_HASH_SHA256_H

#include <stddef.h>

enum { SHA256_DIGITS = 64 };

/* The hash of the bytes in hexadecimal digits, ended by '\0'. */
void
sha256_hash(const void *bytes, size_t length, char digits[static SHA256_DIGITS + 1]);

#endif
