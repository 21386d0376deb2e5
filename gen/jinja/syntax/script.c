#include "jinja/syntax/script.h"

#include <string.h>

#include "support/arena.h"
#include "support/source.h"
#include "support/banned.h"

struct script
script_of_source(struct arena *arena, const struct source *source, bool keep_trailing_newline)
{
	struct script script = {source->bytes, source->length, NULL, 0};

	if (source->length && memchr(source->bytes, '\r', source->length)) {
		char *bytes = arena_allocate(arena, (size_t)source->length + 1);
		uint32_t length = 0;

		for (uint32_t i = 0; i < source->length; i++) {
			if (source->bytes[i] != '\r') {
				bytes[length++] = source->bytes[i];
				continue;
			}
			if (source->bytes[i + 1] == '\n') {
				*ARENA_ADD(arena, script.removed, script.removed_count) = length;
				i++;
			}
			bytes[length++] = '\n';
		}
		script.bytes = bytes;
		script.length = length;
	}
	if (!keep_trailing_newline && script.length && script.bytes[script.length - 1] == '\n')
		script.length--;
	return script;
}

uint32_t
script_offset(const struct script *script, uint32_t at)
{
	size_t low = 0, high = script->removed_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (script->removed[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return at + (uint32_t)low;
}
