#include "build/survey/account_print.h"

#include <string.h>

#include "build/survey/account.h"
#include "build/survey/survey.h"
#include "build/target/target.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

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

/* Anybody may have written the labels of an image, so nothing in them acts on a terminal. */
static void
append_label(struct text *text, const char *label)
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
		append_label(text, named->kind);
		text_format(text, "%*s ",
			(int)(strlen(named->kind) < 8 ? 8 - strlen(named->kind) : 0), "");
		append_label(text, named->name);
		if (!change->before || !change->after) {
			text_format(text, " was %s\n", change->after ? "added" : "removed");
			continue;
		}
		text_append_string(text, ": ");
		append_label(text, value_of(change->before));
		text_format(text, " → %s\n", value_of(change->after));
	}
}

/* What basegen build would do with it. */
static const char *
action_of(const struct account *account)
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
	const char *action = action_of(account);

	text_format(text, "%s: ", account->name);
	if (!account->present) {
		text_format(text, "not there, %s\n", action);
	} else if (strcmp(account->key, account->target->key) == 0) {
		text_format(text, "%s\n", judge(account));
	} else if (!*account->key) {
		text_format(text, "is there without a key, %s\n", action);
	} else {
		text_append_string(text, "has the key ");
		append_label(text, account->key);
		text_format(text, ", %s%s\n", action,
			account->present_key_inputs.count
				? ", because of"
				: "; what of is not known, as it has no label that says it");
	}
	append_changes(text, account);
}

static void
write_key_inputs(struct json_writer *writer, const struct key_inputs *key_inputs)
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
write_changes(struct json_writer *writer, const struct account *account)
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
write_account(struct json_writer *writer, const struct account *account)
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
	write_key_inputs(writer, &account->key_inputs);
	if (account->present) {
		json_open_member(writer, "held", '{');
		json_member(writer, "key", account->key);
		json_name(writer, "ingredients");
		write_key_inputs(writer, &account->present_key_inputs);
		json_close(writer, '}');
	}
	json_name(writer, "because");
	write_changes(writer, account);
	json_close(writer, '}');
}

void
accounts_append_text(struct text *text, const struct accounts *accounts, bool detailed)
{
	for (size_t i = 0; i < accounts->count; i++) {
		if (detailed)
			append_key_inputs(text, &accounts->items[i]);
		append_account(text, &accounts->items[i]);
	}
}

void
accounts_append_json(struct text *text, const struct accounts *accounts)
{
	struct json_writer writer = {.text = text};

	json_open(&writer, '[');
	for (size_t i = 0; i < accounts->count; i++)
		write_account(&writer, &accounts->items[i]);
	json_close(&writer, ']');
	text_append_character(text, '\n');
}
