#include <string.h>

#include "border/process.h"
#include "command/command.h"
#include "command/project.h"
#include "family/family.h"
#include "output/ingredients.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/banned.h"

/* What the engine holds under the tag of a variant. */
struct held {
	const char *key; /* "" where the image has no key */
	struct ingredients ingredients;
};

/* One variant, as it would be built and as it is. */
struct account {
	const struct variant *variant;
	struct ingredients ingredients;
	const struct held *held; /* NULL: there is no such image */
	bool made;               /* what the key says is there, under the tag of the key */
	struct ingredient_change *changes;
	size_t change_count;
};

struct inquiry {
	const struct call *call;
	struct project project;
	const struct variant **variants;
	size_t count;
	struct map held; /* REPOSITORY:TAG → struct held */
};

static const char *
reference_of(struct arena *arena, const struct variant *variant)
{
	return arena_format(arena, "%s:%s", variant->image->repository, variant->tag);
}

/* The tag under which the engine holds what the key says. */
static const char *
key_reference_of(struct arena *arena, const struct variant *variant)
{
	return arena_format(arena, "%s:key-%s", variant->image->repository, variant->content_key);
}

/* Reads what the script has printed: "image REFERENCE", "key KEY", and lines of ingredients. */
static void
read_answer(struct inquiry *inquiry, const char *lines)
{
	struct arena *arena = &inquiry->project.arena;

	while (strncmp(lines, "image ", 6) == 0) {
		const size_t length = strcspn(lines += 6, "\n");
		struct held *held = arena_allocate(arena, sizeof(*held));

		map_set(&inquiry->held, arena, arena_copy(arena, lines, length), length, held);
		lines += length + (lines[length] == '\n');
		const char *next =
			strncmp(lines, "image ", 6) == 0 ? lines : strstr(lines, "\nimage ");
		const size_t all = !next ? strlen(lines) : (size_t)(next - lines) + (next > lines);

		held->ingredients = ingredients_read(arena, arena_copy(arena, lines, all));
		held->key = "";
		if (held->ingredients.count && strcmp(held->ingredients.items->kind, "key") == 0) {
			held->key = held->ingredients.items->name;
			held->ingredients.items++;
			held->ingredients.count--;
		}
		lines += all;
	}
}

/* Asks the engine through the script that knows it. */
static enum outcome
ask_engine(struct inquiry *inquiry)
{
	struct arena *arena = &inquiry->project.arena;
	const char **words = arena_allocate(arena, (2 * inquiry->count + 3) * sizeof(*words));
	const struct text nothing = {0};
	struct text answer = {0};

	words[0] = arena_format(
		arena, "%s%s/build.sh", *inquiry->call->out == '/' ? "" : "./", inquiry->call->out);
	words[1] = "--held";
	for (size_t i = 0; i < inquiry->count; i++) {
		words[2 * i + 2] = reference_of(arena, inquiry->variants[i]);
		words[2 * i + 3] = key_reference_of(arena, inquiry->variants[i]);
	}
	words[2 * inquiry->count + 2] = NULL;
	const enum outcome outcome =
		process_filter(words, "asking the engine: run basegen generate", &nothing, &answer);

	if (outcome == OUTCOME_DONE && answer.length)
		read_answer(inquiry, answer.bytes);
	text_free(&answer);
	return outcome;
}

static const struct held *
find_held(const struct inquiry *inquiry, const char *reference)
{
	return map_get(&inquiry->held, reference, strlen(reference));
}

static struct account
account_for(struct inquiry *inquiry, const struct variant *variant)
{
	struct arena *arena = &inquiry->project.arena;
	const struct held *made = find_held(inquiry, key_reference_of(arena, variant));
	struct account account = {.variant = variant,
		.held = find_held(inquiry, reference_of(arena, variant)),
		.made = made && strcmp(made->key, variant->content_key) == 0};

	account.ingredients = ingredients_read(arena, variant->ingredients);
	if (account.held && account.held->ingredients.count)
		account.changes = ingredients_compare(arena, &account.held->ingredients,
			&account.ingredients, &account.change_count);
	return account;
}

static void
append_ingredient(struct text *text, const struct ingredient *ingredient)
{
	text_format(text, "    %-8s %s", ingredient->kind, ingredient->name);
	if (*ingredient->value)
		text_format(text, " = %s", ingredient->value);
	text_append_character(text, '\n');
}

static void
append_ingredients(struct text *text, const struct account *account)
{
	text_format(text, "%s has the key %s, of\n", account->variant->vertex.name,
		account->variant->content_key);
	for (size_t i = 0; i < account->ingredients.count; i++)
		append_ingredient(text, &account->ingredients.items[i]);
}

/* What the labels of an image say is shown as what it is, as anybody may have written them. */
static void
append_held(struct text *text, const char *label)
{
	text_append_visible(text, label, strlen(label));
}

