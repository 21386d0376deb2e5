#include "build/bootstrap/apt.h"

#include <string.h>

#include "adapters/process.h"
#include "support/arena.h"
#include "support/banned.h"

#define DEBIAN "http://deb.debian.org/debian"

/*
 * Whether `release` is a release of Debian or its updates: letters, and perhaps -updates or
 * -security.
 */
static bool
is_release(const char *release, size_t letters)
{
	return letters && (!release[letters] || strcmp(release + letters, "-updates") == 0 ||
				  strcmp(release + letters, "-security") == 0);
}

/*
 * Whether it starts with a scheme (RFC 3986, section 3.1) and has only printable characters: it
 * becomes a word for debootstrap.
 */
static bool
is_uri(const char *uri)
{
	const size_t scheme = strspn(uri, "abcdefghijklmnopqrstuvwxyz");
	size_t length = 0;

	while (uri[length] > ' ' && uri[length] < 0x7F)
		length++;
	return scheme && strncmp(uri + scheme, ":/", 2) == 0 && !uri[length];
}

/* Adds an archive of this machine for the release. `line` is URI RELEASE COMPONENT ORIGIN. */
static void
add_source(struct apt *apt, struct arena *arena, const char *suite, char *line)
{
	const char *fields[4] = {"", "", "", ""};
	size_t count = 0;
	char *rest = NULL;

	for (char *field = strtok_r(line, " ", &rest); field && count < 4;
		field = strtok_r(NULL, " ", &rest))
		fields[count++] = field;
	const char *uri = fields[0], *release = fields[1], *origin = fields[3];
	const size_t letters = strspn(release, "abcdefghijklmnopqrstuvwxyz");
	/* apt leaves $(ORIGIN) as it is if it knows none. */
	const bool is_debian = strcmp(origin, "Debian") == 0 ||
			       (strstr(origin, "ORIGIN") && strstr(uri, "debian"));

	if (!is_debian || !is_uri(uri) || strcmp(fields[2], "main") != 0 ||
		!is_release(release, letters))
		return;
	const char *source =
		arena_format(arena, "deb %s %s%s main\n", uri, suite, release + letters);

	if (!apt->sources.length || !strstr(apt->sources.bytes, source))
		text_append_string(&apt->sources, source);
}

static void
read_sources(struct apt *apt, struct arena *arena, const char *suite)
{
	static const char *const words[] = {"apt-get", "indextargets", "--format",
		"$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)", "Created-By: Packages", NULL};
	const struct process_call call = {.words = words};
	struct process_result result = PROCESS_RESULT_EMPTY;
	char *rest = NULL;

	(void)process_run(&call, &result);
	apt->is_there = result.end != PROCESS_NOT_FOUND;
	if (result.output.length)
		for (char *line = strtok_r(result.output.bytes, "\n", &rest); line;
			line = strtok_r(NULL, "\n", &rest))
			add_source(apt, arena, suite, line);
	process_result_free(&result);
}

/* Whether this machine needs a line of apt-config dump to reach its archive. */
static bool
is_setting(const char *line)
{
	static const char *const names[] = {"Acquire::http::Proxy ", "Acquire::http::proxy ",
		"Acquire::https::Proxy ", "Acquire::https::proxy ", "Acquire::Check-Valid-Until "};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strncmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

static void
read_settings(struct apt *apt)
{
	static const char *const words[] = {"apt-config", "dump", NULL};
	const struct process_call call = {.words = words};
	struct process_result result = PROCESS_RESULT_EMPTY;
	char *rest = NULL;

	(void)process_run(&call, &result);
	if (result.output.length)
		for (char *line = strtok_r(result.output.bytes, "\n", &rest); line;
			line = strtok_r(NULL, "\n", &rest))
			if (is_setting(line))
				text_format(&apt->settings, "%s\n", line);
	process_result_free(&result);
}

void
apt_read(struct apt *apt, struct arena *arena, const char *suite)
{
	read_sources(apt, arena, suite);
	read_settings(apt);
	if (!apt->sources.length)
		text_format(&apt->sources,
			"deb " DEBIAN " %s main\n"
			"deb " DEBIAN " %s-updates main\n"
			"deb " DEBIAN "-security %s-security main\n",
			suite, suite, suite);
}

const char *
apt_mirror(const struct apt *apt, struct arena *arena, const char *suite)
{
	const char *found = strstr(apt->sources.bytes, arena_format(arena, " %s main\n", suite));
	const char *start = found;

	if (!found)
		return DEBIAN;
	while (start > apt->sources.bytes && start[-1] != ' ')
		start--;
	return arena_copy(arena, start, (size_t)(found - start));
}

void
apt_free(struct apt *apt)
{
	text_free(&apt->sources);
	text_free(&apt->settings);
}
