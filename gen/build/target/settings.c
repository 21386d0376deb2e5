#include "build/target/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "build/target/permission.h"
#include "build/target/target.h"
#include "family/schema/grammar.h"
#include "support/arena.h"
#include "support/environment.h"
#include "support/string_list.h"
#include "support/banned.h"

/*
 * Options of the engine's build that change what is built or where it goes, and what to write
 * instead.
 */
static const struct {
	const char *name;
	char letter; /* its short form; 0: none */
	const char *instead;
} refused[] = {
	{"pull", 0, "write 'build: {pull: true}' in images.yaml"},
	{"build-arg", 0, "write 'args' in images.yaml"},
	{"build-context", 0, "write 'files' or 'copy' in images.yaml"},
	{"target", 0, "write a 'template' of its own in images.yaml"},
	{"squash", 0, "write a 'template' with fewer layers in images.yaml"},
	{"platform", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"arch", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"os", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"variant", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"from", 0, "write 'from' in images.yaml"},
	{"label", 0, "write 'labels' in images.yaml"},
	{"tag", 't', "write 'tags' in images.yaml"},
	{"file", 'f', "write 'template' in images.yaml"},
	{"output", 'o', "use basegen push"},
	{"push", 0, "use basegen push"},
	{"load", 0, "the image always goes into the engine"},
	{"iidfile", 0, "basegen reads the ID itself"},
	{"metadata-file", 0, "basegen reads the ID itself"},
	{"manifest", 0, "use basegen push"},
	{"all-platforms", 0, "write 'platforms' in images.yaml"},
	{"os-version", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"os-feature", 0, "set PLATFORM, or write 'platforms' in images.yaml"},
	{"env", 0, "write 'env' in images.yaml"},
	{"unsetenv", 0, "write 'env' in images.yaml"},
	{"unsetlabel", 0, "write 'labels' in images.yaml"},
	{"annotation", 0, "write 'labels' in images.yaml"},
	{"unsetannotation", 0, "write 'labels' in images.yaml"},
	{"layer-label", 0, "write 'labels' in images.yaml"},
	{"inherit-labels", 0, "write 'labels' in images.yaml"},
	{"identity-label", 0, "write 'labels' in images.yaml"},
	{"volume", 'v', "write 'files' or 'copy' in images.yaml"},
	{"device", 0, "write a 'template' of its own in images.yaml"},
	{"ignorefile", 0, "what is in the context is all that is copied"},
	{"cpp-flag", 0, "write 'args' in images.yaml"},
	{"hooks-dir", 0, "write a 'template' of its own in images.yaml"},
	{"format", 0, "images have docker's format, as that of OCI drops health checks"},
	{"timestamp", 0, "basegen sets the time of the commit"},
	{"source-date-epoch", 0, "basegen sets the time of the commit"},
	{"rewrite-timestamp", 0, "basegen sets the time of the commit"},
	{"omit-history", 0, "an image keeps its history"},
	{"check", 0, "with it nothing is built"},
	{"call", 0, "with it nothing is built"},
	{"print", 0, "with it nothing is built"},
	{"help", 'h', "with it nothing is built"},
	{"version", 0, "with it nothing is built"},
	{"secret", 0, "write 'secrets' in images.yaml"},
	{"ssh", 0, "write 'ssh' in images.yaml"},
};

/*
 * Whether a word of short options (-qt x) has the letter, other than in the value of another one.
 */
static bool
has_letter(const char *word, char letter)
{
	for (const char *at = word + 1; letter && *at && !strchr("=cmu", *at); at++)
		if (*at == letter)
			return true;
	return false;
}

static bool
is_refused(const char *word, size_t i)
{
	const size_t length = strlen(refused[i].name);

	if (word[0] != '-')
		return false;
	if (word[1] != '-')
		return has_letter(word, refused[i].letter);
	return strncmp(word + 2, refused[i].name, length) == 0 &&
	       (!word[length + 2] || word[length + 2] == '=');
}

static enum outcome
check_flag(const char *word)
{
	if (strcmp(word, "--") == 0 || strcmp(word, "-") == 0 || strcmp(word, ".") == 0)
		return failure_mistake(NULL,
			"invalid BUILD_FLAGS '%s': the context is the image's folder in out/, and "
			"options "
			"stand before it",
			word);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (is_refused(word, i))
			return failure_mistake(NULL,
				"invalid BUILD_FLAGS '%s': --%s changes what is built or where it "
				"goes; %s",
				word, refused[i].name, refused[i].instead);
	return OUTCOME_DONE;
}

