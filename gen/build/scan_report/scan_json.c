#include "build/scan_report/scan_json.h"

#include "build/scan/scan_images.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

static void
write_exception(struct json_writer *writer, const struct exception *exception)
{
	json_open(writer, '{');
	json_member(writer, "id", exception->id);
	if (*exception->package)
		json_member(writer, "package", exception->package);
	json_member(writer, "reason", exception->reason);
	json_member(writer, "until", exception->until);
	json_member_boolean(writer, "ended", exception->has_ended);
	json_member_boolean(writer, "too_long", exception->is_too_long);
	json_member_count(writer, "line", source_position(exception->place).line);
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
	json_member_boolean(writer, "counts", brought->counts);
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
	json_member_boolean(writer, "built", image->image_id);
	json_member_boolean(writer, "compared", !image->is_alone);
	json_open_member(writer, "findings", '[');
	for (size_t i = 0; i < image->count; i++)
		write_finding(writer, &image->items[i]);
	json_close(writer, ']');
	json_open_member(writer, "inherited", '{');
	for (size_t i = 0; i < RISK_COUNT; i++)
		json_member_count(writer, risk_name((enum risk)i), image->inherited[i]);
	json_close(writer, '}');
	json_close(writer, '}');
}

void
scan_json_append(struct text *text, const struct scan_results *scan)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member_count(&writer, "version", 1);
	json_open_member(&writer, "scanner", '{');
	json_member(&writer, "name", scanner_name(&scan->scanner));
	json_member(&writer, "version", scan->scanner.version);
	json_member(&writer, "database", scan->scanner.database);
	json_close(&writer, '}');
	json_member(&writer, "threshold", risk_name(scan->threshold));
	json_open_member(&writer, "images", '[');
	for (size_t i = 0; i < scan->image_count; i++)
		write_image(&writer, &scan->images[i]);
	json_close(&writer, ']');
	json_open_member(&writer, "unused_exceptions", '[');
	for (size_t i = 0; i < scan->unused_count; i++)
		write_exception(&writer, scan->unused[i]);
	json_close(&writer, ']');
	json_member_count(&writer, "counting", scan->counting);
	json_member_count(&writer, "missing", scan->missing);
	json_member_boolean(&writer, "complete", scan->is_complete);
	json_close(&writer, '}');
	text_append_character(text, '\n');
}
