#include "build/bootstrap/kind.h"

#include <ctype.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

#define DEBIAN_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define DISTROLESS_VARIABLES "PATH=" DEBIAN_PATH " SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
#define AS_ROOT "USER 0\n"
#define AS_NONROOT "USER 65532\nWORKDIR /home/nonroot\n"

/* Names, variables and the rest are those of the images that these stand in for. */
static const struct kind kinds[] = {
	{"debian", NULL, "debian:VERSION-slim debian:RELEASE-slim",
		"PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8",
		"CMD [\"bash\"]\n"},
	{"python", "Python", "python:VERSION-slim python:VERSION-slim-RELEASE",
		"PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8",
		"CMD [\"python3\"]\n"},
	{"node", "Node.js",
		"node:VERSION-slim node:VERSION-RELEASE-slim node:VERSION node:VERSION-RELEASE",
		"PATH=" DEBIAN_PATH,
		"ENTRYPOINT [\"docker-entrypoint.sh\"]\n"
		"CMD [\"node\"]\n"},
	{"golang", "Go", "golang:VERSION golang:VERSION-RELEASE",
		"PATH=/go/bin:/usr/local/go/bin:" DEBIAN_PATH " GOPATH=/go GOTOOLCHAIN=local",
		"WORKDIR /go\n"
		"CMD [\"bash\"]\n"},
	{"rust", "Rust",
		"rust:VERSION-slim rust:VERSION-slim-RELEASE rust:VERSION rust:VERSION-RELEASE",
		"PATH=/usr/local/cargo/bin:" DEBIAN_PATH
		" CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup",
		"CMD [\"bash\"]\n"},
	{"static", NULL, "gcr.io/distroless/static-debianVERSION:nonroot", DISTROLESS_VARIABLES,
		AS_NONROOT},
	{"static", NULL, "gcr.io/distroless/static-debianVERSION:latest", DISTROLESS_VARIABLES,
		AS_ROOT},
	{"base", NULL, "gcr.io/distroless/base-debianVERSION:nonroot", DISTROLESS_VARIABLES,
		AS_NONROOT},
	{"base", NULL, "gcr.io/distroless/base-debianVERSION:latest", DISTROLESS_VARIABLES,
		AS_ROOT},
	{"cc", NULL, "gcr.io/distroless/cc-debianVERSION:nonroot", DISTROLESS_VARIABLES,
		AS_NONROOT},
	{"cc", NULL, "gcr.io/distroless/cc-debianVERSION:latest", DISTROLESS_VARIABLES, AS_ROOT},
};

#define PYTHON "netbase,python3,python3-venv"
#define GO ",gcc,git,libc6-dev,make,netbase"
#define STATIC "base-files,netbase,tzdata"

static const struct kind_release releases[] = {
	{"debian", "11", "bullseye", ""},
	{"debian", "12", "bookworm", ""},
	{"debian", "13", "trixie", ""},
	{"python", "3.9", "bullseye", PYTHON},
	{"python", "3.11", "bookworm", PYTHON},
	{"python", "3.13", "trixie", PYTHON},
	{"python", "3.14", "forky", PYTHON},
	{"node", "18", "bookworm", "nodejs,npm"},
	{"node", "20", "trixie", "nodejs,npm"},
	{"node", "24", "forky", "nodejs,npm"},
	{"golang", "1.19", "bookworm", "golang-1.19-go" GO},
	{"golang", "1.24", "trixie", "golang-1.24-go" GO},
	{"golang", "1.26", "forky", "golang-1.26-go" GO},
	{"golang", "1.27", "forky", "golang-1.27-go" GO},
	{"rust", "1.63", "bookworm", "cargo,gcc,libc6-dev,rustc"},
	{"rust", "1.85", "trixie", "cargo,gcc,libc6-dev,rustc"},
	{"rust", "1.97", "forky", "cargo,gcc,libc6-dev,rustc"},
	{"static", "12", "bookworm", STATIC},
	{"static", "13", "trixie", STATIC},
	{"base", "12", "bookworm", STATIC ",libc6,libssl3"},
	{"base", "13", "trixie", STATIC ",libc6,libssl3t64,libzstd1,zlib1g"},
	{"cc", "12", "bookworm", STATIC ",libc6,libssl3,libgcc-s1,libgomp1,libstdc++6"},
	{"cc", "13", "trixie",
		STATIC ",libc6,libssl3t64,libzstd1,zlib1g,libgcc-s1,libgomp1,libstdc++6"},
};

