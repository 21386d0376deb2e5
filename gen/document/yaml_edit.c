#include "document/yaml_edit.h"

#include <string.h>

#include "document/document.h"
#include "document/mistakes.h"
#include "document/yaml_events.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

/* A map on the way to the text, as far as it was read. */
struct level {
	struct place map;   /* its start, with its anchor and tag */
	struct place first; /* its first key; no place: it is empty */
	struct place front; /* the key that others are added in front of; no place: none */
	struct place inner; /* the start of the map that is the value of that key */
};

/* What was found on the way, or where the way ended. */
struct trail {
	struct level level;
	struct place name;       /* the last key that is there; no place: none is */
	struct place value;      /* of that key, if it is no map; no place: it is one */
	const char *text;        /* of that value, if it is a scalar; else NULL */
	const char *const *rest; /* the keys that are missing */
};

/* A part of the bytes that others take the place of. */
struct patch {
	uint32_t start, end;
	struct text text;
};

struct editor {
	const struct source *source;
	const struct yaml_setting *setting;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct yaml_events *events;
	struct yaml_event event; /* the current one */
};

static bool
advance(struct editor *editor)
{
	return yaml_events_next(editor->events, &editor->event);
}

/* Goes to the end of the value that the current event starts. */
static bool
skip(struct editor *editor)
{
	int depth = 0;

	for (;;) {
		const enum yaml_kind kind = editor->event.kind;

		depth += (kind == YAML_LIST || kind == YAML_MAP) -
			 (kind == YAML_LIST_END || kind == YAML_MAP_END);
		if (!depth)
			return true;
		if (!advance(editor))
			return false;
	}
}

static bool
is_key(const struct yaml_event *event, const char *key)
{
	return key && event->kind == YAML_SCALAR &&
	       text_equal(event->text, event->length, key, strlen(key));
}

/* Looks at the entries of a map up to the key `key`; true if the current event is its value. */
static bool
find_key(struct editor *editor, struct trail *trail, const char *key)
{
	struct level *level = &trail->level;
	const char *before = trail->name.source ? NULL : editor->setting->before;

	while (advance(editor) && editor->event.kind != YAML_MAP_END) {
		const struct place place = editor->event.place;
		const bool is_found = is_key(&editor->event, key),
			   is_front = is_key(&editor->event, before);

		if (!level->first.source)
			level->first = place;
		if (is_front)
			level->front = place;
		if (is_found)
			trail->name = place;
		if (!skip(editor) || !advance(editor) || is_found)
			return is_found;
		if (is_front && editor->event.kind == YAML_MAP)
			level->inner = editor->event.place;
		if (!skip(editor))
			return false;
	}
	return false;
}

bool
yaml_has_expression(const char *text)
{
	return strstr(text, "{{") || strstr(text, "{%") || strstr(text, "{#");
}

/* Whether nothing but the value itself is changed by replacing it; reports why not. */
static bool
can_replace(struct editor *editor, const char *key)
{
	const struct yaml_event *event = &editor->event;
	const struct place place = event->place;

	if (event->kind == YAML_ALIAS)
		diagnostic_error(editor->diagnostics, place, MISTAKE_SET_ALIAS, key, event->anchor);
	else if (event->kind == YAML_SCALAR && event->anchor)
		diagnostic_error(
			editor->diagnostics, place, MISTAKE_SET_ANCHOR, key, event->anchor);
	else if (event->kind == YAML_SCALAR && yaml_has_expression(event->text))
		diagnostic_error(editor->diagnostics, place, MISTAKE_SET_EXPRESSION, key);
	else
		return true;
	return false;
}

/* Walks to the text, as far as there are maps. False after a message. */
static bool
walk(struct editor *editor, struct trail *trail)
{
	const char *const *key = editor->setting->path;

	while (editor->event.kind != YAML_MAP)
		if (!advance(editor))
			return false;
	for (;; key++) {
		trail->level = (struct level){.map = editor->event.place};
		trail->rest = key;
		if (!find_key(editor, trail, *key))
			return true;
		if (!can_replace(editor, *key))
			return false;
		if (!key[1] || editor->event.kind != YAML_MAP)
			break;
	}
	trail->rest = key + 1;
	trail->value = editor->event.place;
	if (editor->event.kind == YAML_SCALAR)
		trail->text = arena_copy(editor->arena, editor->event.text, editor->event.length);
	return true;
}

static bool
is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

static uint32_t
line_start(const struct source *source, uint32_t at)
{
	while (at > 0 && source->bytes[at - 1] != '\n' && source->bytes[at - 1] != '\r')
		at--;
	return at;
}

static uint32_t
line_end(const struct source *source, uint32_t at)
{
	return at + (uint32_t)strcspn(source->bytes + at, "\r\n");
}

/* The end of the line above the one that starts at `line`, which is not the first. */
static uint32_t
end_above(const struct source *source, uint32_t line)
{
	return line > 1 && memcmp(source->bytes + line - 2, "\r\n", 2) == 0 ? line - 2 : line - 1;
}

