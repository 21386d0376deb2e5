/*
 * Where here-documents start in the one line of an instruction (Dockerfile reference,
 * "Here-Documents").
 */
#ifndef DOCKERFILE_HEREDOC_H
#define DOCKERFILE_HEREDOC_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The start of a here-document, <<NAME or <<-NAME. */
struct heredoc_start {
	const char *name; /* without its quotes */
	bool expands;     /* it has none */
	bool strips_tabs; /* <<-: tabs before the last line do not count */
};

/*
 * The here-documents that start in `line`, in their order. BuildKit finds none in a line that is
 * no sequence of shell words; versions of it differ in which variables such a line may have. Sets
 * `*is_doubtful` if so, or if a name has a variable in it.
 */
struct heredoc_start *
heredoc_find(struct arena *arena, const char *line, size_t *count, bool *is_doubtful);

#endif
