/* How the kinds of scanners are called and what they answer. Only scanner.c asks these. */
#ifndef BUILD_SCAN_SCANNER_DRIVER_H
#define BUILD_SCAN_SCANNER_DRIVER_H

#include <stdbool.h>

struct arena;
struct findings;
struct node;

/* Each answer is the JSON of a command line, of which any part may be missing. */
struct scanner_driver {
	const char *name;   /* of its command */
	const char *update; /* the command line that gets a database */
	/* NAME=VALUE: it reaches no network by itself, and prints no colours. NULL ends them. */
	const char *const *environment;
	const char *const *version_words;  /* the command line whose answer has its version */
	const char *const *database_words; /* and that of its database; NULL: the same */
	const char *(*version)(struct arena *arena, const struct node *answer);
	/* When its database was made: any text that changes with it. NULL: it has none. */
	const char *(*database)(struct arena *arena, const struct node *answer);
	/* Why it cannot use its database, from the same answer; "": it does not say; NULL: never. */
	const char *(*complaint)(struct arena *arena, const struct node *answer);
	/*
	 * What people have set that changes what it finds: the command line that prints all of it
	 * (NULL: there is none), and the start of the names of variables.
	 */
	const char *const *settings_words;
	const char *variables;
	const char *const *(*scan_words)(struct arena *arena, const char *archive);
	/* The exit status that says that there are findings, and nothing else; 0: it has none such. */
	int status_of_findings;
	/* Adds what it found. False if the report has another form. */
	bool (*read)(struct findings *findings, struct arena *arena, const struct node *report);
};

extern const struct scanner_driver driver_grype, driver_trivy;

#endif
