#include "build/publish/sent_outputs.h"

#include <string.h>

#include "build/publish/manifest_list.h"
#include "build/report/report.h"
#include "build/survey/inspected.h"
#include "build/survey/outputs.h"
#include "build/survey/read_tags.h"
#include "build/survey/remote.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
name_of(const struct remote *remote, const struct remote_image *own)
{
	return arena_join(remote->survey->arena, own->key_name, "-outputs", NULL);
}

/* The name of the annotation that has the output of a command. */
static const char *
annotation_of(struct arena *arena, const char *const *words)
{
	return arena_join(arena, "basegen.output.", outputs_hash(arena, words), NULL);
}

/* Appends the index for an image of the engine. Nothing is appended if nothing is known. */
static void
append_index(const struct remote *remote, size_t target, struct text *index)
{
	const struct survey *survey = remote->survey;
	const struct target *self = &survey->targets->items[target];
	const struct remote_image *own = remote_own(remote, target);
	const struct list_member member = {own->platform, own->name, own->manifest};
	struct map annotations = {0};

	for (size_t i = 0; i < self->read_tag_count; i++) {
		const char *const *words = self->read_tags[i].words;
		const char *output = outputs_find(&survey->outputs, own->image->id, words);
		const char *name = annotation_of(survey->arena, words);

		if (output)
			map_set(&annotations, survey->arena, name, strlen(name),
				arena_string(survey->arena, output));
	}
	if (annotations.count)
		manifest_list_append(index, survey->arena, &member, 1, &annotations);
}

/* Stores the index, unless it is there. */
static enum outcome
store(struct remote *remote, const char *name, const struct text *index)
{
	struct registry_manifest there;
	struct text why = TEXT_EMPTY;
	enum outcome outcome = remote_ask(remote, &name, 1, &there);

	if (outcome != OUTCOME_DONE ||
		(there.answer == REGISTRY_FOUND && there.size == index->length &&
			memcmp(there.bytes, index->bytes, there.size) == 0))
		return outcome;
	if (!registry_store(remote->registry, name, index, &why))
		outcome =
			failure("%s was not stored: %s; the next push stores it", name, why.bytes);
	text_free(&why);
	return outcome;
}

enum outcome
sent_outputs_write(struct remote *remote, size_t target)
{
	const struct survey *survey = remote->survey;
	const struct inspected *image = survey->statuses[target].image;
	const struct remote_image *own = remote_own(remote, target);
	struct text index = TEXT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;

	if (!image || !own->valid || strcmp(own->image->id, image->id) != 0)
		return OUTCOME_DONE;
	append_index(remote, target, &index);
	if (index.length)
		outcome = store(remote, name_of(remote, own), &index);
	text_free(&index);
	return outcome;
}

/* Notes what an index says of the image of a target, and reports what it does not say. */
static void
take(struct remote *remote, struct report *report, size_t target,
	const struct registry_manifest *index)
{
	struct survey *survey = remote->survey;
	struct arena *arena = survey->arena;
	const struct target *self = &survey->targets->items[target];
	const struct remote_image *own = remote_own(remote, target);
	const bool fits = index->answer == REGISTRY_FOUND && index->member_count == 1 &&
			  strcmp(index->members[0].digest, own->manifest.digest) == 0;
	const struct node *root = fits ? answer_read_json(arena, index->bytes, index->size) : NULL;
	bool known = true;

	for (size_t i = 0; i < self->read_tag_count; i++) {
		const char *const *words = self->read_tags[i].words;
		const char *const path[] = {"annotations", annotation_of(arena, words), NULL};
		const char *output = answer_find_text(root, path);

		if (*output)
			outputs_note(&survey->outputs, own->image->id, words, output);
		else
			known = false;
	}
	survey->statuses[target].image = own->image;
	if (!known)
		report_line(report,
			arena_format(arena,
				"%s: tags that are read from the image are left out, as the "
				"registry does not have what their commands print: basegen push "
				"--keys-only sends it from where the image was built",
				self->id));
}

enum outcome
sent_outputs_read(struct remote *remote, struct report *report)
{
	struct survey *survey = remote->survey;
	const size_t count = survey->targets->count;
	const char **names = arena_allocate_array(survey->arena, count, sizeof(*names));
	size_t *targets = arena_allocate_array(survey->arena, count, sizeof(*targets)), asked = 0;

	for (size_t i = 0; i < count; i++) {
		if (!survey->wanted[i] || !survey->targets->items[i].read_tag_count ||
			!remote_own(remote, i)->valid)
			continue;
		names[asked] = name_of(remote, remote_own(remote, i));
		targets[asked++] = i;
	}
	struct registry_manifest *indexes =
		arena_allocate_array(survey->arena, asked, sizeof(*indexes));
	const enum outcome outcome =
		asked ? remote_ask(remote, names, asked, indexes) : OUTCOME_DONE;

	if (outcome != OUTCOME_DONE)
		return outcome;
	for (size_t i = 0; i < asked; i++)
		take(remote, report, targets[i], &indexes[i]);
	return read_tags_check(survey, report);
}