enum {
	KIND_COUNT = sizeof(kinds) / sizeof(*kinds),
	RELEASE_COUNT = sizeof(releases) / sizeof(*releases)
};

static bool
is_digit_or_point(char character)
{
	return isdigit((unsigned char)character) || character == '.';
}

/*
 * Reads a run of digits and points (VERSION) or of letters (RELEASE) from `*name` on. NULL if there
 * is none.
 */
static const char *
read_run(struct arena *arena, const char **name, bool is_version)
{
	const char *start = *name;

	while (is_version ? is_digit_or_point(**name) : islower((unsigned char)**name))
		(*name)++;
	return *name == start ? NULL : arena_copy(arena, start, (size_t)(*name - start));
}

/* Whether a name has the form of the pattern that ends before `end`. */
static bool
reads_as(struct arena *arena, const char *pattern, const char *end, const char *name,
	struct kind_match *match)
{
	enum { VERSION_LENGTH = sizeof("VERSION") - 1, RELEASE_LENGTH = sizeof("RELEASE") - 1 };

	match->version = match->suite = NULL;
	while (pattern < end) {
		if (strncmp(pattern, "VERSION", VERSION_LENGTH) == 0) {
			pattern += VERSION_LENGTH;
			if (!(match->version = read_run(arena, &name, true)))
				return false;
		} else if (strncmp(pattern, "RELEASE", RELEASE_LENGTH) == 0) {
			pattern += RELEASE_LENGTH;
			if (!(match->suite = read_run(arena, &name, false)))
				return false;
		} else if (*pattern++ != *name++) {
			return false;
		}
	}
	return !*name;
}

/* Whether a name has a form of this kind. */
static bool
is_of_kind(struct arena *arena, const struct kind *kind, const char *name, struct kind_match *match)
{
	for (const char *pattern = kind->names; *pattern;) {
		const char *end = pattern + strcspn(pattern, " ");

		if (reads_as(arena, pattern, end, name, match))
			return true;
		pattern = end + (*end == ' ');
	}
	return false;
}

/* The release of the version that was read, or of the suite if no version was. */
static const struct kind_release *
find_release(const struct kind_match *match)
{
	for (size_t i = 0; i < RELEASE_COUNT; i++) {
		const struct kind_release *release = &releases[i];

		if (strcmp(release->image, match->kind->image) == 0 &&
			(match->version ? strcmp(release->version, match->version) == 0
					: strcmp(release->suite, match->suite) == 0))
			return release;
	}
	return NULL;
}

struct kind_match
kind_match(struct arena *arena, const char *name)
{
	struct kind_match match = {0};

	for (size_t i = 0; i < KIND_COUNT; i++)
		if (is_of_kind(arena, &kinds[i], name, &match)) {
			match.kind = &kinds[i];
			match.release = find_release(&match);
			return match;
		}
	return (struct kind_match){0};
}

const char *
kind_all_names(struct arena *arena)
{
	struct text names = TEXT_EMPTY;

	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (i && strcmp(kinds[i].image, kinds[i - 1].image) == 0)
			continue;
		text_format(&names, "%s%.*s", i ? ", " : "", (int)strcspn(kinds[i].names, " "),
			kinds[i].names);
	}
	const char *result = arena_copy(arena, names.bytes, names.length);

	text_free(&names);
	return result;
}

const char *
kind_versions(struct arena *arena, const struct kind *kind)
{
	const char *result = "", *last = NULL;

	for (size_t i = 0; i < RELEASE_COUNT; i++) {
		if (strcmp(releases[i].image, kind->image) != 0)
			continue;
		if (last)
			result = *result ? arena_format(arena, "%s, %s", result, last) : last;
		last = releases[i].version;
	}
	return *result ? arena_format(arena, "%s and %s", result, last) : last;
}
