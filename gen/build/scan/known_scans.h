/*
 * What scans found before. An image never changes, so what a scanner finds in it changes only with
 * the scanner, its database and its settings. Files in the state folder remember it, one for each
 * image; without them a run takes longer.
 */
#ifndef BUILD_SCAN_KNOWN_SCANS_H
#define BUILD_SCAN_KNOWN_SCANS_H

#include <stdbool.h>

struct arena;
struct findings;
struct map;
struct scanner;
struct state;

/* The findings in the image with this ID by this very scanner. False if they are not known. */
bool
known_scans_find(const struct state *state, const struct scanner *scanner, struct arena *arena,
	const char *image_id, struct findings *findings);

void
known_scans_remember(const struct state *state, const struct scanner *scanner, struct arena *arena,
	const char *image_id, const struct findings *findings);

/* Forgets images that the engine has no more; `images` has their IDs as values. */
void
known_scans_tidy(const struct state *state, struct arena *arena, const struct map *images);

#endif
