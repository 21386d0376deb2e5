#include "build/scan/finding.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "build/scan/scanner_answer.h"
#include "document/node.h"
#include "support/arena.h"
#include "support/json_writer.h"
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

/* Whether a text of words with a blank between two has the word. */
static bool
has_word(const char *words, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = words; *at; at += strspn(at, " ")) {
		const size_t size = strcspn(at, " ");

		if (size == length && strncasecmp(at, word, length) == 0)
			return true;
		at += size;
	}
	return false;
}

bool
finding_has_id(const struct scan_finding *finding, const char *id)
{
	return strcasecmp(finding->id, id) == 0 || has_word(finding->aliases, id);
}

/* Takes up another finding of the same vulnerability. */
static void
join(struct scan_finding *finding, const struct scan_finding *other, struct arena *arena)
{
	if (!finding_has_id(finding, other->id))
		finding->aliases = arena_format(
			arena, "%s%s%s", finding->aliases, *finding->aliases ? " " : "", other->id);
	if (other->severity > finding->severity)
		finding->severity = other->severity;
	if (!*finding->fixed)
		finding->fixed = other->fixed;
	if (!*finding->score)
		finding->score = other->score;
}

/* The finding of the same package, from `first` on, that is the same vulnerability. */
static struct scan_finding *
find_same(struct findings *findings, size_t first, const struct scan_finding *finding)
{
	for (size_t i = first; i < findings->count; i++) {
		struct scan_finding *other = &findings->items[i];

		if (finding_has_id(other, finding->id) || finding_has_id(finding, other->id))
			return other;
	}
	return NULL;
}

void
findings_settle(struct findings *findings, struct arena *arena)
{
	struct findings kept = {.items = findings->items};
	size_t first = 0; /* of the package */

	if (!findings->count)
		return;
	qsort(findings->items, findings->count, sizeof(*findings->items), compare_by_package);
	for (size_t i = 0; i < findings->count; i++) {
		const struct scan_finding finding = findings->items[i];

		if (kept.count && compare_packages(&kept.items[kept.count - 1], &finding) != 0)
			first = kept.count;
		struct scan_finding *same = find_same(&kept, first, &finding);

		if (same)
			join(same, &finding, arena);
		else
			kept.items[kept.count++] = finding;
	}
	qsort(kept.items, kept.count, sizeof(*kept.items), compare);
	*findings = kept;
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
