/* The program that looks for vulnerabilities: grype or trivy. */
#ifndef BUILD_SCAN_SCANNER_H
#define BUILD_SCAN_SCANNER_H

#include "support/failure.h"

struct arena;
struct findings;
struct scanner_driver;

struct scanner {
	const struct scanner_driver *driver;
	const char *version;
	const char *database; /* when its database was made */
	const char *settings; /* a hash of what people have set for it */
};

/* The name of its command. */
const char *
scanner_name(const struct scanner *scanner);

/*
 * Finds the scanner `wanted`, or without it (NULL) the first one in PATH, and asks for its
 * database. OUTCOME_MACHINE after a message if there is none, or none that it can use. Texts live
 * in `arena`.
 */
enum outcome
scanner_find(struct scanner *scanner, struct arena *arena, const char *wanted);

/*
 * Scans the image in the file `archive`. The scanner keeps what is unfinished in the folder
 * `temporary`. Both paths are absolute. Messages call the image `name`. OUTCOME_MACHINE after a
 * message if it fails, answers too much or takes too long; after a signal without one.
 */
enum outcome
scanner_scan(const struct scanner *scanner, struct arena *arena, const char *name,
	const char *archive, const char *temporary, struct findings *findings);

#endif
