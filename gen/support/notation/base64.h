/* Base64 (RFC 4648, section 4). */
#ifndef SUPPORT_NOTATION_BASE64_H
#define SUPPORT_NOTATION_BASE64_H

#include <stddef.h>

struct text;

/* Appends the bytes in base64, with padding and without line breaks. */
void
base64_append(struct text *text, const char *bytes, size_t length);

#endif
