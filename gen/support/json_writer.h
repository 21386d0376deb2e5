/*
 * Writes JSON (RFC 8259) piece by piece. Commas and, with `lines`, line ends are written by
 * themselves.
 */
#ifndef SUPPORT_JSON_WRITER_H
#define SUPPORT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"

/* Starts with the first member alone, or with both of the first two. */
struct json_writer {
	struct text *text; /* what is written is appended to it; borrowed */
	bool lines; /* write each member and item on a line of its own, else all on one line */
	bool comma; /* the next value needs a comma before it */
	bool named; /* the next value belongs to a name */
	int depth;
};

/* Starts an object ('{') or an array ('['); json_close ends it with '}' or ']'. */
void
json_open(struct json_writer *writer, char bracket);

void
json_close(struct json_writer *writer, char bracket);

/* Writes the name of a member; write its value next. */
void
json_name(struct json_writer *writer, const char *name);

void
json_string(struct json_writer *writer, const char *string);

void
json_integer(struct json_writer *writer, int64_t integer);

/* Writes thousandths as a number with a point: 12345 as 12.345. */
void
json_thousandths(struct json_writer *writer, int64_t thousandths);

void
json_boolean(struct json_writer *writer, bool boolean);

/* Writes a member whose value is a string, a number or true or false. */
void
json_member(struct json_writer *writer, const char *name, const char *string);

void
json_member_count(struct json_writer *writer, const char *name, size_t count);

void
json_member_boolean(struct json_writer *writer, const char *name, bool boolean);

/* Starts a member whose value is an object or an array; json_close ends it. */
void
json_open_member(struct json_writer *writer, const char *name, char bracket);

#endif
