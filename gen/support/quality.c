#include "support/quality.h"

#include <inttypes.h>
#include <string.h>

#include "support/annotation.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

static void
append_fingerprint(struct json_writer *writer, const char *path, const char *message)
{
	struct text fingerprint = TEXT_EMPTY;

	text_format(&fingerprint, "%016" PRIx64 "%016" PRIx64, map_stable_hash(path, strlen(path)),
		map_stable_hash(message, strlen(message)));
	json_member(writer, "fingerprint", fingerprint.bytes);
	text_free(&fingerprint);
}

void
quality_append(struct text *text, const char *file, size_t line, const char *message)
{
	struct json_writer writer = {.text = text};
	struct text path = TEXT_EMPTY;

	annotation_append_path(&path, file);
	text_append_string(text, text->length ? ",\n" : "");
	json_open(&writer, '{');
	json_member(&writer, "description", message);
	json_member(&writer, "check_name", "basegen");
	append_fingerprint(&writer, path.bytes, message);
	json_member(&writer, "severity", "major");
	json_open_member(&writer, "location", '{');
	json_member(&writer, "path", path.bytes);
	json_open_member(&writer, "lines", '{');
	json_member_count(&writer, "begin", line);
	json_close(&writer, '}');
	json_close(&writer, '}');
	json_close(&writer, '}');
	text_free(&path);
}
