#include "build/target/build_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adapters/repository.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/text.h"
#include "support/banned.h"

#define DIGITS "0123456789"

static const int64_t LATEST = 253402300799; /* the end of 9999, the last year in RFC 3339 */

/* Checks */

/* Whether a tag that begins with `version` could be the tag of a key. */
static bool
starts_key(const char *version)
{
	return strncmp(version, "key", 3) == 0 && (!version[3] || version[3] == '-');
}

/*
 * Whether `version` can be a tag, or follow TAG- in a tag (OCI Distribution Specification, "Pulling
 * manifests").
 */
static bool
fits_tag(const char *version)
{
	for (const char *at = version; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("_.-+", *at))
			return false;
	return *version && strlen(version) <= VERSION_LONGEST && !strchr(".-", *version) &&
	       !starts_key(version);
}

/* Whether `value` is one word for shells, make and engines. */
static bool
is_word(const char *value)
{
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) && !strchr("._:/@+-", *value))
			return false;
	return true;
}

/* Whether `value` matches `pattern`, where 0 is any digit and all else is itself. */
static bool
take(const char **value, const char *pattern)
{
	const char *at = *value;

	for (; *pattern; pattern++, at++)
		if (*pattern == '0' ? !isdigit((unsigned char)*at) : *at != *pattern)
			return false;
	*value = at;
	return true;
}

/* RFC 3339, section 5.6, with capital letters. */
static bool
is_time(const char *value)
{
	if (!take(&value, "0000-00-00T00:00:00"))
		return false;
	if (take(&value, ".0"))
		value += strspn(value, DIGITS);
	return (take(&value, "Z") || take(&value, "+00:00") || take(&value, "-00:00")) && !*value;
}

static bool
is_epoch(const char *value)
{
	return strspn(value, DIGITS) == strlen(value) && strlen(value) <= 12 &&
	       strtoll(value, NULL, 10) <= LATEST;
}

enum outcome
version_check_given(void)
{
	static const struct {
		const char *name;
		bool (*is_valid)(const char *value);
		const char *expected;
	} rules[] = {
		{"VERSION", fits_tag,
			"a part of an image tag, which has up to 80 of A-Z a-z 0-9 _ . - (and + "
			"for "
			"_), and no . or - or key- in front"},
		{"REVISION", is_word, "a commit, of A-Z a-z 0-9 . _ : / @ + -"},
		{"CREATED", is_time, "a time, as 2001-02-03T04:05:06Z"},
		{"SOURCE", is_word, "a URL, of A-Z a-z 0-9 . _ : / @ + -"},
		{"SOURCE_DATE_EPOCH", is_epoch, "seconds since 1970, as 981173106"},
	};
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const char *given = environment_get(rules[i].name);

		if (given && !rules[i].is_valid(given)) {
			(void)failure("invalid %s '%s': expected %s", rules[i].name, given,
				rules[i].expected);
			outcome = OUTCOME_MISTAKE;
		}
	}
	return outcome;
}

/* The version */

/* The version in the form for tags. NULL after a message. */
static const char *
fit_tag(const char *text, struct arena *arena)
{
	if (!fits_tag(text))
		return failure("no version: '%s' from the git tag cannot be part of an image tag, "
			       "which has up to %d of A-Z a-z 0-9 _ . - (and + for _): rename the "
			       "tag, or set VERSION",
			       text, VERSION_LONGEST),
		       NULL;

	char *fit = arena_string(arena, text);

	for (char *at = fit; *at; at++)
		*at = *at == '+' ? '_' : *at;
	return fit;
}

/* VERSION, else git's version, in the form for tags. NULL after a message. */
static const char *
find_text(const struct head *head, struct arena *arena)
{
	const char *text = environment_get("VERSION");

	if (!text && head->state == HEAD_REFUSED)
		return failure("no version: %s, or set VERSION", head->description.bytes), NULL;
	if (!text && head->state == HEAD_COMMIT)
		text = head->description.bytes + (*head->description.bytes == 'v');
	else if (!text)
		text = head->state == HEAD_UNBORN ? "0.0.0-0-unborn" : "0.0.0-unknown";
	return fit_tag(text, arena);
}

static int64_t
find_epoch(const struct head *head)
{
	const char *given = environment_get("SOURCE_DATE_EPOCH");

	if (given)
		return strtoll(given, NULL, 10);
	if (!head)
		return EPOCH_UNKNOWN;
	return head->time < 0 || head->time > LATEST ? 0 : head->time;
}

