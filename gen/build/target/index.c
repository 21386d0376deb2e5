#include "build/target/index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build/state/state.h"
#include "build/target/records.h"
#include "build/target/target.h"
#include "family/lockfile.h"
#include "output/project.h"
#include "output/tree.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/link.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * The file is a list of records, a line each (build/target/records.h reads and writes those of
 * targets):
 *
 *     basegen index 4
 *     program DEVICE INODE SIZE MTIME
 *     places FILE-LENGTH TEMPLATES-LENGTH OUT-LENGTH FILETEMPLATESOUT
 *     time NANOSECONDS                                   when all of this was true
 *     KIND MTIME CTIME SIZE INODE HASH PATH              for each file
 *     targets                                            and the rest is targets
 */
#define FIRST_LINE "basegen index 4\n"

enum {
	FILES_MOST = 200000,
	DEEPEST = 32,      /* folders in folders of templates/ */
	RACY = 2000000000, /* nanoseconds: some file systems have clocks that coarse */
};

enum kind {
	KIND_FILE = 'f',   /* a file that is not executable */
	KIND_SCRIPT = 'x', /* one that is */
	KIND_FOLDER = 'd', /* a folder; its hash is that of the names in it */
	KIND_NOTHING = 'n' /* there is no such file */
};

struct entry {
	enum kind kind;
	bool output;
	int64_t mtime, ctime;
	uint64_t size, inode;
	char hash[OBJECT_ID_SIZE];
	const char *path;
};

struct index_files {
	struct arena *arena;
	struct entry *items;
	size_t count;
	bool whole; /* all files could be read */
};

struct index {
	struct index_files files;
	const char *path;
	struct project_places places;
	int64_t time;        /* the time at which all entries were true */
	const char *records; /* the text of the targets in the file */
	size_t length;
	bool reread; /* files had to be read */
};

static int64_t
nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static void
take_status(struct entry *entry, const struct stat *status)
{
	entry->mtime = nanoseconds(&status->st_mtim);
	entry->ctime = nanoseconds(&status->st_ctim);
	entry->size = (uint64_t)status->st_size;
	entry->inode = (uint64_t)status->st_ino;
}

static void
set_hash(struct entry *entry, const char *bytes, size_t length)
{
	const struct object_id id = object_id_of_blob(bytes, length);
	const struct object_hex hex = object_id_hex(&id);

	memcpy(entry->hash, hex.digits, sizeof(entry->hash));
}

/* Looking at what is there */

