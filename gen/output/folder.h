/* Files below one folder of the disk, reached without following a symbolic link. */
#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/*
 * The temporary file, at the top of the folder, that each file is written to before it is renamed.
 * It has always this name, so that the next run finds what a killed run left.
 */
#define FOLDER_UNFINISHED ".basegen.new"

/* A folder that is open, and the folder below it that was used last. */
struct folder {
	int root;
	int below;              /* -1: none */
	const char *below_path; /* relative, borrowed; its first below_length bytes */
	size_t below_length;
};

/*
 * Opens `directory` and locks it against other writers for as long as it is open. With `create`, it
 * is made first. False with errno: ELOOP or ENOTDIR if it is a symbolic link or not a directory,
 * ELOOP if links above it lead out of the checkout.
 */
bool
folder_open(struct folder *folder, const char *directory, bool create);

void
folder_close(struct folder *folder);

/* What a path holds. */
enum folder_answer {
	FOLDER_NOTHING, /* there is nothing */
	FOLDER_FILE,    /* a regular file */
	FOLDER_OTHER,   /* a link, a folder or another special file */
	FOLDER_FAILED,  /* errno says why */
};

/* Reads the regular file at `path` into `into`, whose former content is gone. */
enum folder_answer
folder_read(struct folder *folder, const char *path, struct text *into, bool *executable);

/*
 * Writes a file as output/write.h promises, and makes the folders that it lacks. False with errno:
 * ELOOP or ENOTDIR if a folder of the path is a symbolic link or a file.
 */
bool
folder_write(
	struct folder *folder, const char *path, const char *bytes, size_t length, bool executable);

/*
 * Removes a file or link, if there is one, and then its folders as long as they are empty. False
 * with errno.
 */
bool
folder_remove(struct folder *folder, const char *path);

#endif
