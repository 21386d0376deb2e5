#include "dockerfile/import/import_context.h"

#include <string.h>
#include <strings.h>

#include "dockerfile/import/import.h"
#include "dockerfile/import/import_names.h"
#include "dockerfile/import/mistakes.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

/* A mistake of a file, which its message names. */
static const struct place nowhere = {0};

/* The path of an entry in the folder `folder`; NULL if it is not in it, or is the folder itself. */
static const char *
path_below(const char *path, const char *folder)
{
	const size_t length = strlen(folder);

	if (!length)
		return path;
	return strncmp(path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* The number of the first entry below `folder`; those below a folder stand right behind it. */
static size_t
first_below(const struct import *import, const char *folder)
{
	const struct scan_entry *entry = map_get(&import->by_path, folder, strlen(folder));

	return *folder && entry ? (size_t)(entry - import->scan.entries) + 1 : 0;
}

/*
 * Whether the entry is the Dockerfile of its context, whose place the rendered one takes. buildah
 * prefers a Containerfile.
 */
static bool
is_own_dockerfile(const char *below)
{
	return strcasecmp(below, "Dockerfile") == 0 || strcasecmp(below, "Containerfile") == 0;
}

/*
 * The path in the context of an image that an entry comes to; NULL: it does not come along. A list
 * of ignored files that only one Dockerfile has takes the place of .dockerignore; beside a rendered
 * Dockerfile, that of another one called Dockerfile would count.
 */
static const char *
path_in_context(const struct import_image *image, const struct scan_entry *entry, const char *below)
{
	if (image->ignore && strcmp(entry->path, image->ignore) == 0)
		return ".dockerignore";
	if (is_own_dockerfile(below) || strcasecmp(below, "Dockerfile.dockerignore") == 0 ||
		(image->ignore && strcmp(below, ".dockerignore") == 0))
		return NULL;
	return below;
}

/* Whether a list of files can show the name. */
static bool
is_visible(const char *name)
{
	struct text shown = TEXT_EMPTY;

	text_append_visible(&shown, name, strlen(name));
	const bool same = text_equal(shown.bytes, shown.length, name, strlen(name));

	text_free(&shown);
	return same;
}

/* Reports why an entry is left out; false if it need not be. */
static bool
report_left_out(struct import *import, const struct scan_entry *entry)
{
	struct diagnostics *diagnostics = import->diagnostics;
	const char *directory = import->scan.directory, *path = entry->path;

	switch (entry->kind) {
	case SCAN_LINK:
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_LINK, directory, path);
		return true;
	case SCAN_SPECIAL:
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_SPECIAL, directory, path);
		return true;
	case SCAN_EMPTY:
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_EMPTY, directory, path);
		return true;
	case SCAN_DEEP:
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_DEEP, directory, path,
			SCAN_PATH_LONGEST);
		return true;
	case SCAN_GIT:
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_GIT, directory, path);
		return true;
	case SCAN_FILE:
	case SCAN_FOLDER:
		break;
	}
	if (!is_visible(entry->name))
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_HIDDEN, directory, path);
	else if (entry->kind == SCAN_FILE && entry->size > IMPORT_FILE_LARGEST)
		diagnostic_error(diagnostics, nowhere, MISTAKE_IMPORT_LARGE, directory, path,
			(size_t)IMPORT_FILE_LARGEST);
	else
		return false;
	return true;
}

/* Counts an entry whose permissions git does not keep: it knows who can execute a file. */
static void
note_mode(struct import *import, const struct scan_entry *entry)
{
	const unsigned whole = entry->kind == SCAN_FOLDER || entry->executable ? 0755 : 0644,
		       shared = whole == 0755 ? 0775 : 0664;

	if (entry->mode == whole || entry->mode == shared)
		return;
	if (!import->odd_modes++)
		import->odd_mode = entry;
}

/* Whether another entry of the same context has the name already but for its case. */
static bool
is_taken(struct import *import, const struct scan_entry *entry, const char *target)
{
	const char *folded = import_lower(import->arena, target);

	if (!map_get(&import->spellings, folded, strlen(folded))) {
		map_set(&import->spellings, import->arena, folded, strlen(folded),
			(void *)(uintptr_t)entry);
		return false;
	}
	diagnostic_error(import->diagnostics, nowhere, MISTAKE_IMPORT_CASE, import->scan.directory,
		entry->path);
	return true;
}

/* The folder in templates/files that the context of an image comes to. */
static const char *
context_of(const struct import *import, const struct import_image *image)
{
	return *image->folder ? image->folder : import->root_context;
}

void
import_check_context(struct import *import, const struct import_image *image)
{
	const struct scan *scan = &import->scan;
	const char *below, *left_out = NULL;

	if (map_set(&import->checked_folders, import->arena, image->folder, strlen(image->folder),
		    import))
		return;
	for (size_t i = first_below(import, image->folder);
		i < scan->count && (below = path_below(scan->entries[i].path, image->folder));
		i++) {
		struct scan_entry *entry = &scan->entries[i];

		if (left_out && path_below(entry->path, left_out))
			entry->is_checked = entry->is_left_out = true;
		below = path_in_context(image, entry, below);
		if (entry->is_checked || !below)
			continue;
		const char *target =
			arena_join(import->arena, context_of(import, image), "/", below, NULL);

		entry->is_checked = true;
		entry->is_left_out =
			report_left_out(import, entry) || is_taken(import, entry, target);
		if (entry->is_left_out)
			left_out = entry->path;
		else
			note_mode(import, entry);
	}
}

/* Adds the files of a folder; false if there is none. */
static bool
add_files(struct import *import, const struct import_image *image)
{
	const struct scan *scan = &import->scan;
	const bool is_root = !*image->folder;
	bool is_any = false;
	const char *below;

	for (size_t i = first_below(import, image->folder);
		i < scan->count && (below = path_below(scan->entries[i].path, image->folder));
		i++) {
		struct scan_entry *entry = &scan->entries[i];

		below = path_in_context(image, entry, below);
		if (entry->kind != SCAN_FILE || entry->is_left_out || !below)
			continue;
		is_any = true;
		if (entry->added_for[is_root] != import->round)
			*ARENA_ADD(import->arena, import->files, import->file_count) =
				(struct import_file){
					.path = arena_join(import->arena, "templates/files/",
						context_of(import, image), "/", below, NULL),
					.entry = entry,
					.executable = entry->executable,
				};
		entry->added_for[is_root] = import->round;
	}
	return is_any;
}

const char *
import_add_context(struct import *import, const struct import_image *image)
{
	const size_t length = strlen(image->folder);
	const char *context = map_get(&import->contexts, image->folder, length);

	if (!context) {
		context = add_files(import, image) ? context_of(import, image) : "";
		map_set(&import->contexts, import->arena, image->folder, length,
			(void *)(uintptr_t)context);
	}
	return *context ? context : NULL;
}
