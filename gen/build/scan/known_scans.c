#include "build/scan/known_scans.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "build/scan/finding.h"
#include "build/scan/scanner.h"
#include "build/scan/scanner_answer.h"
#include "build/state/state.h"
#include "document/node.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/banned.h"

/* How findings are written and made of reports: another number makes all images be scanned anew. */
#define GENERATION "2"

/* The name of an image's file: its ID without the name of the hash. */
static const char *
file_name(const char *image_id)
{
	const char *colon = strchr(image_id, ':');

	return colon ? colon + 1 : image_id;
}

static const char *
file_of(const struct state *state, struct arena *arena, const char *image_id)
{
	return state_path(state, arena, arena_join(arena, "scans/", file_name(image_id), NULL));
}

/* What the findings depend on besides the image. */
static const char *
made_by(struct arena *arena, const struct scanner *scanner)
{
	return arena_join(arena, GENERATION, " ", scanner_name(scanner), " ", scanner->version, " ",
		scanner->database, " ", scanner->settings, NULL);
}

bool
known_scans_find(const struct state *state, const struct scanner *scanner, struct arena *arena,
	const char *image_id, struct findings *findings)
{
	const char *bytes = state_recall(arena, file_of(state, arena, image_id));
	const struct node *known = bytes ? answer_read_json(arena, bytes, strlen(bytes)) : NULL;

	return known &&
	       strcmp(scanner_answer_text(arena, known, "by"), made_by(arena, scanner)) == 0 &&
	       findings_read(findings, arena, scanner_answer_list(known, "findings"));
}

void
known_scans_remember(const struct state *state, const struct scanner *scanner, struct arena *arena,
	const char *image_id, const struct findings *findings)
{
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text};

	json_open(&writer, '{');
	json_member(&writer, "by", made_by(arena, scanner));
	json_name(&writer, "findings");
	findings_write(&writer, findings);
	json_close(&writer, '}');
	state_remember(file_of(state, arena, image_id), &text);
	text_free(&text);
}

void
known_scans_tidy(const struct state *state, struct arena *arena, const struct map *images)
{
	const char *folder = state_path(state, arena, "scans");
	struct map names = {0};
	DIR *listing = opendir(folder);

	for (size_t i = 0; i < images->count; i++) {
		const char *name = file_name(images->entries[i].value);

		map_set(&names, arena, name, strlen(name), images->entries[i].value);
	}
	for (const struct dirent *entry; listing && (entry = readdir(listing));)
		if (*entry->d_name != '.' && !map_get(&names, entry->d_name, strlen(entry->d_name)))
			(void)unlink(arena_join(arena, folder, "/", entry->d_name, NULL));
	if (listing)
		(void)closedir(listing);
}
