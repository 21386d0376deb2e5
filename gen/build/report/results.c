#include "build/report/results.h"

#include <inttypes.h>

#include "build/report/lines.h"
#include "support/annotation.h"
#include "support/text.h"
#include "support/banned.h"

const char *
result_name(enum result result)
{
	static const char *const names[] = {[RESULT_PENDING] = "pending",
		[RESULT_BUILT] = "built",
		[RESULT_BAKED] = "baked",
		[RESULT_PULLED] = "pulled",
		[RESULT_TAGGED] = "tagged",
		[RESULT_RELEASED] = "released",
		[RESULT_SENT] = "sent",
		[RESULT_ELSEWHERE] = "built elsewhere",
		[RESULT_CURRENT] = "current",
		[RESULT_FAILED] = "failed",
		[RESULT_REFUSED] = "refused",
		[RESULT_INTERRUPTED] = "interrupted",
		[RESULT_NOT_TRIED] = "not tried"};

	return names[result];
}

bool
result_is_made(enum result result)
{
	return result >= RESULT_BUILT && result <= RESULT_CURRENT;
}

bool
result_is_told(enum result result)
{
	return result != RESULT_PENDING && result != RESULT_CURRENT;
}

bool
result_is_failure(enum result result)
{
	return result == RESULT_FAILED || result == RESULT_REFUSED;
}

size_t
results_count(const struct image_result *images, size_t count, enum result result)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += images[i].result == result;
	return found;
}

void
result_append(struct text *text, const struct image_result *image, const char *how)
{
	const int64_t seconds = (image->time + 500) / 1000;

	text_append_string(text, how);
	if (image->result == RESULT_BUILT || image->result == RESULT_PULLED ||
		image->result == RESULT_SENT)
		text_format(text, " in %" PRId64 " s", seconds);
	if (image->result == RESULT_FAILED)
		text_format(text, " after %" PRId64 " s", seconds);
	if (image->result == RESULT_FAILED && image->log) {
		text_append_string(text, ", log ");
		lines_append_string(text, image->log);
	}
	if (image->detail) {
		text_append_string(text,
			image->result == RESULT_TAGGED || image->result == RESULT_RELEASED ? " "
											   : ", ");
		lines_append_string(text, image->detail);
	}
}

bool
results_append_counts(struct text *text, const struct image_result *images, size_t count)
{
	const char *comma = "";

	for (enum result result = RESULT_BUILT; result <= RESULT_NOT_TRIED; result++) {
		const size_t found = results_count(images, count, result);

		if (!found)
			continue;
		text_format(text, "%s%zu %s", comma, found, result_name(result));
		comma = ", ";
	}
	return *comma;
}

void
results_append_table(struct text *text, const struct image_result *images, size_t count)
{
	struct text id = TEXT_EMPTY;
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		const struct image_result *image = &images[i];

		if (!result_is_told(image->result))
			continue;
		text_clear(&id);
		lines_append_string(&id, image->id);
		text_format(text, "%s  %-24s ", first ? "\n" : "", id.bytes);
		result_append(text, image, result_name(image->result));
		text_append_character(text, '\n');
		first = false;
	}
	text_free(&id);
	if (results_append_counts(text, images, count))
		text_append_character(text, '\n');
}

static void
append_annotation(struct text *text, const struct image_result *image, const char *file)
{
	/* GitHub shows 4 KB of a message, and the last lines have the reason. */
	enum { LOG_LINES = 20, LOG_LARGEST = 3000 };
	struct text message = TEXT_EMPTY, lines = TEXT_EMPTY;
	bool cut;

	result_append(&message, image, result_name(image->result));
	if (image->result == RESULT_FAILED && image->log &&
		lines_read_last(image->log, LOG_LINES, &lines, &cut) == 0 && lines.length) {
		lines_cut_front(&lines, LOG_LARGEST);
		text_append_string(&message, "\n");
		text_append(&message, lines.bytes, lines.length - 1); /* its line break */
	}
	annotation_append(text, &(struct annotation){.level = "error",
					.title = image->id,
					.file = file,
					.line = image->line,
					.message = message.bytes});
	text_free(&lines);
	text_free(&message);
}

void
results_append_annotations(
	struct text *text, const struct image_result *images, size_t count, const char *file)
{
	const size_t failures = results_count(images, count, RESULT_FAILED) +
				results_count(images, count, RESULT_REFUSED);
	const size_t shown = annotations_shown(failures);

	for (size_t i = 0, found = 0; i < count && found < shown; i++)
		if (result_is_failure(images[i].result)) {
			append_annotation(text, &images[i], file);
			found++;
		}
	annotations_append_rest(text, "error", failures - shown, "more images failed");
}
