/* The reading of shell commands, character by character, with what is written of them. */
#ifndef FAMILY_SCHEMA_SHELL_READER_H
#define FAMILY_SCHEMA_SHELL_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "family/schema/shell_text.h"

enum { SHELL_DEEPEST = 32 }; /* quotes and constructs in each other */

/* What a place is in. */
enum shell_kind {
	KIND_TEXT,
	KIND_SINGLE,      /* '...' */
	KIND_DOUBLE,      /* "..." */
	KIND_BACKTICK,    /* `...` */
	KIND_PARAMETER,   /* ${...} */
	KIND_ARITHMETIC,  /* $((...)) */
	KIND_PARENTHESES, /* (...) in arithmetic, ((...)), and what bash has more: x=(...), @(...) */
	KIND_TEST,        /* [[ ... ]] */
	KIND_SUBSTITUTION, /* $(...), <(...) */
	KIND_SUBSHELL,     /* (...) */
	KIND_GROUP,        /* { ...; } */
	KIND_IF,
	KIND_LOOP, /* for, while, until */
	KIND_CASE,
};

/* What comes next in commands. */
enum shell_position {
	POSITION_COMMAND,  /* a command or a reserved word */
	POSITION_ARGUMENT, /* what follows the first word of a command */
	POSITION_END,      /* what follows a compound command */
	POSITION_FOR_NAME,
	POSITION_FOR_IN,
	POSITION_CASE_WORD,
	POSITION_CASE_IN,
	POSITION_PATTERN,      /* a pattern of case, or esac */
	POSITION_PATTERN_REST, /* what is behind the first word of a pattern */
};

/* What stands between two tokens. */
enum shell_gap {
	GAP_BLANKS,
	GAP_BREAK /* of a line within a command */,
	GAP_END /* of a command and its line */
};

struct shell_frame {
	enum shell_kind kind;
	bool in_body;              /* of if and loops: behind then, do or else */
	bool is_last;              /* of if: behind else */
	enum shell_position outer; /* what came next where it was entered */
	size_t line;
};

/* Where the reading of a text is. */
struct shell_reader {
	const char *at;
	size_t line;
	struct shell_frame frames[SHELL_DEEPEST]; /* the innermost last */
	size_t depth;
	enum shell_position position;
	enum shell_gap gap;
	const char *blanks; /* that were read before `at`, and are not written yet */
	bool in_word;
	bool begins_line;   /* nothing of the command line was read yet */
	bool goes_on;       /* the line before ended with a backslash */
	bool needs;         /* a command, as an operator or a reserved word stands before */
	bool passes;        /* set -e lets the failure of what was read of the list pass */
	bool has_ended;     /* a list outside of all frames */
	bool has_separator; /* ; or & or || outside of all frames */
	bool is_compound;
	bool is_target;    /* the next word is that of a redirection */
	char last;         /* the last character that was taken */
	const char *first; /* the first that was */
	size_t lists;      /* outside of all frames */
	struct shell_fault fault;
	struct text *out; /* NULL in the first reading */
	bool is_strict;   /* set -e instead of && */
};

/* Keeps the first fault, which ends the reading. */
void
shell_fail(struct shell_reader *reader, const char *fault);

struct shell_frame *
shell_innermost(struct shell_reader *reader);

void
shell_enter(struct shell_reader *reader, enum shell_kind kind);

/* Leaves the innermost frame; what comes next is what came next where it was entered. */
void
shell_leave(struct shell_reader *reader);

/* Ends the list outside of all frames with its status if set -e would let a failure pass. */
void
shell_end_list(struct shell_reader *reader);

/* Writes what stands before a token. */
void
shell_write_gap(struct shell_reader *reader);

/* Writes the next characters, behind the gap before them. */
void
shell_take(struct shell_reader *reader, size_t length);

/* Notes that a command starts, behind the gap before it. */
void
shell_begin_command(struct shell_reader *reader);

/* Whether a word ends at a character. */
bool
shell_is_delimiter(char character);

/*
 * The length of a backslash that continues its line, with blanks and the line end, as Docker and
 * its kin have it; 0 if it does not.
 */
size_t
shell_continuation(const char *at);

/* Reads a backslash with what it quotes, or with the line end. */
void
shell_read_backslash(struct shell_reader *reader);

/* Reads a quote, a backslash or a dollar; false at another character. */
bool
shell_read_quoting(struct shell_reader *reader);

/* Reads a character in what is copied as it stands: quotes, arithmetic, brackets of words. */
void
shell_read_quoted(struct shell_reader *reader);

#endif