/* Splits BUILD_FLAGS at its blanks. */
static enum outcome
read_flags(struct settings *settings, struct arena *arena)
{
	struct string_list flags = {.arena = arena};
	enum outcome outcome = OUTCOME_DONE;

	string_list_add_words(&flags, environment_or("BUILD_FLAGS", ""), " \t\n");
	for (size_t i = 0; i < flags.count && outcome == OUTCOME_DONE; i++)
		outcome = check_flag(flags.items[i]);
	settings->flags = string_list_end(&flags);
	return outcome;
}

static enum outcome
check(enum grammar_id id, const char *name, const char *value, const char *expected)
{
	struct grammars *grammars = grammars_new();
	const bool fits = grammar_accepts(grammars, id, value, strlen(value));

	grammars_free(grammars);
	if (fits)
		return OUTCOME_DONE;
	/* There may be a password in front of an @, and messages go into logs. */
	const char *at = strrchr(value, '@');

	return failure_mistake(NULL, "invalid %s '%s%s': expected %s", name, at ? "…" : "",
		at ? at : value, expected);
}

static enum outcome
read_registry(struct settings *settings, struct arena *arena)
{
	const char *given = getenv("REGISTRY");

	settings->registry = given && *given ? arena_format(arena, "%s/", given) : given;
	if (!given || !*given)
		return OUTCOME_DONE;
	return check(GRAMMAR_REGISTRY, "REGISTRY", given,
		"HOST[:PORT][/PATH] in small letters, without a slash at its end, like "
		"ghcr.io/acme");
}

/* Some engines fail with a useless message if it is missing. */
static enum outcome
check_temporary(void)
{
	const char *folder = environment_get("TMPDIR");
	struct stat status;

	if (!folder || (stat(folder, &status) == 0 && S_ISDIR(status.st_mode)))
		return OUTCOME_DONE;
	return failure(
		"TMPDIR is '%s', and there is no such folder: make it, or set another one", folder);
}

/* Reads a variable that is on with 1. */
static enum outcome
read_switch(const char *name, bool *on)
{
	const char *value = environment_or(name, "0");

	*on = strcmp(value, "1") == 0;
	if (*on || strcmp(value, "0") == 0)
		return OUTCOME_DONE;
	return failure_mistake(NULL, "invalid %s '%s': expected 1 or 0", name, value);
}

/*
 * Checks INSECURE_REGISTRIES, which engine/host.h reads: each word must be the host of a registry.
 */
static enum outcome
check_insecure(struct arena *arena)
{
	struct string_list hosts = {.arena = arena};
	enum outcome outcome = OUTCOME_DONE;

	string_list_add_words(&hosts, environment_or("INSECURE_REGISTRIES", ""), " \t\n,");
	for (size_t i = 0; i < hosts.count && outcome == OUTCOME_DONE; i++) {
		const char *word = hosts.items[i];

		outcome = strchr(word, '/')
				  ? failure_mistake(NULL,
					    "invalid INSECURE_REGISTRIES '%s': expected HOST or "
					    "HOST:PORT, "
					    "like registry.local:5000",
					    word)
				  : check(GRAMMAR_REGISTRY, "INSECURE_REGISTRIES", word,
					    "HOST or HOST:PORT, like registry.local:5000");
	}
	return outcome;
}

/* Reads SCAN_FAIL and SCANNER. */
static enum outcome
read_scan(struct settings *settings)
{
	const char *least = environment_or("SCAN_FAIL", risk_name(RISK_HIGH));

	settings->scanner = environment_get("SCANNER");
	settings->scan_fail = risk_read(least);
	if (settings->scan_fail == RISK_UNKNOWN)
		return failure_mistake(NULL,
			"invalid SCAN_FAIL '%s': expected none, negligible, low, medium, high or "
			"critical",
			least);
	if (settings->scanner && strcmp(settings->scanner, "grype") != 0 &&
		strcmp(settings->scanner, "trivy") != 0)
		return failure_mistake(
			NULL, "invalid SCANNER '%s': expected grype or trivy", settings->scanner);
	return OUTCOME_DONE;
}

