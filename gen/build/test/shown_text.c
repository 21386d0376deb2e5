#include "build/test/shown_text.h"

#include <stdbool.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether the byte continues a character of UTF-8. */
static bool
is_inside(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

static void
append(struct text *text, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	for (const char *zero; (zero = memchr(bytes, '\0', (size_t)(end - bytes)));
		bytes = zero + 1) {
		text_append(text, bytes, (size_t)(zero - bytes));
		text_append_string(text, "\\x00");
	}
	text_append(text, bytes, (size_t)(end - bytes));
}

const char *
shown_text(struct arena *arena, const char *bytes, size_t length, size_t printed, size_t ends)
{
	enum { CHARACTER_LONGEST = 4 };
	struct text text = TEXT_EMPTY;
	size_t head = ends, tail = ends;

	if (length <= 2 * ends) {
		append(&text, bytes, length);
	} else {
		while (head > ends - CHARACTER_LONGEST && is_inside(bytes[head]))
			head--;
		while (tail > ends - CHARACTER_LONGEST && is_inside(bytes[length - tail]))
			tail--;
		append(&text, bytes, head);
		text_format(&text, "\n[%zu bytes are left out]\n", printed - head - tail);
		append(&text, bytes + length - tail, tail);
	}
	const char *shown = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return shown;
}
