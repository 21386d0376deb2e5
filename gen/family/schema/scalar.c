#include "family/schema/scalar.h"

#include <stdlib.h>
#include <string.h>

#include "document/node.h"
#include "family/schema/allowance.h"
#include "family/schema/mistakes.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

const char *
subject_text(struct checker *checker, struct subject subject)
{
	if (!subject.kind)
		return subject.name;
	return arena_format(
		checker->arena, "%s%s'%s'", subject.kind, *subject.kind ? " " : "", subject.name);
}

static struct node *
copy_of(struct checker *checker, const struct node *node)
{
	struct node *copy = arena_allocate(checker->arena, sizeof(*copy));

	*copy = *node;
	return copy;
}

/* Bidirectional controls and their like, which make a text look other than it is (Unicode TR36). */
static bool
is_deceptive(uint32_t point)
{
	return point == 0x61C || (point >= 0x200B && point <= 0x200F) ||
	       (point >= 0x202A && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) ||
	       point == 0xFEFF;
}

static bool
check_visible(struct checker *checker, const struct node *node, const char *noun)
{
	for (size_t at = 0; at < node->length;) {
		uint32_t point = 0;
		const size_t size = text_decode(node->text + at, node->length - at, &point);

		if (is_deceptive(point)) {
			diagnostic_error(checker->diagnostics, node->place, MISTAKE_INVISIBLE, noun,
				(unsigned)point);
			return false;
		}
		at += size ? size : 1;
	}
	return true;
}

/* Whether a port is a range from a higher port to a lower one, as 9000-8000. */
static bool
is_backwards(const struct node *port)
{
	const char *hyphen = strchr(port->text, '-');

	return hyphen && strtol(port->text, NULL, 10) > strtol(hyphen + 1, NULL, 10);
}

bool
scalar_check_grammar(struct checker *checker, enum grammar_id id, const struct node *node)
{
	const struct grammar *grammar = grammar_of(id);

	/* A NUL was reported where the file was read. */
	if (memchr(node->text, '\0', node->length) || !check_visible(checker, node, grammar->noun))
		return false;
	const bool accepted = grammar_accepts(checker->grammars, id, node->text, node->length);

	if (accepted && (id != GRAMMAR_PORT || !is_backwards(node)))
		return true;
	if (accepted)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_VALID,
			grammar->noun, node->text, "the lower port of a range first");
	else if (node->length > grammar->longest)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_TOO_LONG, grammar->noun,
			grammar->longest);
	else
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_VALID,
			grammar->noun, node->text, grammar->rule);
	return false;
}

bool
scalar_has_placeholder(const struct node *text)
{
	const char *end = text->text + text->length;

	for (const char *at = text->text; (at = memchr(at, '{', (size_t)(end - at))); at++)
		if (at[1] == '{' || at[1] == '%' || at[1] == '#')
			return true;
	return false;
}

static struct node *
string_of(struct checker *checker, struct node *node)
{
	if (!node->plain)
		return node;
	struct node *string = copy_of(checker, node);

	string->plain = false;
	return string;
}

void
scalar_note_scope(struct checker *checker)
{
	const struct text_scope *scope = &checker->scope;
	struct text axes = TEXT_EMPTY;

	for (size_t i = 0; i < scope->axis_count; i++)
		text_format(
			&axes, "%s%s=%s", i ? ", " : "", scope->axes[i].axis, scope->axes[i].value);
	if (axes.length)
		diagnostic_note(checker->diagnostics, scope->image->place, NOTE_VARIANT,
			scope->image->text, axes.bytes);
	else
		diagnostic_note(
			checker->diagnostics, scope->image->place, NOTE_IMAGE, scope->image->text);
	text_free(&axes);
}

void
scalar_defer(struct checker *checker, const struct node *text)
{
	checker->deferred++;
	checker->using_vars += strstr(text->text, "vars") != NULL;
}

enum { TEMPLATE_LONGEST = 4096 }; /* bytes of a string that has placeholders */

struct node *
scalar_expand(struct checker *checker, const struct node *node)
{
	const char *text = NULL;
	const size_t errors = checker->diagnostics->errors;

	if (node->length > TEMPLATE_LONGEST)
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_TOO_LONG,
			"text with placeholders", (size_t)TEMPLATE_LONGEST);
	else if (!allowance_take(checker, ALLOWANCE_TEXT, node->place))
		return NULL;
	else
		text = checker->expander->expand(checker->expander, &checker->scope, node);
	if (!text && checker->diagnostics->errors > errors)
		scalar_note_scope(checker);
	else if (!text)
		allowance_take(checker, 1, node->place); /* says that the budget is used up */
	if (!text)
		return NULL;
	struct node *expanded = copy_of(checker, node);

	expanded->text = text;
	expanded->length = strlen(text);
	return expanded;
}

static struct node *
check_text(struct checker *checker, const struct shape *shape, struct node *node)
{
	if (!scalar_check_grammar(checker, shape->grammar, node))
		return NULL;
	struct node *string = string_of(checker, node);

	if (shape->grammar == GRAMMAR_VALUE && memchr(string->text, '$', string->length))
		string->refers = true;
	return string;
}

static struct node *
check_integer(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	long value = 0;
	bool valid = node->length > 0 && node->length < 11;

	for (size_t i = 0; valid && i < node->length; i++) {
		valid = node->text[i] >= '0' && node->text[i] <= '9' &&
			(i == 0 || node->text[0] != '0');
		value = value * 10 + (node->text[i] - '0');
	}
	if (valid && value >= shape->smallest && value <= shape->largest) {
		if (node->plain)
			return node;
		struct node *integer = copy_of(checker, node);

		integer->plain = true;
		return integer;
	}
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_WHOLE_NUMBER,
		subject_text(checker, what), shape->smallest, shape->largest);
	return NULL;
}

static struct node *
check_boolean(struct checker *checker, struct node *node, struct subject what)
{
	struct node *boolean = node;

	if (!node->plain && checker->placeholders == PLACEHOLDERS_EXPANDED) {
		boolean = copy_of(checker, node);
		boolean->plain = true;
	}
	if (node_scalar_type(boolean) == SCALAR_BOOLEAN)
		return boolean;
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_NOT_BOOLEAN,
		subject_text(checker, what));
	return NULL;
}

static struct node *
check_value(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	if (shape->kind == SHAPE_INTEGER)
		return check_integer(checker, shape, node, what);
	return shape->kind == SHAPE_BOOLEAN ? check_boolean(checker, node, what)
					    : check_text(checker, shape, node);
}

struct node *
scalar_check(
	struct checker *checker, const struct shape *shape, struct node *node, struct subject what)
{
	const bool has_placeholder =
		checker->placeholders != PLACEHOLDERS_LITERAL && scalar_has_placeholder(node);

	if (has_placeholder && shape->fixed) {
		diagnostic_error(checker->diagnostics, node->place, MISTAKE_NO_PLACEHOLDER,
			subject_text(checker, what));
		return NULL;
	}
	if (has_placeholder && checker->placeholders == PLACEHOLDERS_DEFERRED) {
		scalar_defer(checker, node);
		return string_of(checker, node);
	}
	if (!has_placeholder)
		return check_value(checker, shape, node, what);
	struct node *expanded = scalar_expand(checker, node);

	if (!expanded || !expanded->length)
		return NULL;
	struct node *value = check_value(checker, shape, expanded, what);

	if (!value)
		scalar_note_scope(checker);
	return value;
}
