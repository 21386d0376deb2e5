/*
 * What images name in templates/files: a file, a folder with all that is in it, or a pattern like
 * conf/a*.conf.
 */
#ifndef OUTPUT_INPUT_FILES_H
#define OUTPUT_INPUT_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct diagnostics;
struct loader;
struct node;
struct source;

enum input_kind { INPUT_FILE, INPUT_FOLDER, INPUT_PATTERN };

struct input_file {
	const char *name; /* in templates/files */
	const struct source *source;
};

/* At least one file, in the order of names. */
struct input_files {
	enum input_kind kind;
	const char *name; /* as images.yaml has it, without a / at its end */
	struct input_file *items;
	size_t count;
};

/*
 * The files that the scalar `name` stands for. A pattern matches one part of a path at a time as
 * COPY does: * and ? match any characters but /, [a-z] one of some, [^a-z] one of the others.
 * Folders and patterns are of the family's own files; a file can be a stock one. No symbolic link
 * is followed but one that is named itself and stays in templates/files. Found once for all images,
 * in the loader's arena. NULL after a diagnostic at `name`.
 */
const struct input_files *
input_files_find(struct loader *loader, const struct node *name, struct diagnostics *diagnostics);

/*
 * The tests in a file of container-structure-test that input_files_find has found. Read once for
 * all images. NULL after mistakes.
 */
const struct node *
input_files_structure(
	struct loader *loader, const struct input_file *file, struct diagnostics *diagnostics);

/*
 * Reads all such files that the list `tests` (NULL: there is none) of an image names, but for those
 * whose names have placeholders. Reports what is wrong.
 */
void
input_files_check_tests(
	struct loader *loader, const struct node *tests, struct diagnostics *diagnostics);

/* Whether a name holds a character that COPY expands or unquotes, in the JSON form too. */
bool
input_files_is_special(const char *name);

#endif
