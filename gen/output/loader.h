/*
 * The templates by name, and the files that images copy. Each is read once. What the folder
 * templates/ of a family lacks, on disk or in a commit, is a stock template (output/stock.h).
 * `basegen render` loads its templates by the same rules, from the folders that it is given.
 */
#ifndef OUTPUT_LOADER_H
#define OUTPUT_LOADER_H

#include <stdbool.h>
#include <stddef.h>

#include "support/failure.h"
#include "support/map.h"
#include "support/source.h"

struct arena;
struct budget;
struct diagnostics;
struct node;
struct store;

/* A folder in which templates are looked for. */
struct loader_layer {
	const struct store *store;
	const char *directory;
	bool inside; /* links that lead out of the folder are not followed */
};

/* All zero but for arena and layers; loader_open fills one in for a family. */
struct loader {
	struct arena *arena;
	const struct loader_layer *layers; /* the first that has a template wins */
	size_t layer_count;
	bool uses_stock;       /* whether something came from the program */
	struct budget *budget; /* grows with each template that is read; NULL: none does */
	struct map templates;  /* by name: struct source */
	struct map files;      /* of files/, by name: struct source */
	struct map named;      /* what images name of files/: struct input_files */
	struct map structures; /* files of tests, by name: struct node */
	struct map listed;     /* folders of files/: struct members */
	bool is_spent;         /* too many names were looked at, which is reported */
	bool is_listed;        /* whether the names in image/ were asked for */
	const char **images;   /* these names */
	size_t image_count;
};

enum { TEMPLATE_LARGEST = 16 << 20, FILE_LARGEST = 64 << 20 };

/*
 * Opens the folder `directory` of `store` as templates/ in front of the stock templates; a family
 * needs no such folder. No template is read yet. Everything that the loader reads lives in
 * `arena`. OUTCOME_MISTAKE after a message if the folder or one of image/, family/, lib/ and
 * files/ is a link that leads out of where it stands.
 */
enum outcome
loader_open(struct loader *loader, const struct store *store, const char *directory,
	struct arena *arena, struct budget *budget);

/*
 * The template `name`; NULL if there is none. A family's loader has each stock template under
 * stock/NAME too, so that a template can extend the one that it replaces. It is a jinja_loader, so
 * that `loader`, a struct loader, has no type. An absolute name, and one with an empty part, . or
 * .., is never found (as in Jinja's FileSystemLoader). A file that is there but cannot be read, or
 * a link that leads out, ends the program with a message.
 */
const struct source *
loader_find(void *loader, const char *name, size_t length);

/* Whether image/NAME is there. If not, that is reported at `place`, with the nearest name. */
bool
loader_has_image(struct loader *loader, const char *name, struct place place,
	struct diagnostics *diagnostics);

/*
 * Reads the file `name` of files/, from the first layer that has it, once. NULL, and why in
 * `*failure`, if it is missing, no regular file, too large, or a link that leads out of files/.
 */
const struct source *
loader_file(struct loader *loader, const char *name, enum source_failure *failure);

/* Whether a file of that name is a template. */
bool
loader_is_template(const char *name);

/*
 * The names of what is in `folder` (image or family) of all layers and in folders below, sorted,
 * each once. Hidden files that are no templates are left out, as are backups of editors. A layer
 * may lack the folder. OUTCOME_MACHINE after a message, with no
 * names.
 */
enum outcome
loader_list(struct loader *loader, const char *folder, const char ***names, size_t *count);

#endif
