#include <string.h>

#include "adapters/repository_git.h"
#include "support/banned.h"

/* The characters of a URL (RFC 3986) that mean nothing to a shell or to make. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+-"

/* Part of a text. */
struct url_part {
	const char *start;
	size_t length;
};

static bool
take_prefix(const char **text, const char *prefix)
{
	if (strncmp(*text, prefix, strlen(prefix)) != 0)
		return false;
	*text += strlen(prefix);
	return true;
}

/* What stands in front of the separator, without a user; the text is what follows it then. */
static struct url_part
take_host(const char **text, char separator)
{
	struct url_part host = {*text, strcspn(*text, separator == '/' ? "/" : ":/")};

	if (host.start[host.length] != separator)
		return (struct url_part){0};
	*text += host.length;
	*text += strspn(*text, ":/");
	for (size_t i = host.length; i-- > 0;)
		if (host.start[i] == '@')
			return (struct url_part){host.start + i + 1, host.length - i - 1};
	return host;
}

/*
 * The forms are those of git-clone(1), "GIT URLS". A host that ssh knows by a nickname has no dot.
 */
static void
append_public_url(const char *url, struct text *out)
{
	const bool http = take_prefix(&url, "http://");
	const bool web = http || take_prefix(&url, "https://");
	const bool ssh = !web && take_prefix(&url, "ssh://");
	struct url_part host, path;

	if (!web && !ssh && strstr(url, "://"))
		return;
	host = take_host(&url, web || ssh ? '/' : ':');
	path = (struct url_part){url, strlen(url)};
	if (path.length > 4 && strcmp(url + path.length - 4, ".git") == 0)
		path.length -= 4;
	if (!web && host.length) {
		host.length = strcspn(host.start, ":/");
		if (!memchr(host.start, '.', host.length))
			return;
	}
	if (host.length && path.length && strspn(host.start, PLAIN) >= host.length &&
		strspn(path.start, PLAIN) >= path.length)
		text_format(out, "%s://%.*s/%.*s", http ? "http" : "https", (int)host.length,
			host.start, (int)path.length, path.start);
}

void
repository_read_origin(git_repository *repository, struct text *origin)
{
	git_config *config = NULL;
	git_buf url = {0};

	if (git_repository_config_snapshot(&config, repository) == 0 &&
		git_config_get_string_buf(&url, config, "remote.origin.url") == 0)
		append_public_url(url.ptr, origin);
	git_buf_dispose(&url);
	git_config_free(config);
}