/* The length of the line break at `at`. */
static uint32_t
break_length(const struct source *source, uint32_t at)
{
	return strncmp(source->bytes + at, "\r\n", 2) == 0 ? 2 : at < source->length;
}

/* Appends the line break of the line that holds `at`; that of another system stays what it is. */
static void
append_break(struct text *text, const struct source *source, uint32_t at)
{
	const uint32_t end = line_end(source, at);

	text_append(text, source->bytes + end, break_length(source, end));
}

/* Whether only blanks stand before `at` on its line. */
static bool
starts_line(const struct source *source, uint32_t at)
{
	const uint32_t start = line_start(source, at);

	return strspn(source->bytes + start, " ") >= at - start;
}

static void
append_indentation(struct text *text, const struct source *source, uint32_t at)
{
	const uint32_t start = line_start(source, at);

	text_append(text, source->bytes + start, at - start);
}

/*
 * Appends "KEY: VALUE", with braces for each map on the way; keys are quoted as the neighbour is.
 */
static void
append_entry(const struct editor *editor, struct text *text, const char *const *keys, bool quoted)
{
	const char *quote = quoted ? "\"" : "";

	text_format(text, "%s%s%s: ", quote, *keys, quote);
	if (keys[1]) {
		text_append_character(text, '{');
		append_entry(editor, text, keys + 1, quoted);
		text_append_character(text, '}');
	} else
		text_append_json(text, editor->setting->value, strlen(editor->setting->value));
}

static bool
is_quoted(const struct source *source, struct place key)
{
	return source->bytes[key.start] == '"';
}

/* Replaces a value: the text by the new one, and no value by a map. */
static void
replace_value(const struct editor *editor, const struct trail *trail, struct patch *patch)
{
	const char *bytes = editor->source->bytes;

	patch->start = trail->value.start;
	patch->end = trail->value.end;
	while (patch->end > patch->start && is_blank(bytes[patch->end - 1]))
		patch->end--;
	if (patch->end == patch->start)
		text_append_character(&patch->text, ' ');
	if (!*trail->rest) {
		text_append_json(
			&patch->text, editor->setting->value, strlen(editor->setting->value));
		return;
	}
	text_append_character(&patch->text, '{');
	append_entry(editor, &patch->text, trail->rest, is_quoted(editor->source, trail->name));
	text_append_character(&patch->text, '}');
}

/* Adds the first entry of a map in braces, or the entry in front of another one. */
static void
add_in_braces(const struct editor *editor, const struct trail *trail, struct patch *patch)
{
	const struct source *source = editor->source;
	const struct level *level = &trail->level;
	const struct place next = level->front.source ? level->front : level->first;
	const struct place neighbour = next.source ? next : trail->name;

	patch->start = next.source ? next.start : level->map.end;
	append_entry(editor, &patch->text, trail->rest,
		neighbour.source && is_quoted(source, neighbour));
	if (next.source && starts_line(source, next.start)) {
		text_append_character(&patch->text, ',');
		append_break(
			&patch->text, source, end_above(source, line_start(source, next.start)));
		append_indentation(&patch->text, source, next.start);
	} else if (next.source)
		text_append_string(&patch->text, ", ");
	patch->end = patch->start;
}

/* The start of the comment right above the line that starts at `line`, but not that of the file. */
static uint32_t
comment_start(const struct source *source, uint32_t line)
{
	uint32_t start = line;

	while (start > 0) {
		const uint32_t above = line_start(source, end_above(source, start));

		if (source->bytes[above + strspn(source->bytes + above, " ")] != '#')
			return start;
		start = above;
	}
	return line;
}

/* Adds lines for an entry in front of another one and its comment, apart if that one is apart. */
static void
add_in_front(const struct editor *editor, const struct trail *trail, struct patch *patch)
{
	const struct source *source = editor->source;
	const struct level *level = &trail->level;
	const uint32_t key = level->front.start, line = line_start(source, key);
	const uint32_t inner = level->inner.source && starts_line(source, level->inner.end)
				       ? level->inner.end - line_start(source, level->inner.end)
				       : 0;
	const int step = inner > key - line ? (int)(inner - (key - line)) : 2;

	patch->start = comment_start(source, line);
	patch->end = patch->start;
	append_indentation(&patch->text, source, key);
	text_format(&patch->text, "%s:", trail->rest[0]);
	append_break(&patch->text, source, key);
	append_indentation(&patch->text, source, key);
	text_format(&patch->text, "%*s", step, "");
	append_entry(editor, &patch->text, trail->rest + 1, is_quoted(source, level->front));
	append_break(&patch->text, source, key);
	if (patch->start > 0 && starts_line(source, end_above(source, patch->start)))
		append_break(&patch->text, source, key);
}

/*
 * Adds a line behind that of the map's name, in front of what the first entry may have as comment.
 */
static void
add_line(const struct editor *editor, const struct trail *trail, struct patch *patch)
{
	const struct source *source = editor->source;
	const struct level *level = &trail->level;
	const bool has_anchor = level->map.start < level->map.end;
	const uint32_t end = line_end(source, has_anchor ? level->map.start : trail->name.end);

	patch->start = end + break_length(source, end);
	patch->end = patch->start;
	append_indentation(&patch->text, source, level->first.start);
	append_entry(editor, &patch->text, trail->rest, is_quoted(source, level->first));
	append_break(&patch->text, source, trail->name.end);
}

