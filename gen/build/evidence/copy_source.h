/* What `copy` brings from another image: the files there, each with a hash of its bytes. */
#ifndef BUILD_EVIDENCE_COPY_SOURCE_H
#define BUILD_EVIDENCE_COPY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct evidence;
struct node;
struct variant;

struct source_file {
	const char *path; /* below what is copied, without a / in front; "": that itself */
	const char *id;   /* the hash of its bytes; of a symbolic link, that of its target */
	bool is_link, executable;
};

/* Files and symbolic links. Either a single one with the path "", or those of a folder. */
struct copy_source {
	struct source_file *items;
	size_t count;
	bool is_folder;
	const char *unknown; /* why they are not known, for people; NULL: they are */
};

/*
 * Finds the files of an item of `copy`, which is one of `variant` itself. They are remembered in the
 * state folder by the ID of the image. False after a message if the engine fails, and after a signal.
 */
bool
copy_source_find(struct evidence *evidence, const struct variant *variant, const struct node *copy,
	struct copy_source *files);

#endif
