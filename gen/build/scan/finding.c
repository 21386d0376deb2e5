#include "build/scan/finding.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "build/scan/scanner_answer.h"
#include "document/node.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

/* The texts of a finding, as members of JSON. */
static const struct {
	const char *name;
	size_t offset;
} texts[] = {
	{"id", offsetof(struct scan_finding, id)},
	{"aliases", offsetof(struct scan_finding, aliases)},
	{"package", offsetof(struct scan_finding, package)},
	{"version", offsetof(struct scan_finding, version)},
	{"type", offsetof(struct scan_finding, type)},
	{"path", offsetof(struct scan_finding, path)},
	{"fixed", offsetof(struct scan_finding, fixed)},
	{"score", offsetof(struct scan_finding, score)},
	{"url", offsetof(struct scan_finding, url)},
	{"text", offsetof(struct scan_finding, text)},
};

enum { ALIASES_LARGEST = 8 << 10 }; /* bytes; past that, further ones are left out */

enum { TEXT_COUNT = sizeof(texts) / sizeof(*texts) };

static const char **
text_of(struct scan_finding *finding, size_t i)
{
	return (const char **)((char *)finding + texts[i].offset);
}

/* The same package, at the same place. */
static int
compare_packages(const struct scan_finding *a, const struct scan_finding *b)
{
	int order = strcmp(a->package, b->package);

	if (!order)
		order = strcmp(a->version, b->version);
	if (!order)
		order = strcmp(a->type, b->type);
	return order ? order : strcmp(a->path, b->path);
}

static int
compare(const void *first, const void *second)
{
	const struct scan_finding *a = first, *b = second;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	const int order = strcmp(a->id, b->id);

	return order ? order : compare_packages(a, b);
}

static int
compare_by_package(const void *first, const void *second)
{
	const int order = compare_packages(first, second);

	return order ? order : compare(first, second);
}

/* Goes to the first word at or after `at`, words having blanks between them. False at the end. */
static bool
find_word(const char **at, size_t *length)
{
	*at += strspn(*at, " ");
	*length = strcspn(*at, " ");
	return *length;
}

/* Whether a text of words with a blank between two has the word. */
static bool
has_word(const char *words, const char *word)
{
	const size_t length = strlen(word);
	size_t size;

	for (const char *at = words; find_word(&at, &size); at += size)
		if (size == length && strncasecmp(at, word, length) == 0)
			return true;
	return false;
}

bool
finding_has_id(const struct scan_finding *finding, const char *id)
{
	return strcasecmp(finding->id, id) == 0 || has_word(finding->aliases, id);
}

/* An ID that findings of one package have. */
struct known_id {
	struct settling *first; /* the first finding that has it */
	bool is_told;           /* a finding that stays has it, as its own or as an alias */
};

/* A finding on its way. Those that are known to be the same form a list, from the first on. */
struct settling {
	struct scan_finding *finding;
	struct settling *same; /* an earlier one that is the same; NULL: it is the first */
	struct settling *next, *last;
};

/* The findings of one package. */
struct package_findings {
	struct arena arena;
	struct map ids; /* in small letters → struct known_id */
};

static struct settling *
first_of(struct settling *settling)
{
	while (settling->same) {
		if (settling->same->same)
			settling->same = settling->same->same;
		settling = settling->same;
	}
	return settling;
}

/* Makes one list of those of two findings. */
static void
join_lists(struct settling *a, struct settling *b)
{
	struct settling *first = first_of(a), *second = first_of(b);

	if (first == second)
		return;
	if (second->finding < first->finding) {
		struct settling *earlier = second;

		second = first;
		first = earlier;
	}
	second->same = first;
	first->last->next = second;
	first->last = second->last;
}

static struct known_id *
known_id(struct package_findings *package, const char *id, size_t length)
{
	char *key = arena_copy(&package->arena, id, length);

	for (size_t i = 0; i < length; i++)
		if (key[i] >= 'A' && key[i] <= 'Z')
			key[i] = (char)(key[i] - 'A' + 'a');
	struct known_id *known = map_get(&package->ids, key, length);

	if (!known) {
		known = arena_allocate(&package->arena, sizeof(*known));
		map_set(&package->ids, &package->arena, key, length, known);
	}
	return known;
}

static void
add_id(struct package_findings *package, struct settling *settling, const char *id, size_t length)
{
	struct known_id *known = known_id(package, id, length);

	if (known->first)
		join_lists(known->first, settling);
	else
		known->first = settling;
}