static enum outcome
read_allowed(struct settings *settings, struct arena *arena)
{
	struct string_list allowed = {.arena = arena};
	const enum outcome outcome = permission_read(&allowed);

	settings->allow = string_list_end(&allowed);
	return outcome;
}

enum outcome
settings_read(struct settings *settings, struct arena *arena)
{
	const char *verbose = environment_get("V");
	enum outcome outcome;

	*settings = (struct settings){
		.engine = environment_get("ENGINE"),
		.platform = environment_get("PLATFORM"),
		.verbose = verbose && strcmp(verbose, "1") == 0,
	};
	if ((outcome = read_registry(settings, arena)) ||
		(outcome = read_switch("CACHE", &settings->cache)) ||
		(outcome = read_switch("MOVE", &settings->move)) ||
		(outcome = check_insecure(arena)) || (outcome = read_flags(settings, arena)) ||
		(outcome = read_allowed(settings, arena)) || (outcome = read_scan(settings)) ||
		(outcome = check_temporary()))
		return outcome;
	return settings->platform ? check(GRAMMAR_PLATFORM, "PLATFORM", settings->platform,
					    "OS/ARCHITECTURE[/VARIANT], like linux/arm64")
				  : OUTCOME_DONE;
}

const char *
settings_registry(const struct settings *settings, const struct target *target)
{
	return settings->registry ? settings->registry : target->registry;
}

/* The length of OS/ARCHITECTURE, which the variant follows. */
static size_t
measure_without_variant(const char *platform)
{
	const char *slash = strchr(platform, '/');
	const char *second = slash ? strchr(slash + 1, '/') : NULL;

	return second ? (size_t)(second - platform) : strlen(platform);
}

/* The variant of a platform, also if it is the default. "" if there is none. */
static const char *
variant_of(const char *platform)
{
	static const char *const silent[] = {"/amd64", "v1", "/arm", "v7", "/arm64", "v8"};
	const char *slash = strchr(platform, '/');

	if (platform[measure_without_variant(platform)])
		return platform + measure_without_variant(platform) + 1;
	for (size_t i = 0; slash && i < sizeof(silent) / sizeof(*silent); i += 2)
		if (strcmp(slash, silent[i]) == 0)
			return silent[i + 1];
	return "";
}

static bool
have_one_architecture(const char *a, const char *b)
{
	const size_t length = measure_without_variant(a);

	return length == measure_without_variant(b) && strncmp(a, b, length) == 0;
}

const char *
platform_short(struct arena *arena, const char *platform)
{
	const char *base = arena_copy(arena, platform, measure_without_variant(platform));

	return strcmp(variant_of(base), variant_of(platform)) == 0 ? base : platform;
}

bool
platforms_agree(const char *a, const char *b)
{
	return have_one_architecture(a, b) && strcmp(variant_of(a), variant_of(b)) == 0;
}

/* The number of a variant such as v6. 0 if it has another form. */
static unsigned long
number_of(const char *variant)
{
	char *end = NULL;
	const unsigned long number = *variant == 'v' ? strtoul(variant + 1, &end, 10) : 0;

	return number && end && !*end ? number : 0;
}

bool
platform_fits(const char *platform, const char *asked)
{
	const bool silent = !platform[measure_without_variant(platform)];
	const unsigned long number = number_of(variant_of(platform));

	return have_one_architecture(platform, asked) &&
	       (silent || strcmp(variant_of(platform), variant_of(asked)) == 0 ||
		       (number && number <= number_of(variant_of(asked))));
}

/* Whether the platform is one of the target's. */
static bool
has_platform(const struct target *target, const char *platform)
{
	for (const char *const *item = target->platforms; *item; item++)
		if (platforms_agree(*item, platform))
			return true;
	return false;
}

const char *
settings_platform(const struct settings *settings, const struct target *target, const char *machine)
{
	const char *platform = settings->platform ? settings->platform : machine;

	if (!*target->platforms || has_platform(target, platform))
		return platform;
	if (!settings->platform)
		return *target->platforms;
	(void)failure_mistake(NULL,
		"invalid PLATFORM '%s': %s is built for %s%s; choose one of those, or add it to "
		"'platforms' in images.yaml",
		platform, target->id, *target->platforms,
		target->platforms[1] ? " and others" : "");
	return NULL;
}
