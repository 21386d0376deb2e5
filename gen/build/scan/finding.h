/*
 * Findings: packages of an image in which a scanner knows a vulnerability. All texts come from a
 * scanner and its database, and from files of the image. They are UTF-8 of a bounded size, and else
 * may hold anything.
 */
#ifndef BUILD_SCAN_FINDING_H
#define BUILD_SCAN_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target/risk.h"
#include "support/map.h"

struct arena;
struct json_writer;
struct node;

/* No text is NULL. */
struct scan_finding {
	const char *id;      /* of the vulnerability: CVE-2026-1234, GHSA-… */
	const char *aliases; /* its other IDs, with a blank between two */
	enum risk severity;
	const char *package, *version;
	const char *type; /* of the package: deb, python … */
	const char *path; /* of the file that tells of it; "" for packages of the distribution */
	const char
		*fixed; /* the versions that mend it, with ", " between two; "": there are none */
	const char *score; /* CVSS, from 0 to 10; "": nobody has given one */
	const char *url;
	const char *text; /* what it is */
};

struct findings {
	struct scan_finding *items;
	size_t count;
};

/*
 * Brings findings into their order: the most severe first, then by ID, package, version and path.
 * Those of one package that have an ID in common, also by way of others, become one. It has the
 * worst severity, and the IDs of all as far as `aliases` has room. The time grows with the number
 * of IDs.
 */
void
findings_settle(struct findings *findings, struct arena *arena);

/*
 * What is the same in two images if they have the same finding. `path` stands in place of the
 * finding's own.
 */
const char *
finding_identity(struct arena *arena, const struct scan_finding *finding, const char *path);

/* The identities of all, as keys of a map. */
struct map
findings_identities(const struct findings *findings, struct arena *arena);

/* Whether the finding has the ID, as its own or as an alias, in small or capital letters. */
bool
finding_has_id(const struct scan_finding *finding, const char *id);

/* Writes all as an array, for findings_read. */
void
findings_write(struct json_writer *writer, const struct findings *findings);

/* Reads what findings_write wrote. False if it has another form. */
bool
findings_read(struct findings *findings, struct arena *arena, const struct node *list);

#endif
