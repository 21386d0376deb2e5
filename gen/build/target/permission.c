#include "build/target/permission.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "build/target/target.h"
#include "dockerfile/run_flags.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/source.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

enum {
	IMAGES_SHOWN = 20, /* in the message */
	DOCKERFILE_LARGEST = 64 << 20,
};

/* The words */

/* The words. Those with a value end with =. Only buildx uses fs.write. */
static const char *const known[] = {"network.host", "ssh",
	"fs.read=", "fs=", "fs.write=", "security.insecure", "device=", NULL};

enum outcome
permission_check_word(const char *name, const char *word)
{
	for (const char *const *one = known; *one; one++) {
		const size_t length = strlen(*one);
		const bool valued = (*one)[length - 1] == '=';

		if (valued ? strncmp(word, *one, length) == 0 && word[length]
			   : strcmp(word, *one) == 0)
			return OUTCOME_DONE;
	}
	return failure_mistake(
		NULL, "invalid %s '%s': expected network.host, ssh or fs.read=PATH", name, word);
}

enum outcome
permission_read(struct string_list *allowed)
{
	enum outcome outcome = OUTCOME_DONE;
	size_t at = allowed->count;

	string_list_add_words(allowed, environment_or("ALLOW", ""), " \t\n");
	while (at < allowed->count && outcome == OUTCOME_DONE)
		outcome = permission_check_word("ALLOW", allowed->items[at++]);
	return outcome;
}

const char *const *
permission_all(struct arena *arena, const char *const *allowed, const char *const *more)
{
	struct string_list all = {.arena = arena};

	for (; *allowed; allowed++)
		string_list_add(&all, *allowed);
	for (; more && *more; more++)
		string_list_add(&all, *more);
	return string_list_end(&all);
}

/* Paths */

/* The current folder, which is the family's, with links followed. */
static const char *
find_here(struct arena *arena)
{
	char *found = realpath(".", NULL);
	const char *here = found ? arena_string(arena, found) : "/";

	free(found);
	return here;
}

/* Removes empty parts, . and .. from `path`, which starts with a slash, without following links. */
static const char *
normalize(struct arena *arena, const char *path)
{
	char *result = arena_string(arena, path), *end = result;

	while (*path) {
		const size_t length = strcspn(path += strspn(path, "/"), "/");

		if (length == 2 && strncmp(path, "..", 2) == 0) {
			while (end > result && *--end != '/')
				continue;
		} else if (length && !(length == 1 && *path == '.')) {
			*end++ = '/';
			memmove(end, path, length);
			end += length;
		}
		path += length;
	}
	if (end == result)
		*end++ = '/';
	*end = '\0';
	return result;
}

static const char *
make_absolute(struct arena *arena, const char *path)
{
	const char *home = environment_get("HOME");

	if (*path == '/')
		return normalize(arena, path);
	if (strncmp(path, "~/", 2) == 0 && home && *home == '/')
		return normalize(arena, arena_join(arena, home, path + 1, NULL));
	return normalize(arena, arena_join(arena, find_here(arena), "/", path, NULL));
}

/* The path with all links followed; the path itself if nothing is there. */
static const char *
resolve(struct arena *arena, const char *path)
{
	char *found = realpath(path, NULL);
	const char *real = found ? arena_string(arena, found) : normalize(arena, path);

	free(found);
	return real;
}

static bool
is_below(const char *path, const char *folder)
{
	const size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

/*
 * Whether a word that allows `allowed` covers `path`, an absolute path without links. Links on the
 * way to `allowed` are followed, but not those in the family's folder: whoever edits the family
 * could point them anywhere.
 */
static bool
may_read(struct arena *arena, const char *path, const char *allowed)
{
	if (strcmp(allowed, "*") == 0)
		return true;
	allowed = make_absolute(arena, allowed);
	return is_below(
		path, is_below(allowed, find_here(arena)) ? allowed : resolve(arena, allowed));
}

/* What an image wants */

/* Whether an allowed word covers a needed one. */
static bool
gives(struct arena *arena, const char *allowed, const char *wanted)
{
	static const char read[] = "fs.read=", both[] = "fs=";

	if (strcmp(allowed, wanted) == 0)
		return true;
	if (strncmp(wanted, "device=", 7) == 0)
		return strncmp(allowed, "device=", 7) == 0;
	if (strncmp(wanted, read, strlen(read)) != 0)
		return false;
	wanted += strlen(read);
	if (strncmp(allowed, read, strlen(read)) == 0)
		return may_read(arena, wanted, allowed + strlen(read));
	return strncmp(allowed, both, strlen(both)) == 0 &&
	       may_read(arena, wanted, allowed + strlen(both));
}

static bool
is_given(struct arena *arena, const char *const *allowed, const char *wanted)
{
	for (; *allowed; allowed++)
		if (gives(arena, *allowed, wanted))
			return true;
	return false;
}

static bool
is_among(const struct string_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], word) == 0)
			return true;
	return false;
}

static void
add_once(struct string_list *list, const char *word)
{
	if (!is_among(list, word))
		string_list_add(list, word);
}

static void
add_wanted(struct string_list *lacking, const char *wanted, const char *const *allowed)
{
	if (!is_given(lacking->arena, allowed, wanted))
		add_once(lacking, wanted);
}

