/* Files below one folder of the disk, reached without following a symbolic link. */
#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/*
 * What is being written, until it is renamed: always this file at the top, so that what a killed run left is written
 * over, or found without a search.
 */
#define FOLDER_UNFINISHED ".basegen.new"

/* A folder that is open, and the one below it that was used last. */
struct folder {
	int root;
	int below;              /* -1: none */
	const char *below_path; /* relative, borrowed; its first below_length bytes */
	size_t below_length;
};

/*
 * Opens `directory` (with `create` after making it) and locks it against other writers for as long
 * as it is open. False with errno; ELOOP or ENOTDIR where it is a symbolic link or no directory, and where links
 * above it lead out of the checkout.
 */
bool
folder_open(struct folder *folder, const char *directory, bool create);

void
folder_close(struct folder *folder);

/* What a path holds. */
enum folder_answer {
	FOLDER_NOTHING, /* there is nothing */
	FOLDER_FILE,    /* a regular file */
	FOLDER_OTHER,   /* a link, a folder … */
	FOLDER_FAILED,  /* errno says why */
};

/* Reads the regular file at `path` into `into`, in place of what that held. */
enum folder_answer
folder_read(struct folder *folder, const char *path, struct text *into, bool *executable);

/*
 * Writes a file as output/write.h promises, its folders made where they are missing. False with errno; ELOOP or
 * ENOTDIR where a part of the path is a symbolic link or a file.
 */
bool
folder_write(
	struct folder *folder, const char *path, const char *bytes, size_t length, bool executable);

/* Removes a file or link, if it is there, and its folders as far as they are empty then. False with errno. */
bool
folder_remove(struct folder *folder, const char *path);

#endif
