#include "dockerfile/dockerfile.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/directives.h"
#include "dockerfile/heredoc.h"
#include "dockerfile/mistakes.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct reader {
	struct arena *arena;
	const char *bytes; /* without NULs */
	uint32_t length, at;
	enum dockerfile_syntax syntax;
	struct text joined; /* the instruction that is being read, as one line */
	struct dockerfile *result;
};

/* A line without its end. */
struct line {
	uint32_t start, end;
};

/* Takes the next line. False at the end of the Dockerfile. */
static bool
take_line(struct reader *reader, struct line *line)
{
	if (reader->at >= reader->length)
		return false;
	const char *start = reader->bytes + reader->at;
	const char *end = memchr(start, '\n', reader->length - reader->at);

	line->start = reader->at;
	line->end = end ? (uint32_t)(end - reader->bytes) : reader->length;
	reader->at = line->end + 1;
	while (line->end > line->start && reader->bytes[line->end - 1] == '\r')
		line->end--;
	return true;
}

/* Where the line's text starts behind its blanks. */
static uint32_t
text_start(const struct reader *reader, const struct line *line)
{
	uint32_t start = line->start;
	size_t blank;

	while (start < line->end && (blank = words_blank(reader->bytes + start)))
		start += (uint32_t)blank;
	return start < line->end ? start : line->end;
}

static bool
is_nothing(const struct reader *reader, const struct line *line)
{
	const uint32_t start = text_start(reader, line);

	return start == line->end || reader->bytes[start] == '#';
}

static void
add_doubt(struct reader *reader, const char *what, uint32_t start, uint32_t end)
{
	*ARENA_ADD(reader->arena, reader->result->doubts, reader->result->doubt_count) =
		(struct dockerfile_doubt){what, start, end};
}

/* The length of the line from `start` on without its continuation; `*goes_on`: it has one. */
static uint32_t
without_continuation(struct reader *reader, uint32_t start, uint32_t end, bool *goes_on)
{
	const char escape = reader->result->escape;
	uint32_t at = end;

	while (at > start && strchr(" \t", reader->bytes[at - 1]))
		at--;
	*goes_on = at > start && reader->bytes[at - 1] == escape;
	if (*goes_on && at - 1 > start && reader->bytes[at - 2] == escape) {
		reader->result->is_same_earlier = false;
		*goes_on = reader->syntax == DOCKERFILE_EARLIER;
	}
	return (*goes_on ? at - 1 : end) - start;
}

/* Adds a line to the instruction; returns whether the instruction goes on in the next one. */
static bool
add_line(struct reader *reader, struct dockerfile_instruction *instruction, uint32_t start,
	uint32_t end)
{
	bool goes_on;
	const uint32_t length = without_continuation(reader, start, end, &goes_on);

	*ARENA_ADD(reader->arena, instruction->pieces, instruction->piece_count) =
		(struct dockerfile_piece){(uint32_t)reader->joined.length, start};
	text_append(&reader->joined, reader->bytes + start, length);
	instruction->end = end;
	return goes_on;
}

/* Reads the instruction whose first line is `line` as one line, without its here-documents. */
static void
join_lines(struct reader *reader, struct dockerfile_instruction *instruction, struct line line)
{
	text_clear(&reader->joined);
	instruction->start = text_start(reader, &line);
	bool goes_on = add_line(reader, instruction, instruction->start, line.end);

	while (goes_on && take_line(reader, &line))
		if (!is_nothing(reader, &line))
			goes_on = add_line(reader, instruction, line.start, line.end);
}