/* Adds what the flags of its RUN instructions need. */
static void
add_of_dockerfile(struct string_list *lacking, const struct target *target, const char *out,
	const char *const *allowed)
{
	struct run_flags wanted = {0};
	const char *path =
		arena_join(lacking->arena, out, "/", target->context, "/Dockerfile", NULL);
	enum source_failure failure;
	/*
	 * A missing Dockerfile is not built either: its context is not the hashed one, and is
	 * refused.
	 */
	const struct source *source =
		source_read(lacking->arena, path, path, DOCKERFILE_LARGEST, &failure);
	char *text = source ? arena_copy(lacking->arena, source->bytes, source->length) : NULL;

	for (size_t i = 0; source && i < source->length; i++)
		text[i] = text[i] ? text[i] : ' ';
	if (text)
		wanted = run_flags_read(text);
	if (wanted.network)
		add_wanted(lacking, "network.host", allowed);
	if (wanted.security)
		add_wanted(lacking, "security.insecure", allowed);
	if (wanted.device)
		add_wanted(lacking, "device=*", allowed);
}

/* Whether a part of `path` is .git, in upper or lower case: some file systems ignore case. */
static bool
leads_into_git(const char *path)
{
	for (const char *at = path; (at = strchr(at, '/')); at++)
		if (strncasecmp(at, "/.git", 5) == 0 && (at[5] == '/' || !at[5]))
			return true;
	return false;
}

/*
 * Adds the file of a secret. Files of the checkout are the family's own, but those of git are not:
 * no commit can contain them, and they hold the tokens with which the user reaches the repository.
 */
static void
add_file(struct string_list *lacking, const char *file, const char *const *allowed)
{
	struct arena *arena = lacking->arena;
	const char *path = resolve(arena, make_absolute(arena, file));

	if (!is_below(path, find_here(arena)) || leads_into_git(path))
		add_wanted(lacking, arena_join(arena, "fs.read=", path, NULL), allowed);
}

void
permission_add_lacking(struct string_list *lacking, const struct target *target, const char *out,
	const char *const *allowed)
{
	if (target->network && strcmp(target->network, "host") == 0)
		add_wanted(lacking, "network.host", allowed);
	if (*target->ssh)
		add_wanted(lacking, "ssh", allowed);
	for (const char *const *secret = target->secrets; *secret; secret++) {
		const char *file = strstr(*secret, ",src=");

		if (file)
			add_file(lacking, file + strlen(",src="), allowed);
	}
	add_of_dockerfile(lacking, target, out, allowed);
}

const char *const *
permission_for_buildx(struct arena *arena, const char *const *allowed)
{
	struct string_list words = {.arena = arena};

	for (; *allowed; allowed++) {
		const char *path = strstr(*allowed, "=~/");

		if (path)
			string_list_add(
				&words, arena_format(arena, "%.*s%s", (int)(path + 1 - *allowed),
						*allowed, make_absolute(arena, path + 1)));
		else
			string_list_add(&words, *allowed);
	}
	return string_list_end(&words);
}

/* The message */

/* Appends the words, with "and" before the last. */
static void
append_list(struct text *text, const struct string_list *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (i)
			text_append_string(text, i + 1 < words->count ? ", " : " and ");
		text_append_string(text, words->items[i]);
	}
}

/*
 * Appends what to write to allow all of them. Blanks separate the words of ALLOW, so a word with a
 * blank needs the option.
 */
static void
append_advice(struct text *text, const struct string_list *words)
{
	bool blank = false;

	for (size_t i = 0; i < words->count; i++)
		blank = blank || strchr(words->items[i], ' ');
	text_append_string(text, blank ? "" : "ALLOW='");
	for (size_t i = 0; i < words->count; i++)
		text_format(text, blank ? "%s--allow '%s'" : "%s%s", i ? " " : "", words->items[i]);
	text_append_string(text, blank ? "" : "'");
}

enum outcome
permission_check(struct arena *arena, const struct targets *targets, const bool *todo,
	const char *out, const char *const *allowed)
{
	struct string_list all = {.arena = arena};
	struct text text = TEXT_EMPTY, advice = TEXT_EMPTY;
	size_t count = 0;

	for (size_t i = 0; i < targets->count; i++) {
		struct string_list lacking = {.arena = arena};

		if (todo[i])
			permission_add_lacking(&lacking, &targets->items[i], out, allowed);
		for (size_t j = 0; j < lacking.count; j++)
			add_once(&all, lacking.items[j]);
		if (!lacking.count || count++ >= IMAGES_SHOWN)
			continue;
		text_format(&text, "%s%s wants ", count > 1 ? "; " : "", targets->items[i].id);
		append_list(&text, &lacking);
	}
	if (count > IMAGES_SHOWN)
		text_format(&text, "; and %zu more", count - IMAGES_SHOWN);
	if (count) {
		append_advice(&advice, &all);
		(void)failure_mistake(NULL,
			"%s: a build gets that of this machine only if you allow it, with %s",
			text.bytes, advice.bytes);
	}
	text_free(&text);
	text_free(&advice);
	return count ? OUTCOME_MISTAKE : OUTCOME_DONE;
}
