/*
 * The instructions of a Dockerfile, read as the engines read them (Dockerfile reference, "Format",
 * "Parser directives", "Here-Documents"; what the reference leaves open is taken from the parsers
 * of BuildKit and of imagebuilder, which buildah uses).
 */
#ifndef DOCKERFILE_DOCKERFILE_H
#define DOCKERFILE_DOCKERFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * How it is read. Docker 20.10 and buildah before 1.33 know no here-documents, take an escape
 * character behind another one for a line continuation, and look for `# escape=` in the first line
 * alone.
 */
enum dockerfile_syntax { DOCKERFILE_TODAY, DOCKERFILE_EARLIER };

/* A part of an instruction, and the bytes of the Dockerfile that it was read from. */
struct dockerfile_word {
	const char *text;
	uint32_t start, end;
};

/* A flag, --NAME or --NAME=VALUE, without its quotes and escapes. */
struct dockerfile_flag {
	const char *name;  /* as it is written */
	const char *value; /* NULL: it has none */
	uint32_t start, end;
};

/*
 * A here-document: NAME of <<NAME without its quotes, and the bytes between its first and last
 * line.
 */
struct dockerfile_heredoc {
	const char *name;
	uint32_t start, end;
	bool expands; /* the name has no quotes: variables have their values */
};

/* A line that is no comment for the engines, such as # syntax=docker/dockerfile:1. */
struct dockerfile_directive {
	const char *name; /* in lower case */
	const char *value;
	uint32_t start, end; /* of the line */
};

/* Where a part of the instruction's one line was read: its text from `joined` on is at `start`. */
struct dockerfile_piece {
	uint32_t joined, start;
};

struct dockerfile_instruction {
	const char *name; /* in upper case; of ONBUILD that of the instruction behind it */
	bool on_build;
	bool is_known;       /* it is an instruction of the reference */
	size_t stage;        /* how many FROM there are up to here, itself included */
	uint32_t start, end; /* its bytes without the last line end, with its here-documents */
	struct dockerfile_flag *flags;
	size_t flag_count;
	/*
	 * What stands behind the name and the flags, as one line without continuations, comments
	 * and blanks at its ends. A NUL is read as \001, here and in all other texts.
	 */
	const char *arguments;
	uint32_t arguments_joined; /* where they start in the one line */
	struct dockerfile_piece *pieces;
	size_t piece_count;
	struct dockerfile_heredoc *heredocs;
	size_t heredoc_count;
};

/* What one engine would read in another way than another one. */
struct dockerfile_doubt {
	const char *what; /* the text of a message, and what to write instead */
	uint32_t start, end;
};

struct dockerfile {
	struct dockerfile_directive *directives;
	size_t directive_count;
	struct dockerfile_instruction *instructions;
	size_t count;
	size_t stage_count;
	char escape;          /* \ or ` */
	bool is_same_earlier; /* DOCKERFILE_EARLIER would read nothing else */
	struct dockerfile_doubt *doubts;
	size_t doubt_count;
};

/*
 * Reads a Dockerfile of `length` bytes (below 4 GiB), in linear time. Whatever the bytes are, there
 * is a result: an instruction that no engine knows is one that is not known, and a here-document
 * without an end is a doubt. Everything lives in `arena`; nothing points into `bytes`.
 */
struct dockerfile *
dockerfile_read(struct arena *arena, const char *bytes, size_t length,
	enum dockerfile_syntax syntax) __attribute__((returns_nonnull));

/* The instruction's last flag `name`, in any case; NULL if there is none. */
const struct dockerfile_flag *
dockerfile_flag(const struct dockerfile_instruction *instruction, const char *name);

#endif