/* Adds an ID that is not told yet, if there is room for it. */
static void
tell_alias(struct package_findings *package, struct text *aliases, const char *id, size_t length)
{
	struct known_id *known = known_id(package, id, length);

	if (known->is_told || aliases->length + 1 + length > ALIASES_LARGEST)
		return;
	known->is_told = true;
	if (aliases->length)
		text_append_character(aliases, ' ');
	text_append(aliases, id, length);
}

/* The finding that a list comes to. */
static struct scan_finding
join(struct package_findings *package, const struct settling *first, struct arena *arena)
{
	struct scan_finding joined = *first->finding;
	struct text aliases = TEXT_EMPTY;
	size_t length;

	known_id(package, joined.id, strlen(joined.id))->is_told = true;
	for (const struct settling *each = first; each; each = each->next) {
		const struct scan_finding *other = each->finding;

		tell_alias(package, &aliases, other->id, strlen(other->id));
		for (const char *at = other->aliases; find_word(&at, &length); at += length)
			tell_alias(package, &aliases, at, length);
		if (other->severity > joined.severity)
			joined.severity = other->severity;
		if (!*joined.fixed)
			joined.fixed = other->fixed;
		if (!*joined.score)
			joined.score = other->score;
	}
	joined.aliases = arena_copy(arena, aliases.bytes, aliases.length);
	text_free(&aliases);
	return joined;
}

/*
 * Joins `count` findings of one package, and moves those that stay to `kept`. Returns their number.
 */
static size_t
settle_package(
	struct scan_finding *items, size_t count, struct scan_finding *kept, struct arena *arena)
{
	struct package_findings package = {0};
	struct settling *all = arena_allocate_array(&package.arena, count, sizeof(*all));
	size_t kept_count = 0, length;

	for (size_t i = 0; i < count; i++) {
		all[i] = (struct settling){.finding = &items[i], .last = &all[i]};
		add_id(&package, &all[i], items[i].id, strlen(items[i].id));
		for (const char *at = items[i].aliases; find_word(&at, &length); at += length)
			add_id(&package, &all[i], at, length);
	}
	struct scan_finding *joined = arena_allocate_array(&package.arena, count, sizeof(*joined));

	for (size_t i = 0; i < count; i++)
		if (!all[i].same)
			joined[kept_count++] = join(&package, &all[i], arena);
	memcpy(kept, joined, kept_count * sizeof(*kept));
	arena_free(&package.arena);
	return kept_count;
}

void
findings_settle(struct findings *findings, struct arena *arena)
{
	struct scan_finding *items = findings->items;
	size_t kept = 0;

	if (!findings->count)
		return;
	qsort(items, findings->count, sizeof(*items), compare_by_package);
	for (size_t first = 0, end; first < findings->count; first = end) {
		for (end = first + 1; end < findings->count; end++)
			if (compare_packages(&items[first], &items[end]) != 0)
				break;
		kept += settle_package(&items[first], end - first, &items[kept], arena);
	}
	findings->count = kept;
	qsort(items, kept, sizeof(*items), compare);
}

const char *
finding_identity(struct arena *arena, const struct scan_finding *finding, const char *path)
{
	return arena_join(arena, finding->id, "\n", finding->package, "\n", finding->version, "\n",
		finding->type, "\n", path, NULL);
}

struct map
findings_identities(const struct findings *findings, struct arena *arena)
{
	struct map map = {0};

	for (size_t i = 0; i < findings->count; i++) {
		struct scan_finding *finding = &findings->items[i];
		const char *identity = finding_identity(arena, finding, finding->path);

		map_set(&map, arena, identity, strlen(identity), finding);
	}
	return map;
}

void
findings_write(struct json_writer *writer, const struct findings *findings)
{
	json_open(writer, '[');
	for (size_t i = 0; i < findings->count; i++) {
		json_open(writer, '{');
		json_member(writer, "severity", risk_name(findings->items[i].severity));
		for (size_t j = 0; j < TEXT_COUNT; j++)
			json_member(writer, texts[j].name, *text_of(&findings->items[i], j));
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

bool
findings_read(struct findings *findings, struct arena *arena, const struct node *list)
{
	*findings = (struct findings){0};
	if (!list || list->kind != NODE_LIST)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		struct scan_finding *finding = ARENA_ADD(arena, findings->items, findings->count);

		finding->severity =
			risk_read(scanner_answer_text(arena, list->items[i], "severity"));
		for (size_t j = 0; j < TEXT_COUNT; j++) {
			const struct node *text = list->items[i]->kind == NODE_MAP
							  ? node_get(list->items[i], texts[j].name)
							  : NULL;

			if (!text || text->kind != NODE_SCALAR)
				return false;
			*text_of(finding, j) = text->text;
		}
	}
	return true;
}
