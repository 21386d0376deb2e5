/*
 * Reads a tar archive from a file or pipe, entry by entry: ustar and pax (POSIX.1-2017, pax,
 * "EXTENDED DESCRIPTION"), and the long names and large numbers of GNU tar.
 */
#ifndef ENGINE_INSIDE_TAR_H
#define ENGINE_INSIDE_TAR_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"

enum tar_type {
	TAR_FILE,
	TAR_HARD_LINK, /* `link` is the path of an entry before it */
	TAR_SYMBOLIC_LINK,
	TAR_FOLDER,
	TAR_OTHER, /* a device, a FIFO */
};

struct tar_entry {
	const char *path; /* without ./ or / in front and / at its end; "" is the root */
	const char *link; /* what a link names, as it is; of a hard link, in the form of `path` */
	enum tar_type type;
	unsigned mode; /* its permissions, with setuid, setgid and sticky: at most 07777 */
	uint64_t uid, gid, size;
	int64_t seconds; /* when it was modified, since 1970 */
	uint32_t nanoseconds;
	bool has_capabilities; /* the extended attribute security.capability */
	uint64_t others;       /* a hash of all attributes that are not above; 0: there are none */
};

/* tar_open starts it, and tar_free ends it. `patience` may be set before the first entry is read. */
struct tar {
	int file; /* borrowed */
	const volatile sig_atomic_t
		*stop;          /* a signal handler sets it to end the reading; or NULL */
	int patience;           /* milliseconds in which some bytes have to come; 0: no limit */
	bool is_late;           /* none came, which is a mistake */
	uint64_t left, padding; /* of the entry that was read last */
	struct text path, link, attributes;
	const char *mistake; /* what is wrong with the archive; NULL: nothing yet */
};

/* Starts to read the archive in `file`; `stop` as struct tar has it. */
struct tar
tar_open(int file, const volatile sig_atomic_t *stop);

/*
 * Reads the next entry, and skips what is left of the one before. What `entry` points to is good
 * until the next call. False at the end of the archive, and after a mistake.
 */
bool
tar_next(struct tar *tar, struct tar_entry *entry);

/*
 * Reads up to `size` bytes of the content of the entry. 0 at its end, and after a mistake.
 */
size_t
tar_read(struct tar *tar, char *bytes, size_t size);

void
tar_free(struct tar *tar);

#endif
