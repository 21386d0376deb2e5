#include "output/stock_mark.h"

#include <limits.h>
#include <string.h>

#include "output/stock.h"
#include "output/write.h"
#include "support/text.h"
#include "support/banned.h"

static const char word[] = "/stock ";

enum { HASH_SHOWN = 12 };

struct stock_mark
stock_mark_of_program(void)
{
	struct stock_mark mark = {.version = STOCK_VERSION};
	struct text all = TEXT_EMPTY;

	for (const struct program_file *file = stock_files; file->path; file++) {
		text_format(&all, "%s %zu %d\n", file->path, file->length, file->executable);
		text_append(&all, (const char *)file->bytes, file->length);
	}
	const struct object_id id = object_id_of_blob(all.bytes, all.length);
	const struct object_hex hex = object_id_hex(&id);

	memcpy(mark.hash, hex.digits, sizeof(mark.hash));
	text_free(&all);
	return mark;
}

void
stock_mark_append(struct text *text, const struct stock_mark *mark)
{
	text_format(text, "%s%u %s\n", word, mark->version, mark->hash);
}

/* Reads what stands behind the word in a line; version 0 if it is no mark. */
static struct stock_mark
read_line(const char *line)
{
	struct stock_mark mark = {0};
	unsigned version = 0;

	for (; *line >= '0' && *line <= '9' && version <= UINT_MAX / 100; line++)
		version = version * 10 + (unsigned)(*line - '0');
	if (*line++ != ' ' || strspn(line, "0123456789abcdef") != sizeof(mark.hash) - 1)
		return mark;
	mark.version = version;
	memcpy(mark.hash, line, sizeof(mark.hash) - 1);
	return mark;
}

struct stock_mark
stock_mark_read(const char *manifest)
{
	struct stock_mark highest = {0};

	for (const char *line = manifest; *line; line += line[0] == '\n') {
		if (strncmp(line, word, strlen(word)) == 0) {
			const struct stock_mark mark = read_line(line + strlen(word));

			if (mark.version > highest.version)
				highest = mark;
		}
		line += strcspn(line, "\n");
	}
	return highest;
}

bool
stock_mark_is_other(const struct stock_mark *mark)
{
	const struct stock_mark own = stock_mark_of_program();

	return mark->version && (mark->version != own.version || strcmp(mark->hash, own.hash) != 0);
}

bool
stock_mark_is_newer(const struct stock_mark *mark)
{
	return mark->version > STOCK_VERSION;
}

void
stock_mark_explain(struct text *text, const struct stock_mark *mark, const char *out)
{
	const struct stock_mark own = stock_mark_of_program();

	if (!stock_mark_is_other(mark))
		return;
	if (mark->version == own.version)
		text_format(text,
			"%s/ was written with other stock templates of version %u (%.*s) than this "
			"program has (%.*s): run basegen generate\n",
			out, mark->version, HASH_SHOWN, mark->hash, HASH_SHOWN, own.hash);
	else if (stock_mark_is_newer(mark))
		text_format(text,
			"%s/ was written with version %u of the stock templates, and this program "
			"has version %u: install a newer basegen\n",
			out, mark->version, own.version);
	else
		text_format(text,
			"%s/ was written with version %u of the stock templates, and this program "
			"has version %u: run basegen generate\n",
			out, mark->version, own.version);
}
