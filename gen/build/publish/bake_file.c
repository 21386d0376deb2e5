#include "build/publish/bake_file.h"

#include <string.h>

#include "build/image/context.h"
#include "build/state/state.h"
#include "build/survey/survey.h"
#include "build/survey/survey_names.h"
#include "build/target/labels.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "engine/buildx.h"
#include "family/bake_name.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

const char *const *
bake_file_names(struct arena *arena, const struct targets *targets, struct map *taken)
{
	const char **names = arena_allocate_array(arena, targets->count, sizeof(*names));

	for (size_t i = 0; i < targets->count; i++)
		names[i] = bake_name(arena, taken, targets->items[i].id);
	for (size_t i = 0; i < targets->images.count; i++)
		(void)bake_name(arena, taken, targets->images.entries[i].key);
	return names;
}

static void
add_string(struct json_writer *writer, const char *string)
{
	struct text text = TEXT_EMPTY;

	buildx_append_text(&text, string);
	json_string(writer, text.bytes);
	text_free(&text);
}

static void
add_member(struct json_writer *writer, const char *name, const char *string)
{
	json_name(writer, name);
	add_string(writer, string);
}

/* Writes a member that is a list of one string; NULL: an empty list. */
static void
add_list(struct json_writer *writer, const char *name, const char *string)
{
	json_open_member(writer, name, '[');
	if (string)
		add_string(writer, string);
	json_close(writer, ']');
}

static const char *
name_of_repository(const struct remote *remote, size_t target)
{
	return survey_repository(remote->survey, &remote->survey->targets->items[target]);
}

/* The context in which bake finds the parent of a child. */
static const char *
find_parent(const struct bake_file *file, size_t target, const char *platform)
{
	const struct remote *remote = file->remote;
	const struct remote_image *parent = remote_on(remote, target, platform);

	for (size_t i = 0; i < file->count; i++)
		if (file->list[i].image == parent)
			return arena_join(
				remote->survey->arena, "target:", file->list[i].name, NULL);
	return arena_join(remote->survey->arena, "docker-image://",
		name_of_repository(remote, target), "@", parent->manifest.digest, NULL);
}

/* Whether the target has the same parent before this place, too. */
static bool
is_repeated(const struct target *target, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (target->parents[i].target == target->parents[place].target)
			return true;
	return false;
}

/* Writes the parents, under the names in the Dockerfile. */
static void
add_parents(
	struct json_writer *writer, const struct bake_file *file, const struct bake_item *baking)
{
	const struct survey *survey = file->remote->survey;
	const struct target *self = &survey->targets->items[baking->target];

	json_open_member(writer, "contexts", '{');
	for (size_t i = 0; i < self->parent_count; i++) {
		const struct target *parent = &survey->targets->items[self->parents[i].target];

		if (!is_repeated(self, i))
			add_member(writer,
				arena_join(survey->arena, parent->registry, parent->repository, ":",
					parent->tag, NULL),
				find_parent(
					file, self->parents[i].target, baking->image->platform));
	}
	json_close(writer, '}');
}

static void
add_labels(struct json_writer *writer, const struct bake_file *file, const struct bake_item *baking)
{
	const struct target *self = &file->remote->survey->targets->items[baking->target];
	const char *parents =
		remote_parents_label(file->remote, baking->target, baking->image->platform);

	json_open_member(writer, "labels", '{');
	add_member(writer, LABEL_KEY, self->key);
	add_member(writer, LABEL_KEY_INPUTS, self->key_inputs);
	if (parents)
		add_member(writer, LABEL_PARENTS, parents);
	json_close(writer, '}');
}

static void
add_target(struct json_writer *writer, const struct bake_file *file, const struct bake_item *baking)
{
	struct arena *arena = file->remote->survey->arena;

	json_open_member(writer, baking->name, '{');
	add_list(writer, "inherits", file->names[baking->target]);
	add_member(writer, "context", baking->context);
	add_parents(writer, file, baking);
	add_list(writer, "platforms", baking->image->platform);
	add_list(writer, "tags", NULL);
	add_labels(writer, file, baking);
	add_list(writer, "output",
		buildx_output(
			arena, name_of_repository(file->remote, baking->target), file->rewrites));
	json_open_member(writer, "attest", '[');
	json_string(writer, "type=provenance,disabled=true");
	json_string(writer, "type=sbom,disabled=true");
	json_close(writer, ']');
	json_close(writer, '}');
}

static void
add_group(struct json_writer *writer, const struct bake_file *file)
{
	json_open_member(writer, "group", '{');
	json_open_member(writer, file->group, '{');
	json_open_member(writer, "targets", '[');
	for (size_t i = 0; i < file->count; i++)
		json_string(writer, file->list[i].name);
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, '}');
}

enum outcome
bake_file_write(const struct bake_file *file, const char *path)
{
	struct text text = TEXT_EMPTY;
	struct json_writer writer = {.text = &text, .lines = true};

	json_open(&writer, '{');
	add_group(&writer, file);
	json_open_member(&writer, "target", '{');
	for (size_t i = 0; i < file->count; i++)
		add_target(&writer, file, &file->list[i]);
	json_close(&writer, '}');
	json_close(&writer, '}');
	const enum outcome outcome =
		state_write(path, &text) ? OUTCOME_DONE : failure_of_file(path);

	text_free(&text);
	return outcome;
}

bool
bake_file_copy_contexts(const struct bake_file *file, const char *out, const char *scratch,
	size_t *refused, struct text *why)
{
	const struct survey *survey = file->remote->survey;

	for (size_t i = 0; i < file->count; i++) {
		struct bake_item *baking = &file->list[i];

		baking->context =
			i && baking[-1].target == baking->target
				? baking[-1].context
				: context_copy(survey->arena, out,
					  &survey->targets->items[baking->target], scratch, why);
		*refused = baking->target;
		if (!baking->context)
			return false;
	}
	return true;
}
