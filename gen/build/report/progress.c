#include "build/report/progress.h"

#include <stdbool.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

/* What is left of a line. */
struct rest {
	const char *bytes;
	size_t length;
};

static bool
skip(struct rest *rest, const char *word)
{
	const size_t length = strlen(word);

	if (rest->length < length || memcmp(rest->bytes, word, length) != 0)
		return false;
	rest->bytes += length;
	rest->length -= length;
	return true;
}

static bool
is_digit(const struct rest *rest)
{
	return rest->length && rest->bytes[0] >= '0' && rest->bytes[0] <= '9';
}

/* At most six digits: no build has a million steps. */
static bool
skip_number(struct rest *rest, unsigned *number)
{
	size_t digits = 0;

	for (*number = 0; is_digit(rest) && digits < 6; digits++) {
		*number = *number * 10 + (unsigned)(rest->bytes[0] - '0');
		rest->bytes++;
		rest->length--;
	}
	return digits && !is_digit(rest);
}

static bool
skip_fraction(struct rest *rest, unsigned *number, unsigned *total)
{
	return skip_number(rest, number) && skip(rest, "/") && skip_number(rest, total);
}

/* The brackets hold the platform, the stage and the step, as far as there are any. */
static bool
skip_brackets(struct rest *rest, struct progress *progress)
{
	const char *end = memchr(rest->bytes, ']', rest->length);

	if (!skip(rest, "[") || !end)
		return false;
	struct rest word = {rest->bytes, (size_t)(end - rest->bytes)};

	for (size_t i = word.length; i-- > 0;)
		if (word.bytes[i] == ' ') {
			word.bytes += i + 1;
			word.length -= i + 1;
			break;
		}
	if (!skip_fraction(&word, &progress->number, &progress->total) || word.length)
		progress->number = progress->total = 0;
	rest->length -= (size_t)(end + 1 - rest->bytes);
	rest->bytes = end + 1;
	return skip(rest, " ");
}

/* The seconds in front of a step's output: 0.312. */
static void
skip_seconds(struct rest *rest)
{
	struct rest next = *rest;
	unsigned number;

	if (skip_number(&next, &number) && skip(&next, ".") && skip_number(&next, &number) &&
		(skip(&next, " ") || !next.length))
		*rest = next;
}

static enum progress_kind
read_buildkit(struct rest *rest, struct progress *progress)
{
	struct rest next = *rest;
	unsigned vertex;

	if (!skip(&next, "#") || !skip_number(&next, &vertex) || !skip(&next, " "))
		return PROGRESS_TEXT;
	*rest = next;
	if (skip_brackets(&next, progress)) {
		*rest = next;
		return PROGRESS_STEP;
	}
	next = *rest;
	if (skip(&next, "exporting to "))
		return PROGRESS_STEP;
	if (skip(&next, "DONE ") || skip(&next, "CACHED") || skip(&next, "..."))
		return PROGRESS_NOTHING;
	skip_seconds(rest);
	return PROGRESS_TEXT;
}

static enum progress_kind
read_docker(struct rest *rest, struct progress *progress)
{
	struct rest next = *rest;

	if (skip(&next, " ---> "))
		return PROGRESS_NOTHING;
	if (skip(&next, "Step ") && skip_fraction(&next, &progress->number, &progress->total) &&
		skip(&next, " : ")) {
		*rest = next;
		return PROGRESS_STEP;
	}
	progress->number = progress->total = 0;
	return read_buildkit(rest, progress);
}

static enum progress_kind
read_buildah(struct rest *rest, struct progress *progress)
{
	struct rest next = *rest;
	unsigned stage, stages;

	if (skip(&next, "--> "))
		return PROGRESS_NOTHING;
	if (skip(&next, "[") && (!skip_fraction(&next, &stage, &stages) || !skip(&next, "] ")))
		return PROGRESS_TEXT;
	if (!skip(&next, "STEP ") || !skip_fraction(&next, &progress->number, &progress->total) ||
		!skip(&next, ": "))
		return PROGRESS_TEXT;
	*rest = next;
	return PROGRESS_STEP;
}

enum progress_kind
progress_read(enum engine_kind kind, const char *line, size_t length, struct progress *progress)
{
	struct rest rest = {line, length};

	*progress = (struct progress){0};
	enum progress_kind found = kind == ENGINE_DOCKER ? read_docker(&rest, progress)
							 : read_buildah(&rest, progress);

	if (found != PROGRESS_STEP)
		progress->number = progress->total = 0;
	while (rest.length && (rest.bytes[0] == ' ' || rest.bytes[0] == '\t'))
		skip(&rest, rest.bytes[0] == ' ' ? " " : "\t");
	progress->text = rest.bytes;
	progress->length = rest.length;
	return rest.length ? found : PROGRESS_NOTHING;
}

void
progress_append_instruction(struct text *text, const char *instruction, size_t length)
{
	bool options = true; /* there was only the name of the instruction */
	size_t words = 0;

	for (size_t at = 0; at < length;) {
		size_t end = at;

		while (end < length && instruction[end] != ' ')
			end++;
		const bool option =
			options && words && end - at > 2 && memcmp(instruction + at, "--", 2) == 0;

		if (end > at && !option) {
			options = options && !words;
			if (words++)
				text_append_character(text, ' ');
			text_append(text, instruction + at, end - at);
		}
		at = end + 1;
	}
}
