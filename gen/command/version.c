#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "border/repository.h"
#include "command/command.h"
#include "support/banned.h"

enum { LONGEST = 80 }; /* of a version, as a tag has 128 and TAG- stands before it */
static const int64_t LATEST = 253402300799; /* the end of 9999, the last year of RFC 3339 */

static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/*
 * Makes a version fit for an image tag: + becomes _, as Helm writes versions of semver into tags.
 * False where another character is none of a tag (OCI Distribution Specification, "Pulling manifests"),
 * or the first one could not start one.
 */
static bool
fit_for_tag(struct text *version)
{
	for (size_t i = 0; i < version->length; i++) {
		char *at = &version->bytes[i];

		if (*at == '+')
			*at = '_';
		if (!isalnum((unsigned char)*at) && !strchr("_.-", *at))
			return false;
	}
	return version->length > 0 && version->length <= LONGEST && !strchr(".-", *version->bytes);
}

/* Appends what VERSION says, else what git says; false after a refusal. */
static bool
find_version(const struct head *head, struct text *version)
{
	const char *given = environment("VERSION");

	if (given)
		text_append_string(version, given);
	else if (head->state == HEAD_REFUSED)
		return failure("no version: %s", head->description.bytes), false;
	else if (head->state == HEAD_COMMIT)
		text_append_string(
			version, head->description.bytes + (head->description.bytes[0] == 'v'));
	else
		text_append_string(
			version, head->state == HEAD_UNBORN ? "0.0.0-0-unborn" : "0.0.0-unknown");
	if (fit_for_tag(version))
		return true;
	(void)failure(
		"no version: '%s' from %s cannot be part of an image tag, which has up to %d of "
		"A-Z a-z 0-9 _ . - (and + for _)%s",
		version->bytes, given ? "VERSION" : "the git tag", LONGEST,
		given ? "" : ": rename the tag, or set VERSION");
	return false;
}

/* The time that a build carries: SOURCE_DATE_EPOCH where it is a number, else the commit's. */
static int64_t
find_time(const struct head *head)
{
	const char *given = environment("SOURCE_DATE_EPOCH");

	if (given && strspn(given, "0123456789") == strlen(given) && strlen(given) <= 12 &&
		strtoll(given, NULL, 10) <= LATEST)
		return strtoll(given, NULL, 10);
	return head->time < 0 || head->time > LATEST ? 0 : head->time;
}

/* Whether what is checked out is a release, as opposed to what VERSION may say of it. */
static const char *
release_of(const struct head *head)
{
	if (head->state != HEAD_COMMIT)
		return "unknown";
	return head->dirty ? "dirty" : head->released ? "yes" : "untagged";
}

static void
print_words(const struct text *version, const struct head *head)
{
	const int64_t seconds = find_time(head);
	const time_t time = (time_t)seconds;
	char created[sizeof("9999-12-31T23:59:59Z")];
	struct tm parts;

	gmtime_r(&time, &parts);
	strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", &parts);
	printf("VERSION=%s REVISION=%s CREATED=%s SOURCE_DATE_EPOCH=%lld SOURCE=%s RELEASE=%s\n",
		version->bytes, *head->commit ? head->commit : "unknown", created,
		(long long)seconds, head->origin.length ? head->origin.bytes : "",
		release_of(head));
}

enum outcome
command_version(struct call *call)
{
	const char *words = NULL;
	const struct option_rule rules[] = {{"--words", false, &words}, {0}};
	struct head head = {0};
	struct text version = {0};
	enum outcome outcome = OUTCOME_MACHINE;

	if (!call_options(call, rules) || !call_has_no_words(call))
		return OUTCOME_MISTAKE;
	repository_read_head(".", &head);
	if (find_version(&head, &version)) {
		if (words)
			print_words(&version, &head);
		else
			puts(version.bytes);
		outcome = fflush(stdout) || ferror(stdout) ? failure_of_file("standard output")
							   : OUTCOME_DONE;
	}
	repository_head_free(&head);
	text_free(&version);
	return outcome;
}
