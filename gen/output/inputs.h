/* What templates/ holds for a family: templates by name, and files that images copy. */
#ifndef OUTPUT_INPUTS_H
#define OUTPUT_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "output/loader.h"
#include "support/failure.h"
#include "support/source.h"

struct arena;
struct diagnostics;
struct node;
struct store;

/* inputs_open makes it; everything in it lives in the arena. */
struct inputs {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct store *store;
	const char *directory;
	const char *folders[2]; /* where the finder looks */
	struct finder finder;
	struct map files; /* of templates/files: name → struct source */
	bool listed;      /* whether somebody asked for the names of templates/image */
	const char **images;
	size_t image_count;
};

/* Starts at `directory` of `store`; nothing is read yet. `inputs` must stay where it is. */
void
inputs_open(struct inputs *inputs, const struct store *store, const char *directory,
	struct arena *arena, struct diagnostics *diagnostics);

/* Whether image/NAME is there; if not, that is reported at `place`, with the nearest name. */
bool
inputs_has_template(struct inputs *inputs, const char *name, struct place place);

/*
 * The file of files/ that the scalar `name` names, each read once; NULL after a diagnostic where it is
 * missing, no regular file, too large, or a link out of files/.
 */
const struct source *
inputs_file(struct inputs *inputs, const struct node *name);

/* The names of the templates in `folder` (image or family), sorted. */
enum outcome
inputs_list(struct inputs *inputs, const char *folder, const char ***names, size_t *count);

#endif