static const char *
format_time(int64_t epoch, struct arena *arena)
{
	const time_t time = (time_t)epoch;
	char formatted[sizeof("9999-12-31T23:59:59Z")];
	struct tm parts;

	gmtime_r(&time, &parts);
	strftime(formatted, sizeof(formatted), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return arena_string(arena, formatted);
}

/* The variable `name` of the environment, else `other`. */
static const char *
given_or(const char *name, const char *other, struct arena *arena)
{
	const char *given = environment_get(name);

	return arena_string(arena, given ? given : other);
}

static enum release
release_of(const struct head *head)
{
	if (head->state != HEAD_COMMIT)
		return RELEASE_UNKNOWN;
	return head->dirty ? RELEASE_DIRTY : head->released ? RELEASE_YES : RELEASE_UNTAGGED;
}

enum outcome
version_find(struct version *version, struct arena *arena)
{
	const bool asked = !environment_get("VERSION") || !environment_get("CREATED");
	struct head head = HEAD_EMPTY;

	if (version_check_given() != OUTCOME_DONE)
		return OUTCOME_MISTAKE;
	if (asked)
		repository_read_head(".", &head);
	*version = (struct version){
		.text = find_text(&head, arena),
		.revision = given_or("REVISION", *head.commit ? head.commit : "unknown", arena),
		.epoch = find_epoch(asked ? &head : NULL),
		.source = given_or("SOURCE", head.origin.bytes, arena),
		.release = release_of(&head),
	};
	version->created = environment_get("CREATED") ? given_or("CREATED", "", arena)
						      : format_time(version->epoch, arena);
	repository_head_free(&head);
	return version->text ? OUTCOME_DONE : OUTCOME_MACHINE;
}

/* Reports why the checkout is no release, and what to do. */
static enum outcome
refuse_release(const struct head *head)
{
	const char *text = head->description.length ? head->description.bytes : "v";

	if (head->state == HEAD_REFUSED)
		return failure("no release: %s", text);
	if (head->state != HEAD_COMMIT)
		return failure("no release: this is no repository with a commit, and a release is "
			       "a commit "
			       "with a tag v1.2.3");
	if (head->dirty)
		(void)failure_mistake(NULL,
			"no release: there are uncommitted changes (version %s): commit them, or "
			"put "
			"them away (git stash); git status shows them",
			text + 1);
	else
		(void)failure_mistake(NULL,
			"no release: this commit has no version tag (version %s): git tag -a "
			"v1.2.3 -m "
			"'Version 1.2.3', and release again",
			text + 1);
	return OUTCOME_STALE;
}

enum outcome
version_find_release(struct version *version, struct arena *arena)
{
	const char *given = environment_get("VERSION");
	struct head head = HEAD_EMPTY;

	if (version_check_given() != OUTCOME_DONE)
		return OUTCOME_MISTAKE;
	repository_read_head(".", &head);
	*version = (struct version){.release = release_of(&head)};
	if (version->release != RELEASE_YES) {
		const enum outcome outcome = refuse_release(&head);

		repository_head_free(&head);
		return outcome;
	}
	version->text = fit_tag(head.description.bytes + (*head.description.bytes == 'v'), arena);
	version->revision = arena_string(arena, head.commit);
	version->epoch = head.time < 0 || head.time > LATEST ? 0 : head.time;
	version->created = format_time(version->epoch, arena);
	version->source = given_or("SOURCE", head.origin.bytes, arena);
	repository_head_free(&head);
	if (!version->text)
		return OUTCOME_MACHINE;
	if (given && strcmp(fit_tag(given, arena), version->text) != 0)
		return failure_mistake(NULL,
			"VERSION is %s, but the commit is tagged as %s: a release has the "
			"version of its tag",
			given, version->text);
	return OUTCOME_DONE;
}

void
version_append_words(const struct version *version, struct text *text)
{
	static const char *const releases[] = {
		[RELEASE_UNKNOWN] = "unknown",
		[RELEASE_YES] = "yes",
		[RELEASE_DIRTY] = "dirty",
		[RELEASE_UNTAGGED] = "untagged",
	};

	text_format(text, "VERSION=%s REVISION=%s CREATED=%s SOURCE_DATE_EPOCH=", version->text,
		version->revision, version->created);
	if (version->epoch != EPOCH_UNKNOWN)
		text_format(text, "%lld", (long long)version->epoch);
	text_format(text, " SOURCE=%s RELEASE=%s", version->source, releases[version->release]);
}