/* Reads the open file and hashes it. */
static bool
hash_file(struct entry *entry, int file, size_t size)
{
	struct text text = TEXT_EMPTY;
	ssize_t got = 1;

	text_reserve(&text, size + 1);
	while (got > 0 || (got < 0 && errno == EINTR)) {
		text_reserve(&text, 65536);
		got = read(file, text.bytes + text.length, 65536);
		text.length += got > 0 ? (size_t)got : 0;
		text.bytes[text.length] = '\0';
	}
	if (got == 0)
		set_hash(entry, text.bytes, text.length);
	text_free(&text);
	return got == 0;
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The names in an open folder, sorted, without . and .. . Closes `folder`. */
static const char *const *
list_names(struct arena *arena, int folder, size_t *count)
{
	struct string_list names = {.arena = arena};
	DIR *directory = fdopendir(folder);

	if (!directory) {
		close(folder);
		return NULL;
	}
	for (const struct dirent *entry; (entry = readdir(directory));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			string_list_add(&names, arena_string(arena, entry->d_name));
	closedir(directory);
	if (names.count)
		qsort(names.items, names.count, sizeof(*names.items), compare_names);
	*count = names.count;
	return string_list_end(&names);
}

static bool
hash_names(struct entry *entry, const char *const *names)
{
	struct text text = TEXT_EMPTY;

	if (!names)
		return false;
	for (; *names; names++)
		text_append(&text, *names, strlen(*names) + 1);
	set_hash(entry, text.bytes, text.length);
	text_free(&text);
	return true;
}

/*
 * Reads kind, stat data and hash of a path, and the names of a folder into `*names`. False if it
 * cannot be read.
 */
static bool
look(struct arena *arena, struct entry *entry, const char *const **names, size_t *count)
{
	struct stat status;
	bool done = false;

	/* An output is never a link (is_unchanged checks that). */
	if (!entry->output && lstat(entry->path, &status) == 0 && S_ISLNK(status.st_mode) &&
		link_find_outside(entry->path))
		return false;
	const int file = open(entry->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (file < 0) {
		entry->kind = KIND_NOTHING;
		return errno == ENOENT || errno == ELOOP;
	}
	if (fstat(file, &status) == 0) {
		take_status(entry, &status);
		if (S_ISDIR(status.st_mode)) {
			entry->kind = KIND_FOLDER;
			*names = list_names(arena, file, count);
			return hash_names(entry, *names);
		}
		entry->kind = status.st_mode & S_IXUSR ? KIND_SCRIPT : KIND_FILE;
		done = S_ISREG(status.st_mode) && hash_file(entry, file, (size_t)status.st_size);
	}
	close(file);
	return done;
}

static struct entry *
add_entry(struct index_files *files, const char *path, bool output)
{
	struct entry *entry = ARENA_ADD(files->arena, files->items, files->count);

	*entry = (struct entry){.path = path, .output = output};
	return entry;
}

/* Adds a path; of a folder, all that is in it too. */
static void
scan(struct index_files *files, const char *path, int depth)
{
	struct entry *entry = add_entry(files, path, false);
	const char *const *names = NULL;
	size_t count = 0;

	if (!look(files->arena, entry, &names, &count) || depth > DEEPEST ||
		files->count > FILES_MOST || strchr(path, '\n'))
		files->whole = false;
	for (size_t i = 0; files->whole && i < count; i++)
		scan(files, arena_format(files->arena, "%s/%s", path, names[i]), depth + 1);
}

struct index_files *
index_scan(struct arena *arena, const struct project_places *places)
{
	struct index_files *files = arena_allocate(arena, sizeof(*files));

	*files = (struct index_files){.arena = arena, .whole = true};
	scan(files, places->file, 0);
	scan(files, lockfile_path(arena, places->file), 0);
	scan(files, places->templates, 0);
	return files->whole ? files : NULL;
}

/* Writing */

/*
 * Identifies this program, because another one may render other files. False if it cannot be
 * identified.
 */
static bool
append_program(struct text *text)
{
	struct stat status;

	if (stat("/proc/self/exe", &status))
		return false;
	text_format(text, "program %llu %llu %lld %lld\n", (unsigned long long)status.st_dev,
		(unsigned long long)status.st_ino, (long long)status.st_size,
		(long long)nanoseconds(&status.st_mtim));
	return true;
}

static bool
append_head(struct text *text, const struct project_places *places)
{
	text_append_string(text, FIRST_LINE);
	if (!append_program(text))
		return false;
	text_format(text, "places %zu %zu %zu %s%s%s\n", strlen(places->file),
		strlen(places->templates), strlen(places->out), places->file, places->templates,
		places->out);
	return true;
}

static void
append_entry(struct text *text, const struct entry *entry)
{
	text_format(text, "%c%c %lld %lld %llu %llu %s %s\n", (char)entry->kind,
		entry->output ? 'o' : 'i', (long long)entry->mtime, (long long)entry->ctime,
		(unsigned long long)entry->size, (unsigned long long)entry->inode,
		*entry->hash ? entry->hash : "-", entry->path);
}

static void
write_index(const char *path, const struct project_places *places, const struct index_files *files,
	const char *targets, size_t length)
{
	struct text text = TEXT_EMPTY;
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	const bool known = append_head(&text, places);

	text_format(&text, "time %lld\n", (long long)nanoseconds(&time));
	for (size_t i = 0; i < files->count; i++)
		append_entry(&text, &files->items[i]);
	text_append_string(&text, "targets\n");
	text_append(&text, targets, length);
	if (known)
		state_remember(path, &text);
	text_free(&text);
}

/* Adds the files of out/, with the hashes of their contents. */
static bool
add_outputs(struct index_files *files, const struct tree *tree, const char *out)
{
	for (size_t i = 0; i < tree->files.count; i++) {
		const struct tree_file *file = tree->files.entries[i].value;
		struct entry *entry = add_entry(
			files, arena_format(files->arena, "%s/%s", out, file->path), true);
		struct stat status;

		if (lstat(entry->path, &status) || !S_ISREG(status.st_mode))
			return false;
		take_status(entry, &status);
		entry->kind = file->executable ? KIND_SCRIPT : KIND_FILE;
		set_hash(entry, file->bytes, file->length);
	}
	return true;
}

void
index_write(struct arena *arena, const char *path, const struct project_places *places,
	struct index_files *inputs, const struct tree *tree, const struct targets *targets)
{
	struct text text = TEXT_EMPTY;

	(void)arena;
	if (!inputs || !add_outputs(inputs, tree, places->out))
		return;
	records_append(&text, targets);
	write_index(path, places, inputs, text.bytes, text.length);
	text_free(&text);
}

/* Reading */

/* Reads the number at `*at`, and moves `*at` behind it and the blank after it. */
static uint64_t
next_number(char **at)
{
	const bool negative = **at == '-';
	uint64_t number = 0;

	*at += negative;
	while (**at >= '0' && **at <= '9')
		number = number * 10 + (uint64_t)(*(*at)++ - '0');
	*at += **at == ' ';
	return negative ? 0 - number : number;
}

static bool
read_entry(struct index_files *files, char *line, size_t length)
{
	char *at = line + 3;

	if (length < 10)
		return false;
	struct entry *entry = add_entry(files, NULL, line[1] == 'o');

	entry->kind = (enum kind)line[0];
	entry->mtime = (int64_t)next_number(&at);
	entry->ctime = (int64_t)next_number(&at);
	entry->size = next_number(&at);
	entry->inode = next_number(&at);
	const size_t hash = strcspn(at, " ");

	if (!at[hash] || hash >= sizeof(entry->hash))
		return false;
	memcpy(entry->hash, at, hash);
	if (strcmp(entry->hash, "-") == 0)
		entry->hash[0] = '\0';
	entry->path = at + hash + 1;
	return true;
}

/* Whether the stat data of an entry prove that it is unchanged. */
static bool
is_known(const struct entry *entry, const struct stat *status, int64_t time)
{
	struct entry now = {0};

	take_status(&now, status);
	return now.mtime == entry->mtime && now.ctime == entry->ctime && now.size == entry->size &&
	       now.inode == entry->inode && entry->mtime < time - RACY &&
	       entry->ctime < time - RACY;
}

/* Whether an entry is unchanged. `*read` is set if the file had to be read. */
static bool
is_unchanged(struct arena *arena, struct entry *entry, int64_t time, bool *reread)
{
	struct entry now = {.path = entry->path, .output = entry->output};
	const char *const *names = NULL;
	struct stat status;
	size_t count = 0;

	if (entry->output ? lstat(entry->path, &status) : stat(entry->path, &status))
		return entry->kind == KIND_NOTHING && (errno == ENOENT || errno == ELOOP);
	if (entry->kind == KIND_NOTHING || (entry->output && !S_ISREG(status.st_mode)))
		return false;
	if (entry->output && (entry->kind == KIND_SCRIPT) != ((status.st_mode & S_IXUSR) != 0))
		return false;
	if (is_known(entry, &status, time))
		return true;
	if (!look(arena, &now, &names, &count) || now.kind != entry->kind ||
		strcmp(now.hash, entry->hash) != 0)
		return false;
	*reread = true;
	*entry = now;
	return true;
}

/* The end of the head, if the index is of this program and these places; else NULL. */
static char *
skip_head(char *bytes, const struct project_places *places)
{
	struct text head = TEXT_EMPTY;

	const bool same =
		append_head(&head, places) && strncmp(bytes, head.bytes, head.length) == 0;
	char *end = same ? bytes + head.length : NULL;

	text_free(&head);
	return end;
}

/* Reads the entries. Returns the start of the targets, or NULL if the form is wrong. */
static char *
read_entries(struct index_files *files, char *line)
{
	while (*line) {
		char *end = strchr(line, '\n');

		if (!end)
			return NULL;
		if (strncmp(line, "targets\n", strlen("targets\n")) == 0)
			return end + 1;
		*end = '\0';
		if (!read_entry(files, line, (size_t)(end - line)))
			return NULL;
		line = end + 1;
	}
	return NULL;
}

/* Whether all inputs, or all outputs, are unchanged. */
static bool
are_unchanged(struct index *known, bool outputs)
{
	for (size_t i = 0; i < known->files.count; i++) {
		struct entry *entry = &known->files.items[i];

		if (entry->output == outputs &&
			!is_unchanged(known->files.arena, entry, known->time, &known->reread))
			return false;
	}
	return true;
}

struct index *
index_open(struct arena *arena, const char *path, const struct project_places *places,
	struct targets **targets)
{
	struct index *known = arena_allocate(arena, sizeof(*known));
	char *bytes = state_recall(arena, path), *line;

	*known = (struct index){.files.arena = arena, .path = path, .places = *places};
	if (!bytes || !(line = skip_head(bytes, places)) || strncmp(line, "time ", 5) != 0)
		return NULL;
	line += 5;
	known->time = (int64_t)next_number(&line);
	known->records = *line == '\n' ? read_entries(&known->files, line + 1) : NULL;
	if (!known->records || !are_unchanged(known, false))
		return NULL;
	known->length = strlen(known->records);
	*targets = records_read(arena, arena_copy(arena, known->records, known->length));
	return *targets ? known : NULL;
}

bool
index_confirm(struct index *known)
{
	if (!are_unchanged(known, true))
		return false;
	if (known->reread)
		write_index(
			known->path, &known->places, &known->files, known->records, known->length);
	return true;
}
