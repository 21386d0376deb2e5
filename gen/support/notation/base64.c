#include "support/notation/base64.h"

#include "support/text.h"
#include "support/banned.h"

void
base64_append(struct text *text, const char *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		unsigned int group = 0;

		for (size_t j = 0; j < 3; j++)
			group = group << 8 |
				(i + j < length ? (unsigned int)(unsigned char)bytes[i + j] : 0U);
		for (size_t j = 0; j < 4; j++)
			text_append_character(
				text, i + j <= length ? digits[group >> (18 - 6 * j) & 63] : '=');
	}
}
