/*
 * The kinds of bases that stand-ins are made for, and the releases of Debian that each is made of.
 * A new kind is a line in each table of kind.c, and a function in customise.sh.
 */
#ifndef BUILD_BOOTSTRAP_KIND_H
#define BUILD_BOOTSTRAP_KIND_H

struct arena;

struct kind {
	const char *image; /* the name of its releases, and of its function in customise.sh */
	const char *title; /* what has the version: Python; NULL: Debian itself */
	/* The names of such bases, VERSION and RELEASE being placeholders. A space parts them. */
	const char *names;
	const char *variables; /* words of ENV */
	const char *lines;     /* other lines of the Dockerfile */
};

/* A version of a kind, and the release of Debian that has it. */
struct kind_release {
	const char *image, *version, *suite;
	const char *packages; /* commas between them; besides ca-certificates */
};

/* What the name of a base says. */
struct kind_match {
	const struct kind *kind;            /* NULL: no kind has such names */
	const struct kind_release *release; /* NULL: Debian has no such version */
	const char *version, *suite;        /* as the name has them; NULL: it has none */
};

/* Finds what a name without docker.io/library/ stands for. The match lives in `arena`. */
struct kind_match
kind_match(struct arena *arena, const char *name);

/* A name of each image, for messages: debian:VERSION-slim, python:VERSION-slim, … */
const char *
kind_all_names(struct arena *arena);

/* The versions that there are of a kind: 3.9, 3.11 and 3.13 */
const char *
kind_versions(struct arena *arena, const struct kind *kind);

#endif
