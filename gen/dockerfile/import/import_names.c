#include "dockerfile/import/import_names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

/* Endings of files that stand beside Dockerfiles and are none. */
static const char *const others[] = {"dockerignore", "containerignore", "j2", "jinja", "jinja2",
	"template", "tmpl", "tpl", "in", "md", "rst", "txt", "orig", "rej", "bak", "swp", "sh",
	"py", "yml", "yaml", "json"};

static bool
is_other(const char *word, size_t length)
{
	const char *ending = word;

	for (const char *at = word; at < word + length; at++)
		if (*at == '.')
			ending = at + 1;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strlen(others[i]) == (size_t)(word + length - ending) &&
			strncasecmp(ending, others[i], strlen(others[i])) == 0)
			return true;
	return false;
}

static bool
has_word(const char *name, const char *kind, const char **word, size_t *length)
{
	const size_t whole = strlen(name), own = strlen(kind);

	if (whole < own)
		return false;
	if (strncasecmp(name, kind, own) == 0 && (!name[own] || strchr(".-_", name[own]))) {
		*word = name + own + (name[own] != '\0');
		*length = strlen(*word);
		return true;
	}
	*word = name;
	*length = whole > own ? whole - own - 1 : 0;
	return *length && name[*length] == '.' && strcasecmp(name + *length + 1, kind) == 0;
}

bool
import_is_dockerfile(const char *name, const char **word, size_t *length)
{
	return (has_word(name, "Dockerfile", word, length) ||
		       has_word(name, "Containerfile", word, length)) &&
	       !is_other(*word, *length);
}

const char *
import_lower(struct arena *arena, const char *text)
{
	char *lower = arena_string(arena, text);

	for (char *at = lower; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return lower;
}

static void
append_part(struct text *name, const char *part, size_t length)
{
	if (name->length && length)
		text_append_character(name, '-');
	for (size_t i = 0; i < length; i++)
		text_append_character(name, (char)tolower((unsigned char)part[i]));
}

const char *
import_image_name(struct arena *arena, const char *path, const char *top)
{
	struct text name = TEXT_EMPTY;
	const char *part = path, *word;
	size_t length;

	for (const char *slash; (slash = strchr(part, '/')); part = slash + 1)
		append_part(&name, part, (size_t)(slash - part));
	if (import_is_dockerfile(part, &word, &length))
		append_part(&name, word, length);
	if (!name.length)
		append_part(&name, top, strlen(top));
	const char *copy = arena_copy(arena, name.bytes, name.length);

	text_free(&name);
	return copy;
}
