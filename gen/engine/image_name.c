#include "engine/image_name.h"

#include <ctype.h>
#include <string.h>

#include "support/arena.h"
#include "support/banned.h"

const char *
image_name_plain(const char *name)
{
	static const char *const prefixes[] = {"localhost/", "docker.io/library/", "docker.io/"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		const size_t length = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], length) == 0)
			return name + length;
	}
	return name;
}

const char *
image_name_local(struct arena *arena, const char *name)
{
	const size_t host = strcspn(name, "/");

	if (strncmp(name, "sha256:", 7) == 0)
		return name;
	if (name[host] && (memchr(name, '.', host) || memchr(name, ':', host) ||
				  strncmp(name, "localhost/", 10) == 0))
		return name;
	return arena_format(arena, "localhost/%s", name);
}

const char *
image_name_of_digest(struct arena *arena, const char *name, const char *digest)
{
	return arena_format(arena, "%.*s@%s", (int)(strrchr(name, ':') - name), name, digest);
}

const char *
image_id_full(struct arena *arena, const char *id)
{
	const size_t digits = strspn(id, "0123456789abcdef");

	return digits == 64 && !id[digits] ? arena_format(arena, "sha256:%s", id) : id;
}

/* NAME@DIGEST for NAME:TAG@DIGEST, as no engine keeps both. */
static const char *
without_tag(struct arena *arena, const char *name, const char *digest)
{
	const char *tag = digest;

	while (tag > name && *tag != ':' && *tag != '/')
		tag--;
	return *tag == ':' ? arena_format(arena, "%.*s%s", (int)(tag - name), name, digest) : name;
}

const char *
image_name_listed(struct arena *arena, const char *name)
{
	const char *plain = strncmp(name, "docker.io/", 10) == 0 ? image_name_plain(name) : name;
	const char *id = image_id_full(arena, plain), *last = strrchr(plain, '/'),
		   *digest = strchr(plain, '@');

	if (id == plain && digest)
		return without_tag(arena, plain, digest);
	return id != plain || strchr(last ? last : plain, ':')
		       ? id
		       : arena_format(arena, "%s:latest", plain);
}

bool
is_word(const char *text)
{
	size_t length = 0;

	while (text[length] > ' ' && text[length] < 0x7F)
		length++;
	return length && !text[length];
}

bool
is_id(const char *text)
{
	return strncmp(text, "sha256:", 7) == 0 && is_word(text + 7);
}

bool
is_tag(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) ||
		(text[length] && strchr("_.-", text[length])))
		length++;
	return length && length <= 128 && !text[length] && *text != '-' && *text != '.';
}
