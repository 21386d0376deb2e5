#include "dockerfile/rename_image.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/* Whether the character can be part of a name: what stands beside it is then not a whole name. */
static bool
is_of_name(char character)
{
	return character && (isalnum((unsigned char)character) || strchr("._-/:@", character));
}

void
rename_image(struct text *dockerfile, const char *from, const char *to)
{
	const size_t length = strlen(from);
	struct text text = TEXT_EMPTY;
	const char *rest = dockerfile->bytes;

	for (const char *at = rest; (at = strstr(at, from)); at += length) {
		if ((at > dockerfile->bytes && is_of_name(at[-1])) || is_of_name(at[length]))
			continue;
		text_append(&text, rest, (size_t)(at - rest));
		text_append_string(&text, to);
		rest = at + length;
	}
	text_append(&text, rest, dockerfile->length - (size_t)(rest - dockerfile->bytes));
	text_free(dockerfile);
	*dockerfile = text;
}
