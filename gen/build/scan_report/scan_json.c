#include "build/scan_report/scan_json.h"

#include "build/scan/scan_images.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

static void
write_count(struct json_writer *writer, const char *name, size_t count)
{
	json_name(writer, name);
	json_integer(writer, (int64_t)count);
}

static void
write_flag(struct json_writer *writer, const char *name, bool flag)
{
	json_name(writer, name);
	json_boolean(writer, flag);
}

static void
write_exception(struct json_writer *writer, const struct exception *exception)
{
	json_open(writer, '{');
	json_member(writer, "id", exception->id);
	if (*exception->package)
		json_member(writer, "package", exception->package);
	json_member(writer, "reason", exception->reason);
	json_member(writer, "until", exception->until);
	write_flag(writer, "ended", exception->has_ended);
	write_flag(writer, "too_long", exception->is_too_long);
	write_count(writer, "line", source_position(exception->place).line);
	json_close(writer, '}');
}

static void
write_finding(struct json_writer *writer, const struct brought *brought)
{
	const struct scan_finding *finding = brought->finding;

	json_open(writer, '{');
	json_member(writer, "id", finding->id);
	json_member(writer, "aliases", finding->aliases);
	json_member(writer, "severity", risk_name(finding->severity));
	json_member(writer, "package", finding->package);
	json_member(writer, "version", finding->version);
	json_member(writer, "type", finding->type);
	json_member(writer, "path", finding->path);
	json_member(writer, "fixed", finding->fixed);
	json_member(writer, "score", finding->score);
	json_member(writer, "url", finding->url);
	json_member(writer, "from", brought->is_of_base ? "base" : "image");
	write_flag(writer, "counts", brought->counts);
	if (brought->exception) {
		json_name(writer, "exception");
		write_exception(writer, brought->exception);
	}
	json_close(writer, '}');
}

static void
write_image(struct json_writer *writer, const struct scanned_image *image)
{
	json_open(writer, '{');
	json_member(writer, "image", image->target);
	json_member(writer, "name", image->name);
	if (image->image_id)
		json_member(writer, "id", image->image_id);
	if (image->base)
		json_member(writer, "base", image->base);
	if (image->parent)
		json_member(writer, "parent", image->parent);
	write_flag(writer, "built", image->image_id);
	write_flag(writer, "compared", !image->is_alone);
	json_name(writer, "findings");
	json_open(writer, '[');
	for (size_t i = 0; i < image->count; i++)
		write_finding(writer, &image->items[i]);
	json_close(writer, ']');
	json_name(writer, "inherited");
	json_open(writer, '{');
	for (size_t i = 0; i < RISK_COUNT; i++)
		write_count(writer, risk_name((enum risk)i), image->inherited[i]);
	json_close(writer, '}');
	json_close(writer, '}');
}

void
scan_json_append(struct text *text, const struct scan_results *scan)
{
	struct json_writer writer = {.text = TEXT_EMPTY};

	json_open(&writer, '{');
	write_count(&writer, "version", 1);
	json_name(&writer, "scanner");
	json_open(&writer, '{');
	json_member(&writer, "name", scanner_name(&scan->scanner));
	json_member(&writer, "version", scan->scanner.version);
	json_member(&writer, "database", scan->scanner.database);
	json_close(&writer, '}');
	json_member(&writer, "threshold", risk_name(scan->threshold));
	json_name(&writer, "images");
	json_open(&writer, '[');
	for (size_t i = 0; i < scan->image_count; i++)
		write_image(&writer, &scan->images[i]);
	json_close(&writer, ']');
	json_name(&writer, "unused_exceptions");
	json_open(&writer, '[');
	for (size_t i = 0; i < scan->unused_count; i++)
		write_exception(&writer, scan->unused[i]);
	json_close(&writer, ']');
	write_count(&writer, "counting", scan->counting);
	write_count(&writer, "missing", scan->missing);
	write_flag(&writer, "complete", scan->is_complete);
	json_close(&writer, '}');
	text_append(text, writer.text.bytes, writer.text.length);
	text_append_character(text, '\n');
	text_free(&writer.text);
}
