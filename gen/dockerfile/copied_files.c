#include "dockerfile/copied_files.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dockerfile/check.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/ignored_files.h"
#include "dockerfile/mistakes.h"
#include "dockerfile/path_pattern.h"
#include "dockerfile/words.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/banned.h"

/* Comparisons of one Dockerfile; behind that, all files count as copied. */
enum { STEPS_MOST = 200 * 1000 };

/* Where a path starts to differ from what stands before the folder `path`, for a search. */
static size_t
find_first(const struct dockerfile_check *check, const char *path)
{
	size_t low = 0, high = check->file_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(check->files[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
has_file(const struct dockerfile_check *check, const char *path)
{
	const size_t at = find_first(check, path);

	return at < check->file_count && strcmp(check->files[at].path, path) == 0;
}

/* What there is of a source. */
enum found { FOUND_NOTHING, FOUND_IGNORED, FOUND };

/* The part of `path` that has as many folders as the source: the file or folder it stands for. */
static size_t
entry_length(const char *source, const char *path)
{
	size_t length = strcspn(path, "/");

	for (; (source = strchr(source, '/')) && path[length]; source++)
		length += 1 + strcspn(path + length + 1, "/");
	return length;
}

/* Marks a file of the source as copied, unless engines leave it out; says what it makes of it. */
static enum found
mark_file(struct dockerfile_check *check, const char *source, struct context_file *file)
{
	struct ignored_files *ignored = &check->ignored;
	const bool is_ignored = ignored_files_has(ignored, file->path, strlen(file->path));

	file->is_copied |= !is_ignored;
	/* A declared file that is left out is reported where it is declared. */
	return !is_ignored || file->named || !*source ||
			       !ignored_files_has(
				       ignored, file->path, entry_length(source, file->path))
		       ? FOUND
		       : FOUND_IGNORED;
}

/* Marks each file that is `path`, is in the folder `path`, or matches it. */
static enum found
mark(struct dockerfile_check *check, const char *path, bool may_be_pattern)
{
	const size_t length = strlen(path);
	const bool is_pattern = may_be_pattern && path_is_pattern(path);
	enum found found = check->steps > STEPS_MOST || !length ? FOUND : FOUND_NOTHING;

	for (size_t i = is_pattern ? 0 : find_first(check, path);
		i < check->file_count && check->steps <= STEPS_MOST; i++) {
		struct context_file *file = &check->files[i];

		check->steps++;
		if (is_pattern ? path_matches(path, file->path)
			       : strncmp(file->path, path, length) == 0 &&
					 (!length || !file->path[length] ||
						 file->path[length] == '/')) {
			if ((found != FOUND || file->named) &&
				mark_file(check, path, file) == FOUND)
				found = FOUND;
			else if (found == FOUND_NOTHING)
				found = FOUND_IGNORED;
		} else if (!is_pattern && strncmp(file->path, path, length) != 0)
			break;
	}
	return found;
}

static bool
is_copy(const struct dockerfile_instruction *instruction)
{
	return strcmp(instruction->name, "COPY") == 0 || strcmp(instruction->name, "ADD") == 0;
}

/* Whether an instruction of a stage sets variables. */
static bool
is_setting(const struct dockerfile_instruction *instruction)
{
	return instruction->stage && !instruction->on_build &&
	       (strcmp(instruction->name, "ARG") == 0 || strcmp(instruction->name, "ENV") == 0);
}

/* Whether an ADD fetches the source, by HTTP or git. */
static bool
is_fetched(const char *source)
{
	return strstr(source, "://") || strncmp(source, "git@", 4) == 0;
}

static bool
is_heredoc(const char *source)
{
	while (isdigit((unsigned char)*source))
		source++;
	return strncmp(source, "<<", 2) == 0;
}

static void
check_source(struct dockerfile_check *check, const struct variables *variables,
	const struct dockerfile_word *word, bool may_be_pattern)
{
	const char *source = variables_expand(variables, word->text, check->dockerfile->escape);

	bool goes_up;
	const char *path = source ? path_clean(check->arena, source, &goes_up) : "";
	const enum found found = mark(check, path, source && may_be_pattern);

	if (found == FOUND_NOTHING)
		check_error(check, word->start, word->end, MISTAKE_NOT_IN_CONTEXT, source);
	else if (found == FOUND_IGNORED)
		check_error(check, word->start, word->end, MISTAKE_IGNORED, source, path);
}

static void
check_copy(struct dockerfile_check *check, const struct variables *variables,
	const struct dockerfile_instruction *instruction)
{
	const bool is_add = strcmp(instruction->name, "ADD") == 0;
	bool is_json;
	size_t count;
	const struct dockerfile_word *words =
		dockerfile_words(check->arena, instruction, &count, &is_json);

	for (size_t i = 0; i + 1 < count; i++) {
		const bool is_text = instruction->heredoc_count && is_heredoc(words[i].text);

		if (!is_text && !(is_add && is_fetched(words[i].text)))
			check_source(check, variables, &words[i], true);
	}
}

/* Marks what a bind mount of the context shows: all of it without a source. */
static void
check_mount(struct dockerfile_check *check, const struct variables *variables,
	const struct dockerfile_flag *flag)
{
	struct dockerfile_word source = {"", flag->start, flag->end};
	bool is_bind = true, is_context = true;

	for (const char *at = flag->value ? flag->value : ""; *at;) {
		const size_t length = strcspn(at, ",");
		const char *field = arena_copy(check->arena, at, length);

		if (strncasecmp(field, "type=", 5) == 0)
			is_bind = strcmp(field + 5, "bind") == 0;
		if (strncasecmp(field, "from=", 5) == 0)
			is_context = false;
		if (strncasecmp(field, "source=", 7) == 0 || strncasecmp(field, "src=", 4) == 0)
			source.text = strchr(field, '=') + 1;
		at += length + (at[length] == ',');
	}
	if (is_bind && is_context)
		check_source(check, variables, &source, false);
}

/*
 * Sets what ARG and ENV of a stage say. An ARG without a value has that from before the first FROM.
 */
static void
set_variables(struct dockerfile_check *check, struct variables *variables,
	const struct dockerfile_instruction *instruction)
{
	size_t count;
	const struct dockerfile_word *pairs =
		dockerfile_pairs(check->arena, instruction, check->dockerfile->escape, &count);

	for (size_t i = 0; i < count; i++) {
		const size_t length = strcspn(pairs[i].text, "=");
		const char *name = arena_copy(check->arena, pairs[i].text, length);
		const char *value =
			pairs[i].text[length]
				? variables_expand(variables, pairs[i].text + length + 1,
					  check->dockerfile->escape)
				: map_get(&check->global.values, name, length);

		variables_set(variables, name, value);
	}
}

static void
check_instruction(struct dockerfile_check *check, const struct variables *variables,
	const struct dockerfile_instruction *instruction)
{
	if (is_copy(instruction) && !dockerfile_flag(instruction, "from"))
		check_copy(check, variables, instruction);
	if (strcmp(instruction->name, "RUN") == 0)
		for (size_t i = 0; i < instruction->flag_count; i++)
			if (strcasecmp(instruction->flags[i].name, "mount") == 0)
				check_mount(check, variables, &instruction->flags[i]);
}

/* Reports the items of `files` that have a file which is not copied, each once. */
static void
check_declared(struct dockerfile_check *check)
{
	const struct node *told = NULL;

	for (size_t i = 0; i < check->file_count; i++) {
		const struct context_file *file = &check->files[i];

		if (!file->named || file->is_copied || file->named == told)
			continue;
		told = file->named;
		if (ignored_files_has(&check->ignored, file->path, strlen(file->path)))
			diagnostic_error(check->diagnostics, told->place, MISTAKE_DECLARED_IGNORED,
				file->path, check->variant->id, file->path);
		else
			diagnostic_error(check->diagnostics, told->place, MISTAKE_NOT_COPIED,
				file->path, check->variant->id);
		check_note_template(check);
	}
}

/*
 * Finds what .dockerignore leaves out. Beside a file that some engines read in its place, nothing
 * is certain.
 */
static void
find_ignored(struct dockerfile_check *check)
{
	static const char *const others[] = {
		"Dockerfile.dockerignore", ".containerignore", "Dockerfile.containerignore"};
	const size_t at = find_first(check, ".dockerignore");

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (has_file(check, others[i]))
			return;
	if (has_file(check, ".dockerignore"))
		check->ignored = ignored_files_read(
			check->arena, check->files[at].bytes, check->files[at].length);
}

/* Whether a source may have a variable, so that their values are worth knowing. */
static bool
has_variables(const struct dockerfile *dockerfile)
{
	for (size_t i = 0; i < dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction = &dockerfile->instructions[i];

		if (is_copy(instruction) && strchr(instruction->arguments, '$'))
			return true;
		for (size_t j = 0; j < instruction->flag_count; j++)
			if (instruction->flags[j].value && strchr(instruction->flags[j].value, '$'))
				return true;
	}
	return false;
}

void
copied_files_check(struct dockerfile_check *check)
{
	struct variables variables = {.arena = check->arena};
	const bool with_variables = has_variables(check->dockerfile);

	find_ignored(check);
	if (with_variables)
		variables_set_global(&check->global, check->dockerfile, NULL);
	for (size_t i = 0; i < check->dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction =
			&check->dockerfile->instructions[i];

		if (strcmp(instruction->name, "FROM") == 0)
			variables.values = (struct map){0};
		else if (with_variables && is_setting(instruction))
			set_variables(check, &variables, instruction);
		else if (instruction->stage && !instruction->on_build)
			check_instruction(check, &variables, instruction);
	}
	check_declared(check);
}
