#include <string.h>

#include "build/state/state.h"
#include "build/survey/pins.h"
#include "command/command.h"
#include "command/pins_print.h"
#include "command/project.h"
#include "support/print.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

struct locking {
	const struct call *call;
	struct project *project;
	struct pins pins;
	const char *path; /* of images.lock */
	bool update, json;
};

/* Marks the base that a word of the call names; false after a message where there is none of that name. */
static bool
mark_named(struct locking *locking, const char *word)
{
	const struct map *references = &locking->pins.references;
	struct pin *pin = map_get(references, word, strlen(word));
	const char *near = map_nearest(references, word, strlen(word));

	if (pin)
		pin->marked = true;
	else if (strchr(word, '@'))
		call_mistake(locking->call,
			"'%s' has a digest, and what has one in images.yaml is never locked", word);
	else if (near)
		call_mistake(
			locking->call, "there is no base '%s'; did you mean '%s'?", word, near);
	else
		call_mistake(locking->call, "there is no base '%s' that can be locked", word);
	return pin;
}

/* Marks what the registries are asked for: what is named, or all with --update, else what has no entry. */
static enum outcome
mark(struct locking *locking)
{
	const struct call *call = locking->call;
	enum outcome outcome = OUTCOME_DONE;

	if (call->word_count && !locking->update)
		return call_mistake(call, "unexpected word '%s'; a base is named behind --update",
			call->words[0]);
	for (int i = 0; i < call->word_count; i++)
		if (!mark_named(locking, call->words[i]))
			outcome = OUTCOME_MISTAKE;
	for (size_t i = 0; !call->word_count && i < locking->pins.count; i++)
		locking->pins.items[i].marked = locking->update || !locking->pins.items[i].locked;
	return outcome;
}

/* Writes the file if its bytes are to be others. */
static enum outcome
write_lock(struct locking *locking, bool *written)
{
	struct arena *arena = &locking->project->arena;
	const struct source *before = locking->project->lock;
	struct lockfile lockfile = {0};
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < locking->pins.count; i++) {
		const struct pin *pin = &locking->pins.items[i];
		const char *digest = pin->now ? pin->now : pin->locked;

		if (digest)
			map_set(&lockfile.digests, arena, pin->reference, strlen(pin->reference),
				(void *)(uintptr_t)digest);
	}
	lockfile_append(&text, &lockfile);
	*written = before ? !text_equal(before->bytes, before->length, text.bytes, text.length)
			  : lockfile.digests.count > 0;
	const bool done = !*written || state_write(locking->path, &text);

	text_free(&text);
	return done ? OUTCOME_DONE : failure_of_file(locking->path);
}

static void
append_change(struct text *text, const struct locking *locking, const char *event,
	const char *reference, const char *from, const char *to)
{
	if (locking->json)
		pins_append_event(text, event, reference, from, to, NULL);
	else
		pins_append_line(text, pins_width(&locking->pins), reference, from, to,
			to ? "" : "removed: no image stands on it");
}

/* Appends what has changed of each base, and marks those that stand for something else now. */
static size_t
append_changes(struct text *text, struct locking *locking)
{
	const struct map *before = &locking->project->lockfile.digests;
	struct pins *pins = &locking->pins;
	size_t changed = 0;

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->items[i];

		pin->marked = pin_is_new(pin);
		changed += pin->marked;
		if (pin->marked)
			append_change(text, locking, pin->locked ? "moved" : "locked",
				pin->reference, pin->locked, pin->now);
	}
	for (size_t i = 0; i < before->count; i++)
		if (!map_get(&pins->references, before->entries[i].key, before->entries[i].length))
			append_change(text, locking, "removed", before->entries[i].key,
				before->entries[i].value, NULL);
	return changed;
}

static enum outcome
print(struct locking *locking, bool written)
{
	struct text text = TEXT_EMPTY;
	const size_t changed = append_changes(&text, locking);
	const char *const *images = pins_images(&locking->pins);

	if (locking->json) {
		pins_append_event(
			&text, written ? "written" : "current", locking->path, NULL, NULL, images);
	} else {
		text_format(&text, "%s: %s\n", locking->path,
			written ? "written" : "nothing to change");
		if (changed) {
			text_append_string(&text, "to be built again, by make or basegen build: ");
			pins_append_names(&text, images);
			text_append_character(&text, '\n');
		}
	}
	print_text(&text);
	text_free(&text);
	return OUTCOME_DONE;
}

enum outcome
command_lock(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text", *update = NULL;
	const struct option_rule rules[] = {
		{"--update", false, &update}, {"--format", true, &format}, {0}};
	struct project project = {0};
	struct locking locking = {.call = call, .project = &project};
	bool written = false;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&project, call);

	locking.update = update;
	locking.json = strcmp(format, "json") == 0;
	if (outcome == OUTCOME_DONE) {
		locking.pins = pins_of_family(&project.arena, project.family, &project.lockfile);
		locking.path = lockfile_path(&project.arena, call->file);
		outcome = mark(&locking);
	}
	if (outcome == OUTCOME_DONE)
		outcome = pins_ask(&locking.pins);
	if (outcome == OUTCOME_DONE)
		outcome = write_lock(&locking, &written);
	if (outcome == OUTCOME_DONE)
		outcome = print(&locking, written);
	project_close(&project);
	return outcome;
}
