#include "engine/registry_error.h"

#include <string.h>

#include "adapters/process.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The value of msg="…" in a line of skopeo's output, unescaped. The line itself if there is none.
 */
static const char *
message_of(struct arena *arena, const char *line)
{
	static const char start[] = " msg=\"";
	const char *from = strstr(line, start);
	char *message = arena_string(arena, from ? from + strlen(start) : line), *to = message;

	for (const char *at = message; from && *at && *at != '"'; at++) {
		const bool escaped = *at == '\\' && at[1];

		at += escaped;
		*to++ = escaped && strchr("nrt", *at) ? ' ' : *at;
	}
	if (from)
		*to = '\0';
	return message;
}

/* The message without the program's purpose, which is the words up to a quoted name and a colon. */
static const char *
without_purpose(const char *message)
{
	static const char *const purposes[] = {"Error parsing image name \"",
		"Error initializing source docker://", "initializing source docker://", "Error: "};

	for (size_t i = 0; i < sizeof(purposes) / sizeof(*purposes); i++) {
		const char *end;

		if (strncmp(message, purposes[i], strlen(purposes[i])) != 0)
			continue;
		end = strstr(message + strlen(purposes[i]) - 2, ": ");
		return end ? without_purpose(end + 2) : message;
	}
	return message;
}

const char *
registry_error_text(struct arena *arena, const struct text *error)
{
	const char *at = error->bytes, *last = "";

	while (*at) {
		const size_t length = strcspn(at, "\n");

		if (strspn(at, " \t\r") < length)
			last = arena_copy(arena, at, length);
		at += length + (at[length] == '\n');
	}
	return without_purpose(message_of(arena, last));
}

bool
registry_error_is_absent(const struct process_result *result)
{
	return result->end == PROCESS_EXITED && result->error.length &&
	       (strstr(result->error.bytes, ": manifest unknown") ||
		       strstr(result->error.bytes, ": name unknown"));
}

static bool
has_any(const struct text *error, const char *const *words, size_t count)
{
	for (size_t i = 0; error->length && i < count; i++)
		if (strstr(error->bytes, words[i]))
			return true;
	return false;
}

bool
registry_error_is_denied(const struct text *error)
{
	/* Of a list of tags that fails skopeo prints only the status. */
	static const char *const words[] = {": denied", ": unauthorized",
		"requested access to the resource is denied", "status code from registry 401",
		"status code from registry 403"};

	return has_any(error, words, sizeof(words) / sizeof(*words));
}

bool
registry_error_is_temporary(const struct text *error)
{
	/*
	 * Some registries do not find a blob while another push writes it, or answer 500 about a
	 * tag.
	 */
	static const char *const words[] = {"unexpected HTTP status: 5",
		"invalid status code from registry 5", "EOF", "connection reset by peer",
		"broken pipe", "server closed idle connection", "blob unknown"};

	return has_any(error, words, sizeof(words) / sizeof(*words));
}
