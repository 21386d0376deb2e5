#include <string.h>

#include "build/state/edited_file.h"
#include "command/command.h"
#include "command/image_names.h"
#include "command/options.h"
#include "document/node.h"
#include "document/yaml_edit.h"
#include "family/family.h"
#include "output/project.h"
#include "review/review.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

/* Whether the word is a text of one line that stays what it is; false after a message if not. */
static bool
check_text(const struct call *call, const char *word)
{
	struct text visible = TEXT_EMPTY;

	text_append_visible(&visible, word, strlen(word));
	const bool is_right =
		*word && strcmp(visible.bytes, word) == 0 && !yaml_has_expression(word);

	if (!is_right)
		call_mistake(call,
			"invalid text '%s': expected one line without tabs and other "
			"control characters, {{, {%% and {#, like 2026-11-26",
			visible.bytes);
	text_free(&visible);
	return is_right;
}

/* Whether the word names an image of the family; false after a message if not. */
static bool
check_image(const struct call *call, const struct family *family, const char *word)
{
	const size_t length = strcspn(word, ":/");

	if (!map_get(&family->images, word, length))
		(void)image_names_unknown(call, &family->images, word);
	else if (word[length])
		call_mistake(call, "'%s' is a variant: expected a whole image, '%.*s'", word,
			(int)length, word);
	else
		return true;
	return false;
}

static enum outcome
check_words(const struct call *call, const struct family *family)
{
	bool are_right = check_text(call, call->words[0]);

	for (int i = 1; i < call->word_count; i++)
		are_right = check_image(call, family, call->words[i]) && are_right;
	return are_right ? OUTCOME_DONE : OUTCOME_MISTAKE;
}

/* The source with the text for the image, NULL for the defaults. NULL after a diagnostic. */
static const struct source *
set(const struct source *source, const struct call *call, const char *image,
	struct project *project)
{
	const char *const of_defaults[] = {"defaults", "rebuild", NULL}, *const of_image[] = {
										 "images", image,
										 "rebuild", NULL};

	return yaml_set(source,
		&(struct yaml_setting){image ? of_image : of_defaults, call->words[0], "images"},
		&project->arena, &project->diagnostics);
}

/*
 * The images whose key is set, and NULL for the defaults. Without names these are the defaults and
 * all images that would not take it from them.
 */
static const char *const *
images_to_set(const struct call *call, struct project *project, size_t *count)
{
	const struct map *images = &project->family->images;
	const char **names = NULL;

	*count = 0;
	for (int i = 1; i < call->word_count; i++)
		*ARENA_ADD(&project->arena, names, *count) = call->words[i];
	if (*count)
		return names;
	*ARENA_ADD(&project->arena, names, *count) = NULL;
	for (size_t i = 0; i < images->count; i++) {
		const struct image *image = images->entries[i].value;

		if (node_get(image->written, "rebuild"))
			*ARENA_ADD(&project->arena, names, *count) = image->name;
	}
	return names;
}

/*
 * Sets the text for all that the call means. Each is tried on the file as it is first, so that
 * messages show its lines. NULL after the mistakes were printed.
 */
static const struct source *
set_all(const struct source *source, const struct call *call, struct project *project)
{
	const struct source *edited = source;
	size_t count;
	const char *const *images = images_to_set(call, project, &count);

	for (size_t i = 0; i < count; i++)
		(void)set(source, call, images[i], project);
	for (size_t i = 0; i < count && !project->diagnostics.errors; i++)
		edited = set(edited, call, images[i], project);
	return failure_of_diagnostics(&project->diagnostics) == OUTCOME_DONE ? edited : NULL;
}

/* Reads and renders the family as it is on disk but for that file. */
static enum outcome
read_after(struct project *project, const struct edited_store *edited)
{
	project->store = &edited->store;
	const enum outcome outcome = project_read(project);

	return outcome == OUTCOME_DONE ? project_render(project) : outcome;
}

static void
append_json(struct text *text, const char *file, bool written, const struct review *review)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '{');
	json_member(&writer, "event", written ? "written" : "current");
	json_member(&writer, "file", file);
	json_open_member(&writer, "touches", '[');
	for (size_t i = 0; i < review->image_count; i++)
		if (review->images[i].rebuilt)
			json_string(&writer, review->images[i].name);
	json_close(&writer, ']');
	json_close(&writer, '}');
	text_append_character(text, '\n');
}

static void
append_lines(struct text *text, const char *file, bool written, const struct review *review)
{
	const char *before = "to be built again, by make or basegen build: ";

	text_append_visible(text, file, strlen(file));
	text_format(text, ": %s\n", written ? "written" : "nothing to change");
	for (size_t i = 0; i < review->image_count; i++)
		if (review->images[i].rebuilt) {
			text_format(text, "%s%s", before, review->images[i].name);
			before = ", ";
		}
	if (review->rebuilt)
		text_append_character(text, '\n');
}

/* Prints whether the file was written, and which images are built again. */
static void
print(const struct call *call, bool written, const struct review *review)
{
	struct text text = TEXT_EMPTY;

	if (call->format == DIAGNOSTIC_JSON)
		append_json(&text, call->places.file, written, review);
	else
		append_lines(&text, call->places.file, written, review);
	print_text(&text);
	text_free(&text);
}

/* Sets the text in the family `before`, which was read of the file and rendered. */
static enum outcome
edit_family(const struct call *call, struct project *before, const struct edited_file *file)
{
	struct project after = {.places = call->places};
	const struct source *edited = set_all(file->source, call, before);

	if (!edited)
		return OUTCOME_MISTAKE;
	const struct edited_store store = edited_store(edited);
	enum outcome outcome = read_after(&after, &store);

	if (outcome == OUTCOME_DONE && edited != file->source)
		outcome = edited_file_write(file, edited);
	if (outcome == OUTCOME_DONE) {
		const struct review review = review_compare(&after.arena,
			&(struct review_side){before->family, &before->tree, NULL},
			&(struct review_side){after.family, &after.tree, NULL});

		print(call, edited != file->source, &review);
	}
	project_close(&after);
	return outcome;
}

/* What is checked is what is edited: the file is read once. */
static enum outcome
check_and_edit(const struct call *call)
{
	struct project project = {.places = call->places};
	const struct edited_file file = edited_file_open(&project.arena, call->places.file);
	const struct edited_store store = edited_store(file.source);

	/* A file that cannot be read is reported by reading the family. */
	if (file.source)
		project.store = &store.store;
	enum outcome outcome = project_read(&project);

	if (outcome == OUTCOME_DONE)
		outcome = check_words(call, project.family);
	if (outcome == OUTCOME_DONE)
		outcome = project_render(&project);
	if (outcome == OUTCOME_DONE)
		outcome = edit_family(call, &project, &file);
	edited_file_close(&file);
	project_close(&project);
	return outcome;
}

enum outcome
command_rebuild(struct call *call)
{
	static const char formats[] = "text json";
	const char *format = call_format(call, formats);
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, formats))
		return OUTCOME_MISTAKE;
	if (!call->word_count)
		return call_mistake(call, "missing text: expected one, like 2026-11-26");
	return check_and_edit(call);
}
