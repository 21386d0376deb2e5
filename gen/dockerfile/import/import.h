/* Takes a folder of hand-written Dockerfiles in as the files of a family (basegen-dockerfiles(7)). */
#ifndef DOCKERFILE_IMPORT_IMPORT_H
#define DOCKERFILE_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "dockerfile/import/import_image.h"
#include "dockerfile/import/import_scan.h"
#include "support/failure.h"
#include "support/map.h"
#include "support/source.h"

struct arena;
struct diagnostics;

/* A file of the family. */
struct import_file {
	const char *path; /* in the folder of the family */
	const char *bytes;
	size_t length;
	struct scan_entry *entry; /* in the folder that is taken in; NULL: it is made */
	bool executable;
};

/* All zero but for the arena, which holds everything, and the diagnostics. */
struct import {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const char *family; /* its name, and the namespace of its images */
	struct scan scan;
	const char *top;             /* the name of the folder that is taken in */
	struct import_image *images; /* by path */
	size_t count;
	size_t found;             /* how many Dockerfiles there are, also those that are no image */
	struct map by_name;       /* name → struct import_image */
	struct map organisations; /* what stands before the names of parents in FROM, as acme */
	struct map by_path;       /* path → struct scan_entry */
	struct grammars *grammars;
	const char *root_context; /* the context in templates/files of what stands at the top */
	struct map checked_folders;
	struct map
		contexts; /* folder → its context in templates/files, empty if there is no file */
	struct map spellings; /* paths in templates/files in lower case */
	size_t odd_modes;     /* how many files and folders have a mode that git does not keep */
	const struct scan_entry *odd_mode; /* the first of them */
	struct import_image **order;       /* those that are not refused; parents first */
	size_t order_count;
	size_t round;              /* how often the files were made */
	struct import_file *files; /* images.yaml is the first */
	size_t file_count;
};

enum { IMPORT_FILE_LARGEST = 64 << 20 }; /* bytes of a file of a context (output/loader.h) */

/*
 * Reads the Dockerfiles and contexts of the folder `directory`. What cannot be taken in is reported.
 * OUTCOME_MISTAKE or OUTCOME_MACHINE after a message if it is no folder, or if something in it cannot
 * be read. Whatever it returns, import_close follows.
 */
enum outcome
import_read(struct import *import, const char *directory, const char *family);

/*
 * Makes the files of the family of those images that are not refused. It can be called again after
 * import_refuse. OUTCOME_MISTAKE after a message, and after the mistakes were printed, if no image is
 * left; OUTCOME_MACHINE after a message if a file cannot be read.
 */
enum outcome
import_arrange(struct import *import);

/*
 * Refuses the image `name`, of `length` bytes, for a mistake in its rendered Dockerfile, which is
 * reported at the same line of its own. False if there is no such image, or if it is refused.
 */
bool
import_refuse(struct import *import, const char *name, size_t length, struct place rendered,
	const char *message);

void
import_close(struct import *import);

#endif
