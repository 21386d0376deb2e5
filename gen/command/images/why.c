#include <string.h>

#include "build/target/labels.h"
#include "build/target/target.h"
#include "command/command.h"
#include "command/project.h"
#include "command/workspace.h"
#include "output/key_inputs.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/print.h"
#include "support/string_list.h"
#include "support/banned.h"

/* One target, as it would be built and as it is. */
struct account {
	const struct target *target;
	const struct target_status *status;
	const char *name; /* under which people have the image */
	struct key_inputs key_inputs;
	bool held;       /* there is an image of that name */
	const char *key; /* its key; "" where it has none */
	struct key_inputs held_key_inputs;
	struct key_input_change *changes;
	size_t change_count;
};

struct inquiry {
	struct arena *arena;
	struct workspace *workspace;
	const bool *selected;
	struct engine_image
		*images; /* what the names of the selected stand for, one after the other */
};

/* The ID of what people have under the name of the target, or NULL. */
static const char *
id_of(const struct inquiry *inquiry, const struct target *target)
{
	const struct survey *survey = &inquiry->workspace->survey;
	const char *name = survey_name(survey, target);

	return map_get(&survey->images, name, strlen(name));
}

/* Looks at all images that the selected targets have now, with one question. */
static enum outcome
look_at_images(struct inquiry *inquiry)
{
	const struct targets *targets = inquiry->workspace->targets;
	struct string_list ids = {.arena = inquiry->arena};

	for (size_t i = 0; i < targets->count; i++) {
		const char *id = inquiry->selected[i] ? id_of(inquiry, &targets->items[i]) : NULL;

		if (id)
			string_list_add(&ids, id);
	}
	inquiry->images = arena_allocate_array(inquiry->arena, ids.count, sizeof(*inquiry->images));
	return ids.count ? engine_inspect(&inquiry->workspace->survey.engine, inquiry->arena,
				   ids.items, ids.count, inquiry->images)
			 : OUTCOME_DONE;
}

static struct account
account_for(struct inquiry *inquiry, size_t target, const struct engine_image *image)
{
	struct arena *arena = inquiry->arena;
	const struct survey *survey = &inquiry->workspace->survey;
	const struct target *self = &survey->targets->items[target];
	struct account account = {
		.target = self,
		.status = &survey->statuses[target],
		.name = survey_name(survey, self),
		.key_inputs = key_inputs_read(arena, self->key_inputs),
		.held = image && image->id,
		.key = "",
	};

	if (!account.held)
		return account;
	account.key = engine_label(image, LABEL_KEY);
	account.held_key_inputs = key_inputs_read(arena, engine_label(image, LABEL_KEY_INPUTS));
	if (account.held_key_inputs.count)
		account.changes = key_inputs_compare(arena, &account.held_key_inputs,
			&account.key_inputs, &account.change_count);
	return account;
}

static void
append_key_input(struct text *text, const struct key_input *input)
{
	text_format(text, "    %-8s %s", input->kind, input->name);
	if (*input->value)
		text_format(text, " = %s", input->value);
	text_append_character(text, '\n');
}

static void
append_key_inputs(struct text *text, const struct account *account)
{
	text_format(text, "%s has the key %s, of\n", account->target->id, account->target->key);
	for (size_t i = 0; i < account->key_inputs.count; i++)
		append_key_input(text, &account->key_inputs.items[i]);
}

/* What the labels of an image say is shown as what it is, as anybody may have written them. */
static void
append_held(struct text *text, const char *label)
{
	text_append_visible(text, label, strlen(label));
}

/* The value, in words where a base has none. */
static const char *
value_of(const struct key_input *input)
{
	return strcmp(input->kind, "base") == 0 && !*input->value ? "no digest" : input->value;
}

static void
append_changes(struct text *text, const struct account *account)
{
	for (size_t i = 0; i < account->change_count; i++) {
		const struct key_input_change *change = &account->changes[i];
		const struct key_input *named = change->after ? change->after : change->before;

		text_append_string(text, "    ");
		append_held(text, named->kind);
		text_format(text, "%*s ",
			(int)(strlen(named->kind) < 8 ? 8 - strlen(named->kind) : 0), "");
		append_held(text, named->name);
		if (!change->before || !change->after) {
			text_format(text, " was %s\n", change->after ? "added" : "removed");
			continue;
		}
		text_append_string(text, ": ");
		append_held(text, value_of(change->before));
		text_format(text, " → %s\n", value_of(change->after));
	}
}

/* What make would do with it. */
static const char *
deed_of(const struct account *account)
{
	switch (account->status->state) {
	case TARGET_CURRENT:
	case TARGET_UNTAGGED:
		return "it would only be tagged";
	case TARGET_WAITING:
		return "it would be built, unless its parent's layers come out the same";
	case TARGET_MISSING:
	default:
		return "it would be built";
	}
}

