#include "build/report/events.h"

#include <string.h>

#include "build/report/lines.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

/* A string in JSON must be UTF-8, and its reader may print it. */
static void
member(struct json_writer *writer, const char *name, const char *bytes, size_t length)
{
	struct text shown = TEXT_EMPTY;

	lines_append_shown(&shown, bytes, length);
	json_member(writer, name, shown.bytes);
	text_free(&shown);
}

static void
member_if(struct json_writer *writer, const char *name, const char *string)
{
	if (string)
		member(writer, name, string, strlen(string));
}

static struct json_writer
begin(struct text *text, const char *event)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "event", event);
	return writer;
}

static void
end(struct json_writer *writer)
{
	json_close(writer, '}');
	text_append_character(writer->text, '\n');
}

static void
seconds(struct json_writer *writer, int64_t time)
{
	json_name(writer, "seconds");
	json_thousandths(writer, time);
}

void
events_start(struct text *text, const struct image_result *image, size_t total, const char *what)
{
	struct json_writer writer = begin(text, "start");

	member_if(&writer, "image", image->id);
	member_if(&writer, "name", image->name);
	json_member_count(&writer, "place", image->place);
	json_member_count(&writer, "total", total);
	member_if(&writer, "what", what);
	member_if(&writer, "log", image->log);
	end(&writer);
}

void
events_line(struct text *text, const char *event, const struct image_result *image,
	const char *line, size_t length)
{
	struct json_writer writer = begin(text, event);

	if (image)
		member_if(&writer, "image", image->id);
	member(&writer, "line", line, length);
	end(&writer);
}

void
events_running(struct text *text, const struct image_result *image, int64_t time, const char *step)
{
	struct json_writer writer = begin(text, "running");

	member_if(&writer, "image", image->id);
	seconds(&writer, time);
	member_if(&writer, "step", step);
	end(&writer);
}

static void
append_result(struct json_writer *writer, const struct image_result *image)
{
	member_if(writer, "image", image->id);
	member_if(writer, "name", image->name);
	json_member(writer, "result", result_name(image->result));
	seconds(writer, image->time);
	member_if(writer, "detail", image->detail);
	member_if(writer, "log", image->log);
}

static void
append_tail(struct json_writer *writer, const char *log)
{
	struct text tail = TEXT_EMPTY;
	bool cut = false;

	if (lines_read_last(log, LINES_OF_LOG, &tail, &cut) != 0)
		return;
	json_open_member(writer, "tail", '[');
	for (size_t start = 0; start < tail.length;) {
		char *line = tail.bytes + start, *stop = strchr(line, '\n');

		*stop = '\0';
		json_string(writer, line);
		*stop = '\n';
		start = (size_t)(stop + 1 - tail.bytes);
	}
	json_close(writer, ']');
	json_member_boolean(writer, "cut", cut);
	text_free(&tail);
}

void
events_end(struct text *text, const struct image_result *image, bool with_log)
{
	struct json_writer writer = begin(text, "end");

	append_result(&writer, image);
	if (with_log)
		append_tail(&writer, image->log);
	end(&writer);
}

void
events_table(struct text *text, const struct image_result *images, size_t count)
{
	struct json_writer writer = begin(text, "table");

	json_open_member(&writer, "images", '[');
	for (size_t i = 0; i < count; i++) {
		if (images[i].result == RESULT_PENDING)
			continue;
		json_open(&writer, '{');
		append_result(&writer, &images[i]);
		json_close(&writer, '}');
	}
	json_close(&writer, ']');
	json_open_member(&writer, "counts", '{');
	for (enum result result = RESULT_BUILT; result <= RESULT_NOT_TRIED; result++) {
		const size_t found = results_count(images, count, result);

		if (!found)
			continue;
		json_member_count(&writer, result_name(result), found);
	}
	json_close(&writer, '}');
	end(&writer);
}
