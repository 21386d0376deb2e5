#include "jinja/library/path.h"

#include <string.h>

#include "jinja/library/strings.h"
#include "jinja/object/access.h"
#include "jinja/object/render.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static struct value
part_of_path(const char *bytes, size_t length)
{
	int64_t number = 0;

	if (!length || length > 9)
		return value_string(bytes, length);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return value_string(bytes, length);
		number = number * 10 + (bytes[i] - '0');
	}
	return value_integer(number);
}

static struct value
get_part(struct render *render, struct value item, struct value part, struct value otherwise)
{
	const struct value found = access_item(render, item, part);

	return found.kind == VALUE_UNDEFINED && otherwise.kind != VALUE_NONE ? otherwise : found;
}

struct value
path_get(struct render *render, struct value item, struct value path, struct value otherwise)
{
	if (path.kind == VALUE_NONE)
		return item;
	if (path.kind != VALUE_STRING)
		return get_part(render, item, path, otherwise);
	render_step_characters(render, path.length);
	for (size_t at = 0; at <= path.length;) {
		const char *dot = memchr(path.bytes + at, '.', path.length - at);
		const size_t end = dot ? (size_t)(dot - path.bytes) : path.length;

		item = get_part(render, item, part_of_path(path.bytes + at, end - at), otherwise);
		at = end + 1;
	}
	return item;
}

struct value
path_get_key(struct render *render, struct value item, struct value path, bool case_sensitive)
{
	return string_ignore_case(
		render, path_get(render, item, path, value_none()), case_sensitive);
}
