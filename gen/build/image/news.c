#include "build/image/news.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "build/survey/inspected.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Writes all bytes, even if a signal interrupts a write. */
static bool
write_all(int file, const char *bytes, size_t length)
{
	while (length) {
		const ssize_t put = write(file, bytes, length);

		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0) {
			bytes += put;
			length -= (size_t)put;
		}
	}
	return true;
}

void
news_write(struct news *news, const char *format, ...)
{
	struct text line = TEXT_EMPTY;
	va_list arguments;

	if (news->mute)
		return;
	va_start(arguments, format);
	text_format_list(&line, format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < line.length; i++)
		if (line.bytes[i] == '\n')
			line.bytes[i] = ' ';
	text_append_character(&line, '\n');
	if (!write_all(news->file, line.bytes, line.length)) {
		news->mute = true;
		*news->stop = *news->stop ? *news->stop : SIGPIPE;
	}
	text_free(&line);
}

void
news_write_image(struct news *news, const char *what, const struct inspected *image)
{
	const struct layer **layers = arena_allocate_array(
		news->arena, image->top ? image->top->height : 0, sizeof(*layers));
	struct text words = TEXT_EMPTY;
	size_t count = 0;

	for (const struct layer *layer = image->top; layer; layer = layer->below)
		layers[count++] = layer;
	while (count)
		news_write(news, "layer %s", layers[--count]->diff_id);
	inspected_append(&words, image);
	news_write(news, "%s %s", what, words.bytes);
	text_free(&words);
}