/* What has to be done; false where it is nothing. */
static bool
make_patch(const struct editor *editor, const struct trail *trail, struct patch *patch)
{
	const struct source *source = editor->source;
	const uint32_t start = trail->level.map.end;

	if (trail->text && !*trail->rest && strcmp(trail->text, editor->setting->value) == 0)
		return false;
	if (trail->value.source)
		replace_value(editor, trail, patch);
	else if (start > 0 && source->bytes[start - 1] == '{')
		add_in_braces(editor, trail, patch);
	else if (trail->level.front.source && trail->rest[1])
		add_in_front(editor, trail, patch);
	else
		add_line(editor, trail, patch);
	return true;
}

static struct source *
apply(const struct editor *editor, const struct patch *patch)
{
	const struct source *source = editor->source;
	struct text text = TEXT_EMPTY;

	text_append(&text, source->bytes, patch->start);
	text_append(&text, patch->text.bytes, patch->text.length);
	text_append(&text, source->bytes + patch->end, source->length - patch->end);
	const char *bytes = arena_copy(editor->arena, text.bytes, text.length);
	struct source *result =
		source_of_bytes(editor->arena, source->name, bytes, (uint32_t)text.length);

	text_free(&text);
	return result;
}

static bool
is_same(const struct node *a, const struct node *b, const char *const *path);

/* The number of the first entry from `i` on that is not of the key. */
static size_t
skip_key(const struct node *map, size_t i, const char *key)
{
	return i < map->entry_count && key && node_is(map->entries[i].key, key) ? i + 1 : i;
}

/* Whether the maps have the same entries but for what the path leads to. */
static bool
is_same_map(const struct node *a, const struct node *b, const char *const *path)
{
	const char *key = path ? *path : NULL;
	size_t i = skip_key(a, 0, key), j = skip_key(b, 0, key);

	for (; i < a->entry_count && j < b->entry_count;
		i = skip_key(a, i + 1, key), j = skip_key(b, j + 1, key))
		if (!is_same(a->entries[i].key, b->entries[j].key, NULL) ||
			!is_same(a->entries[i].value, b->entries[j].value, NULL))
			return false;
	return i == a->entry_count && j == b->entry_count &&
	       (!key || is_same(node_get(a, key), node_get(b, key), path + 1));
}

/*
 * Whether `a` and `b` are the same but for what the path leads to, if it is not NULL. A map on the
 * path may be new in `b`.
 */
static bool
is_same(const struct node *a, const struct node *b, const char *const *path)
{
	const struct node none = {.kind = NODE_MAP};

	if (path && !*path)
		return true;
	if (path && (!a || node_is_null(a)))
		a = &none;
	if (!b || a->kind != b->kind)
		return false;
	if (a->kind == NODE_MAP)
		return is_same_map(a, b, path);
	if (a->kind == NODE_SCALAR)
		return a->plain == b->plain && text_equal(a->text, a->length, b->text, b->length);
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!is_same(a->items[i], b->items[i], NULL))
			return false;
	return true;
}

/* Whether the edited source has the text where it should be, and else what it had before. */
static bool
is_right(const struct editor *editor, const struct source *edited)
{
	struct diagnostics unseen = {.arena = editor->arena};
	const struct node *before = document_read(editor->source, editor->arena, &unseen),
			  *after = document_read(edited, editor->arena, &unseen), *node = after;

	for (const char *const *key = editor->setting->path; *key && node; key++)
		node = node->kind == NODE_MAP ? node_get(node, *key) : NULL;
	return !unseen.errors && before && node && node->kind == NODE_SCALAR &&
	       node_is(node, editor->setting->value) &&
	       is_same(before, after, editor->setting->path);
}

static const char *
last_key(const char *const *path)
{
	while (path[1])
		path++;
	return *path;
}

const struct source *
yaml_set(const struct source *source, const struct yaml_setting *setting, struct arena *arena,
	struct diagnostics *diagnostics)
{
	struct editor editor = {.source = source,
		.setting = setting,
		.arena = arena,
		.diagnostics = diagnostics,
		.events = yaml_events_open(source, arena, diagnostics)};
	struct patch patch = {.text = TEXT_EMPTY};
	struct trail trail = {0};
	const struct source *result = NULL;

	if (!editor.events)
		return NULL;
	const bool is_found = walk(&editor, &trail);

	yaml_events_close(editor.events);
	if (is_found && make_patch(&editor, &trail, &patch))
		result = apply(&editor, &patch);
	else if (is_found)
		result = source;
	if (is_found && !is_right(&editor, result)) {
		const struct place place = trail.value.source  ? trail.value
					   : trail.name.source ? trail.name
							       : trail.level.first;

		diagnostic_error(diagnostics, place, MISTAKE_SET_PLACE, last_key(setting->path));
		result = NULL;
	}
	text_free(&patch.text);
	return result;
}