static void
append_changes(struct text *text, const struct account *account)
{
	for (size_t i = 0; i < account->change_count; i++) {
		const struct ingredient_change *change = &account->changes[i];
		const struct ingredient *named = change->after ? change->after : change->before;

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
		append_held(text, change->before->value);
		text_format(text, " → %s\n", change->after->value);
	}
}

static void
append_account(struct text *text, struct arena *arena, const struct account *account)
{
	const struct held *held = account->held;
	const char *would = account->made ? "it would only be tagged" : "it would be built";

	text_format(text, "%s: ", reference_of(arena, account->variant));
	if (!held) {
		text_format(text, "not there, %s\n", would);
	} else if (strcmp(held->key, account->variant->content_key) == 0) {
		text_append_string(text, "up to date\n");
	} else if (!*held->key) {
		text_format(text, "is there without a key, %s\n", would);
	} else {
		text_append_string(text, "has the key ");
		append_held(text, held->key);
		text_format(text, ", %s%s\n", would,
			held->ingredients.count ? ", because of"
						: "; what of is not known, as it has no label "
						  "that says it");
	}
	append_changes(text, account);
}

static void
json_ingredients(struct json_writer *writer, const struct ingredients *ingredients)
{
	json_open(writer, '[');
	for (size_t i = 0; i < ingredients->count; i++) {
		json_open(writer, '{');
		json_member(writer, "kind", ingredients->items[i].kind);
		json_member(writer, "name", ingredients->items[i].name);
		json_member(writer, "value", ingredients->items[i].value);
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

static void
json_account(struct json_writer *writer, struct arena *arena, const struct account *account)
{
	json_open(writer, '{');
	json_member(writer, "id", account->variant->vertex.name);
	json_member(writer, "reference", reference_of(arena, account->variant));
	json_member(writer, "key", account->variant->content_key);
	json_name(writer, "ingredients");
	json_ingredients(writer, &account->ingredients);
	if (account->held) {
		json_name(writer, "held");
		json_open(writer, '{');
		json_member(writer, "key", account->held->key);
		json_name(writer, "ingredients");
		json_ingredients(writer, &account->held->ingredients);
		json_close(writer, '}');
	}
	json_name(writer, "because");
	json_open(writer, '[');
	for (size_t i = 0; i < account->change_count; i++) {
		const struct ingredient_change *change = &account->changes[i];
		const struct ingredient *named = change->after ? change->after : change->before;

		json_open(writer, '{');
		json_member(writer, named->kind, named->name);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_close(writer, '}');
}

static enum outcome
print_accounts(struct inquiry *inquiry, bool is_json, bool detailed)
{
	struct arena *arena = &inquiry->project.arena;
	struct json_writer writer = {0};
	struct text text = {0};

	json_open(&writer, '[');
	for (size_t i = 0; i < inquiry->count; i++) {
		const struct account account = account_for(inquiry, inquiry->variants[i]);

		if (is_json)
			json_account(&writer, arena, &account);
		else if (detailed)
			append_ingredients(&text, &account);
		if (!is_json)
			append_account(&text, arena, &account);
	}
	json_close(&writer, ']');
	if (is_json)
		text_format(&text, "%s\n", writer.text.bytes);
	const enum outcome outcome = call_print(&text);

	text_free(&writer.text);
	text_free(&text);
	return outcome;
}

/* The variants that the words name; all without words. */
static enum outcome
choose_variants(struct inquiry *inquiry)
{
	const struct call *call = inquiry->call;
	const struct family *family = inquiry->project.family;
	const size_t words = (size_t)call->word_count;

	inquiry->count = words ? words : family->variant_count;
	inquiry->variants = arena_allocate(
		&inquiry->project.arena, (inquiry->count + 1) * sizeof(*inquiry->variants));
	for (size_t i = 0; i < inquiry->count; i++) {
		inquiry->variants[i] = words ? project_find(&inquiry->project, call, call->words[i])
					     : family->order[i];
		if (!inquiry->variants[i])
			return OUTCOME_MISTAKE;
	}
	return OUTCOME_DONE;
}

enum outcome
command_why(struct call *call)
{
	const char *format = call->format == DIAGNOSTIC_JSON ? "json" : "text";
	const struct option_rule rules[] = {{"--format", true, &format}, {0}};
	struct inquiry inquiry = {.call = call};

	if (!call_options(call, rules) || !call_choice(call, "--format", format, "text json"))
		return OUTCOME_MISTAKE;
	enum outcome outcome = project_read(&inquiry.project, call);

	if (outcome == OUTCOME_DONE)
		outcome = project_render(&inquiry.project, call);
	if (outcome == OUTCOME_DONE)
		outcome = choose_variants(&inquiry);
	if (outcome == OUTCOME_DONE)
		outcome = ask_engine(&inquiry);
	if (outcome == OUTCOME_DONE)
		outcome =
			print_accounts(&inquiry, strcmp(format, "json") == 0, call->word_count > 0);
	project_close(&inquiry.project);
	return outcome;
}
