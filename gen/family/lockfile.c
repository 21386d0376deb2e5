#include "family/lockfile.h"

#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

static const struct shape digest = {.kind = SHAPE_TEXT, .grammar = GRAMMAR_DIGEST},
			  bases = {.kind = SHAPE_MAP, .grammar = GRAMMAR_BASE, .items = &digest};

static const struct field fields[] = {
	{"bases", &bases, 0, "the digest of each base"},
	{0},
};
static const struct shape schema = {.kind = SHAPE_RECORD, .fields = fields};

const char *
lockfile_path(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/'), *dot = strrchr(slash ? slash : file, '.');
	const bool is_yaml = dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);

	return arena_format(
		arena, "%.*s.lock", (int)(is_yaml ? (size_t)(dot - file) : strlen(file)), file);
}

bool
lockfile_takes(const char *reference)
{
	return !strchr(reference, '@') && strcmp(reference, "scratch") != 0;
}

/* The length of the line if a conflict of a merge starts with it; else 0. */
static uint32_t
marker_length(const char *line)
{
	static const char marker[] = "<<<<<<< ";

	return strncmp(line, marker, strlen(marker)) == 0 ? (uint32_t)strcspn(line, "\r\n") : 0;
}

/* Whether there are no conflict markers; reports them, since YAML would find mistakes elsewhere. */
static bool
is_merged(const struct source *source, struct diagnostics *diagnostics)
{
	bool merged = true;

	for (const char *line = source->bytes, *end; line; line = end ? end + 1 : NULL) {
		const uint32_t start = (uint32_t)(line - source->bytes),
			       length = marker_length(line);

		end = strchr(line, '\n');
		if (!length)
			continue;
		diagnostic_error(diagnostics, (struct place){source, start, start + length},
			MISTAKE_LOCK_CONFLICT);
		merged = false;
	}
	return merged;
}

void
lockfile_read(struct lockfile *lockfile, const struct source *source, struct arena *arena,
	struct diagnostics *diagnostics)
{
	struct node *document =
		is_merged(source, diagnostics) ? document_read(source, arena, diagnostics) : NULL;
	struct checker checker = {.arena = arena,
		.diagnostics = diagnostics,
		.grammars = grammars_new(),
		.placeholders = PLACEHOLDERS_LITERAL};
	const struct node *checked = document ? shape_check(&checker, &schema, document,
							(struct subject){NULL, "images.lock"})
					      : NULL;
	const struct node *entries = checked ? node_get(checked, "bases") : NULL;

	for (size_t i = 0; entries && i < entries->entry_count; i++) {
		const struct node_entry *entry = &entries->entries[i];

		map_set(&lockfile->digests, arena, entry->key->text, entry->key->length,
			(void *)(uintptr_t)entry->value->text);
	}
	grammars_free(checker.grammars);
}

void
lockfile_apply(const struct lockfile *lockfile, struct family *family, struct arena *arena)
{
	for (size_t i = 0; i < family->variant_count; i++) {
		const struct variant *variant = family->order[i];

		for (size_t j = 0; j < variant->origin_count; j++) {
			struct origin *origin = &variant->origins[j];
			const char *locked = map_get(
				&lockfile->digests, origin->reference, strlen(origin->reference));

			if (!locked || origin->parent || !lockfile_takes(origin->reference))
				continue;
			origin->digest = locked;
			origin->pinned = arena_format(arena, "%s@%s", origin->reference, locked);
		}
	}
}

static int
compare_entries(const void *left, const void *right)
{
	const struct map_entry *const *a = left, *const *b = right;

	return strcmp((*a)->key, (*b)->key);
}

void
lockfile_append(struct text *text, const struct lockfile *lockfile)
{
	const size_t count = lockfile->digests.count;
	struct arena arena = {0};
	const struct map_entry **sorted =
		arena_allocate_array(&arena, count + 1, sizeof(struct map_entry *));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &lockfile->digests.entries[i];
	qsort(sorted, count, sizeof(*sorted), compare_entries);
	text_append_string(text,
		"# Written by basegen lock; basegen lock --update takes up what has "
		"moved.\n");
	text_append_string(text, count ? "bases:\n" : "bases: {}\n");
	for (size_t i = 0; i < count; i++)
		/* An address in brackets would start a list. */
		text_format(text, *sorted[i]->key == '[' ? "  \"%s\": %s\n" : "  %s: %s\n",
			sorted[i]->key, (const char *)sorted[i]->value);
	arena_free(&arena);
}