/* Whether there is the instruction; the last ones do not stand behind ONBUILD. */
static bool
is_known(const char *name, bool on_build)
{
	static const char *const names[] = {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV",
		"EXPOSE", "HEALTHCHECK", "LABEL", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
		"WORKDIR", "FROM", "MAINTAINER", "ONBUILD"};

	const size_t count = sizeof(names) / sizeof(*names);

	for (size_t i = 0; i < (on_build ? count - 3 : count); i++)
		if (*names[i] == *name && strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Takes the instruction's name from `*at` on, in upper case. */
static const char *
take_name(struct arena *arena, const char **at)
{
	const char *start = *at;

	while (**at && !(words_blank(*at) == 1))
		(*at)++;
	char *name = arena_copy(arena, start, (size_t)(*at - start));

	for (char *letter = name; *letter; letter++)
		*letter = (char)toupper((unsigned char)*letter);
	while (words_blank(*at))
		*at += words_blank(*at);
	return name;
}

/* Splits the one line into name, flags and arguments. */
static void
split(struct reader *reader, struct dockerfile_instruction *instruction)
{
	struct arena *arena = reader->arena;
	const char *line = reader->joined.bytes, *at = line;
	const char *end = line + reader->joined.length;

	/* The first line can be nothing but a continuation. */
	while (words_blank(at))
		at += words_blank(at);
	instruction->name = take_name(arena, &at);
	instruction->on_build = strcmp(instruction->name, "ONBUILD") == 0 && *at;
	if (instruction->on_build)
		instruction->name = take_name(arena, &at);
	instruction->is_known = is_known(instruction->name, instruction->on_build);
	const char *flags = at;

	instruction->flags = words_take_flags(arena, line, &at, &instruction->flag_count);
	for (; flags < at; flags++)
		if ((unsigned char)*flags >= 0x80 ||
			(reader->result->escape == '`' && (*flags == '\\' || *flags == '`'))) {
			add_doubt(reader, MISTAKE_FLAG_DOUBTFUL, instruction->start,
				instruction->end);
			break;
		}
	for (size_t i = 0; i < instruction->flag_count; i++) {
		struct dockerfile_flag *flag = &instruction->flags[i];

		flag->start = words_place(instruction, flag->start);
		flag->end = words_place(instruction, flag->end - 1) + 1;
	}
	while (end > at && words_blank(end - 1))
		end--;
	instruction->arguments = arena_copy(arena, at, (size_t)(end - at));
	instruction->arguments_joined = (uint32_t)(at - line);
}

/* Reads the lines of a here-document up to the one that is its name. */
static struct dockerfile_heredoc
read_heredoc(struct reader *reader, struct dockerfile_instruction *instruction,
	const struct heredoc_start *start)
{
	const size_t length = strlen(start->name);
	struct dockerfile_heredoc heredoc = {
		.name = start->name, .start = reader->at, .expands = start->expands};
	struct line line;

	while (take_line(reader, &line)) {
		uint32_t from = line.start;

		heredoc.end = line.start;
		instruction->end = line.end;
		while (start->strips_tabs && from < line.end && reader->bytes[from] == '\t')
			from++;
		if (text_equal(reader->bytes + from, line.end - from, start->name, length))
			return heredoc;
		heredoc.end = line.end;
	}
	add_doubt(reader, MISTAKE_HEREDOC_OPEN, instruction->start, instruction->start);
	return heredoc;
}

static void
read_heredocs(struct reader *reader, struct dockerfile_instruction *instruction)
{
	static const char *const names[] = {"RUN", "COPY", "ADD"};
	bool may = false, is_doubtful, is_json;
	size_t count;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		may |= strcmp(instruction->name, names[i]) == 0;
	if (!may || !strstr(reader->joined.bytes, "<<"))
		return;
	dockerfile_words(reader->arena, instruction, &count, &is_json);
	const struct heredoc_start *starts =
		is_json ? NULL
			: heredoc_find(reader->arena, reader->joined.bytes, &count, &is_doubtful);

	if (!starts)
		return;
	reader->result->is_same_earlier = false;
	if (reader->syntax == DOCKERFILE_EARLIER)
		return;
	if (is_doubtful || words_is_json_and_more(reader->arena, instruction))
		add_doubt(reader, MISTAKE_HEREDOC_DOUBTFUL, instruction->start, instruction->end);
	for (size_t i = 0; i < count; i++)
		*ARENA_ADD(reader->arena, instruction->heredocs, instruction->heredoc_count) =
			read_heredoc(reader, instruction, &starts[i]);
}

static void
read_instruction(struct reader *reader, struct line line)
{
	struct dockerfile *result = reader->result;
	struct dockerfile_instruction instruction = {0};

	join_lines(reader, &instruction, line);
	split(reader, &instruction);
	if (!*instruction.name)
		return;
	read_heredocs(reader, &instruction);
	result->stage_count += !instruction.on_build && strcmp(instruction.name, "FROM") == 0;
	instruction.stage = result->stage_count;
	*ARENA_ADD(reader->arena, result->instructions, result->count) = instruction;
}

/* Whether the directives are # lines from the first line on, as those for the parser are. */
static bool
stands_first(const struct reader *reader)
{
	const struct dockerfile *result = reader->result;
	bool first = result->directives[0].start <= sizeof(byte_order_mark) - 1;

	for (size_t i = 0; i < result->directive_count; i++) {
		const struct line line = {result->directives[i].start, result->directives[i].end};

		first &= reader->bytes[text_start(reader, &line)] == '#';
	}
	return first;
}

/* Sets the escape character that the directives choose. */
static void
set_escape(struct reader *reader)
{
	struct dockerfile *result = reader->result;

	result->escape = '\\';
	for (size_t i = 0; i < result->directive_count; i++) {
		const struct dockerfile_directive *directive = &result->directives[i];

		if (strcmp(directive->name, "escape") != 0)
			continue;
		if (i)
			result->is_same_earlier = false;
		if (!i || reader->syntax == DOCKERFILE_TODAY)
			result->escape = *directive->value;
		if ((strcmp(directive->value, "\\") != 0 && strcmp(directive->value, "`") != 0) ||
			!stands_first(reader))
			add_doubt(reader, MISTAKE_ESCAPE, directive->start, directive->end);
	}
}

struct dockerfile *
dockerfile_read(
	struct arena *arena, const char *bytes, size_t length, enum dockerfile_syntax syntax)
{
	struct dockerfile *result = arena_allocate(arena, sizeof(*result));
	char *copy = arena_copy(arena, bytes, length);
	struct reader reader = {.arena = arena,
		.bytes = copy,
		.length = (uint32_t)length,
		.syntax = syntax,
		.joined = TEXT_EMPTY,
		.result = result};
	struct line line;

	for (char *at = copy; (at = memchr(at, '\0', (size_t)(copy + length - at)));)
		*at = '\1';
	*result = (struct dockerfile){.is_same_earlier = true};
	result->directives = directives_read(arena, copy, length, &result->directive_count);
	set_escape(&reader);
	if (length >= 3 && memcmp(bytes, byte_order_mark, 3) == 0)
		reader.at = 3;
	while (take_line(&reader, &line))
		if (!is_nothing(&reader, &line))
			read_instruction(&reader, line);
	text_free(&reader.joined);
	return result;
}

const struct dockerfile_flag *
dockerfile_flag(const struct dockerfile_instruction *instruction, const char *name)
{
	for (size_t i = instruction->flag_count; i-- > 0;)
		if (strcasecmp(instruction->flags[i].name, name) == 0)
			return &instruction->flags[i];
	return NULL;
}
