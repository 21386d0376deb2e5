/* Compares what `copy` brought into an image with the files of the image that it is from. */
#ifndef BUILD_EVIDENCE_COPIED_BYTES_H
#define BUILD_EVIDENCE_COPIED_BYTES_H

#include <stdbool.h>

struct copy_source;
struct evidence;
struct map;
struct root_entry;
struct root_table;
struct text;

/* Where the files came to. */
struct copied_place {
	const struct root_entry *entry;
	const char *from, *image; /* what images.yaml says */
	bool has_mode;            /* and what mode the files have */
	const struct map *later; /* the paths at which images.yaml has something that comes later */
};

/*
 * Appends ", FAULT" if a file that was copied is missing, has other bytes, or, without a declared
 * mode, became executable or is so no more. Other files may be beside those of a folder.
 */
void
copied_bytes_check(struct evidence *evidence, const struct root_table *table,
	const struct copied_place *place, const struct copy_source *files, struct text *text);

#endif