/* Of an image that has the right key: whether that is all. */
static const char *
judge(const struct account *account)
{
	switch (account->status->state) {
	case TARGET_CURRENT:
		return "up to date";
	case TARGET_UNTAGGED:
		return "up to date, but not under all its tags: it would be tagged";
	case TARGET_WAITING:
		return "has the right key, but its parent would be built: it would be, too, unless "
		       "the parent's layers come out the same";
	case TARGET_MISSING:
	default:
		return "has the right key, but does not stand on its parents or its base as they "
		       "are now: it would be built";
	}
}

static void
append_account(struct text *text, const struct account *account)
{
	const char *deed = deed_of(account);

	text_format(text, "%s: ", account->name);
	if (!account->held) {
		text_format(text, "not there, %s\n", deed);
	} else if (strcmp(account->key, account->target->key) == 0) {
		text_format(text, "%s\n", judge(account));
	} else if (!*account->key) {
		text_format(text, "is there without a key, %s\n", deed);
	} else {
		text_append_string(text, "has the key ");
		append_held(text, account->key);
		text_format(text, ", %s%s\n", deed,
			account->held_key_inputs.count
				? ", because of"
				: "; what of is not known, as it has no label that says it");
	}
	append_changes(text, account);
}

static void
json_key_inputs(struct json_writer *writer, const struct key_inputs *key_inputs)
{
	json_open(writer, '[');
	for (size_t i = 0; i < key_inputs->count; i++) {
		json_open(writer, '{');
		json_member(writer, "kind", key_inputs->items[i].kind);
		json_member(writer, "name", key_inputs->items[i].name);
		json_member(writer, "value", key_inputs->items[i].value);
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

static void
json_changes(struct json_writer *writer, const struct account *account)
{
	json_open(writer, '[');
	for (size_t i = 0; i < account->change_count; i++) {
		const struct key_input_change *change = &account->changes[i];
		const struct key_input *named = change->after ? change->after : change->before;

		json_open(writer, '{');
		json_member(writer, named->kind, named->name);
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

static void
json_account(struct json_writer *writer, const struct account *account)
{
	static const char *const states[] = {[TARGET_CURRENT] = "current",
		[TARGET_UNTAGGED] = "tag",
		[TARGET_MISSING] = "build",
		[TARGET_WAITING] = "wait"};

	json_open(writer, '{');
	json_member(writer, "id", account->target->id);
	json_member(writer, "reference", account->name);
	json_member(writer, "key", account->target->key);
	json_member(writer, "state", states[account->status->state]);
	json_name(writer, "ingredients");
	json_key_inputs(writer, &account->key_inputs);
	if (account->held) {
		json_name(writer, "held");
		json_open(writer, '{');
		json_member(writer, "key", account->key);
		json_name(writer, "ingredients");
		json_key_inputs(writer, &account->held_key_inputs);
		json_close(writer, '}');
	}
	json_name(writer, "because");
	json_changes(writer, account);
	json_close(writer, '}');
}

static enum outcome
print_accounts(struct inquiry *inquiry, bool is_json, bool detailed)
{
	const struct targets *targets = inquiry->workspace->targets;
	struct json_writer writer = {.text = TEXT_EMPTY};
	struct text text = TEXT_EMPTY;
	size_t looked = 0;

	json_open(&writer, '[');
	for (size_t i = 0; i < targets->count; i++) {
		if (!inquiry->selected[i])
			continue;
		const struct engine_image *image =
			id_of(inquiry, &targets->items[i]) ? &inquiry->images[looked++] : NULL;
		const struct account account = account_for(inquiry, i, image);

		if (is_json)
			json_account(&writer, &account);
		else if (detailed)
			append_key_inputs(&text, &account);
		if (!is_json)
			append_account(&text, &account);
	}
	json_close(&writer, ']');
	if (is_json)
		text_format(&text, "%s\n", writer.text.bytes);
	print_text(&text);
	text_free(&writer.text);
	text_free(&text);
	return OUTCOME_DONE;
}

enum outcome
command_why(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct project project = {0};
	struct workspace workspace = {0};
	bool *selected = NULL;

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = workspace_open(&workspace, &project, call, true);
	struct inquiry inquiry = {.arena = &project.arena, .workspace = &workspace};

	if (outcome == OUTCOME_DONE)
		outcome = workspace_want(&workspace, call, true, &selected);
	inquiry.selected = selected;
	if (outcome == OUTCOME_DONE)
		outcome = workspace_survey(&workspace, &project, call, true);
	if (outcome == OUTCOME_DONE)
		outcome = look_at_images(&inquiry);
	if (outcome == OUTCOME_DONE)
		outcome =
			print_accounts(&inquiry, strcmp(format, "json") == 0, call->word_count > 0);
	project_close(&project);
	return outcome;
}
