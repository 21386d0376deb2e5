#include "support/json_writer.h"

#include <inttypes.h>
#include <string.h>

#include "support/banned.h"

static void
break_line(struct json_writer *writer)
{
	if (writer->lines)
		text_format(writer->text, "\n%*s", writer->depth * 2, "");
}

static void
separate(struct json_writer *writer)
{
	if (writer->comma)
		text_append_character(writer->text, ',');
	if (writer->depth && !writer->named)
		break_line(writer);
	writer->comma = true;
	writer->named = false;
}

void
json_open(struct json_writer *writer, char bracket)
{
	separate(writer);
	text_append_character(writer->text, bracket);
	writer->comma = false;
	writer->depth++;
}

void
json_close(struct json_writer *writer, char bracket)
{
	writer->depth--;
	if (writer->comma)
		break_line(writer);
	text_append_character(writer->text, bracket);
	writer->comma = true;
}

void
json_name(struct json_writer *writer, const char *name)
{
	json_string(writer, name);
	text_append_string(writer->text, writer->lines ? ": " : ":");
	writer->comma = false;
	writer->named = true;
}

void
json_string(struct json_writer *writer, const char *string)
{
	separate(writer);
	text_append_json(writer->text, string, strlen(string));
}

void
json_integer(struct json_writer *writer, int64_t integer)
{
	separate(writer);
	text_format(writer->text, "%" PRId64, integer);
}

void
json_thousandths(struct json_writer *writer, int64_t thousandths)
{
	const int64_t whole = thousandths / 1000, rest = thousandths % 1000;

	separate(writer);
	text_format(writer->text, "%s%" PRId64 ".%03" PRId64, thousandths < 0 && !whole ? "-" : "",
		whole, rest < 0 ? -rest : rest);
}

void
json_boolean(struct json_writer *writer, bool boolean)
{
	separate(writer);
	text_append_string(writer->text, boolean ? "true" : "false");
}

void
json_member(struct json_writer *writer, const char *name, const char *string)
{
	json_name(writer, name);
	json_string(writer, string);
}

void
json_member_count(struct json_writer *writer, const char *name, size_t count)
{
	json_name(writer, name);
	json_integer(writer, (int64_t)count);
}

void
json_member_boolean(struct json_writer *writer, const char *name, bool boolean)
{
	json_name(writer, name);
	json_boolean(writer, boolean);
}

void
json_open_member(struct json_writer *writer, const char *name, char bracket)
{
	json_name(writer, name);
	json_open(writer, bracket);
}
