/* The files of an image as a table: what is known of each path, and the bytes of a few. */
#ifndef BUILD_EVIDENCE_ROOT_TABLE_H
#define BUILD_EVIDENCE_ROOT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "build/evidence/content_search.h"
#include "engine/inside/tar.h"
#include "support/hash/object_id.h"
#include "support/map.h"

struct arena;
struct engine;
struct text;

struct root_entry {
	const char *path; /* without a / in front */
	enum tar_type type;
	unsigned mode;
	uint64_t uid, gid, size;
	bool has_capabilities;
	const char *link;    /* of a symbolic link: its target */
	struct object_id id; /* of a file whose size is one of `sizes`, or of all */
	const char
		*bytes; /* of a file whose bytes were wanted, with a NUL behind them; else NULL */
};

/* The bytes of the largest file that can be wanted. */
#define ROOT_FILE_LARGEST (UINT64_C(1) << 30)

/* All zero but for the first members. */
struct root_table {
	struct arena *arena;
	struct map wanted; /* the last parts of the paths whose bytes are wanted, of files that
			       are no larger than one of a family (output/loader.h) */
	const char
		*larger;  /* the path of one file that is wanted up to ROOT_FILE_LARGEST; or NULL */
	struct map sizes; /* uint64_t: the sizes of files that are compared by their IDs */
	bool all_have_ids;                /* files of every size are */
	struct content_searches searches; /* what is looked for in all files */
	bool is_late;                     /* the engine stopped to send them */
	struct map entries; /* path → struct root_entry; hard links share an entry */
};

/*
 * Reads all files of an image. False, with the reason in `why`, if the engine or `stop` keeps it
 * from that.
 */
bool
root_table_read(struct root_table *table, const struct engine *engine, const char *image,
	const volatile sig_atomic_t *stop, struct text *why);

/*
 * What is at a path, as a process in the image would find it: through symbolic links, the last one
 * too. NULL if there is nothing.
 */
const struct root_entry *
root_table_find(const struct root_table *table, const char *path);

#endif
