#include "engine/inside/image_size.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "document/node.h"
#include "engine/answer.h"
#include "engine/engine.h"
#include "engine/query.h"
#include "support/text.h"
#include "support/banned.h"

double
image_size_read(const char *text)
{
	static const struct {
		const char *unit;
		double bytes;
	} units[] = {{"", 1}, {"B", 1}, {"bytes", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9},
		{"TB", 1e12}};
	char *unit;
	const double number = strtod(text, &unit);

	if (unit == text)
		return -1;
	unit += strspn(unit, " \n");
	const size_t length = strcspn(unit, "\n");

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i].unit) == length &&
			strncasecmp(unit, units[i].unit, length) == 0)
			return number * units[i].bytes;
	return -1;
}

/* Finds the image in buildah's list of all images. */
static double
find_size(const struct node *list, const char *id)
{
	static const char *const id_key[] = {"id", NULL}, *const size_key[] = {"size", NULL};
	const char *digits = strncmp(id, "sha256:", 7) == 0 ? id + 7 : id;

	for (size_t i = 0; list && list->kind == NODE_LIST && i < list->count; i++) {
		const char *found = answer_find_text(list->items[i], id_key);

		if (strcmp(found, id) == 0 || strcmp(found, digits) == 0)
			return image_size_read(answer_find_text(list->items[i], size_key));
	}
	return -1;
}

bool
image_size(const struct engine *engine, struct arena *arena, const char *id, double *bytes,
	struct text *why)
{
	const char *const inspect[] = {"image", "inspect", "--format", "{{.Size}}", id, NULL},
			  *const list[] = {"images", "--json", "--no-trunc", NULL};
	const bool is_buildah = engine->kind == ENGINE_BUILDAH;
	struct process_result result = PROCESS_RESULT_EMPTY;

	*bytes = -1;
	if (!engine_query(engine, is_buildah ? list : inspect, ENGINE_SLOW_SECONDS, &result))
		engine_append_why(why, &result);
	else if (is_buildah)
		*bytes = find_size(
			answer_read_json(arena, result.output.bytes, result.output.length), id);
	else
		*bytes = image_size_read(result.output.bytes);
	process_result_free(&result);
	if (*bytes < 0 && !why->length)
		text_append_string(why, "its answer has another form");
	return *bytes >= 0;
}
