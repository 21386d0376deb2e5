#include "jinja/library/filters_quoting.h"

#include <string.h>

#include "family/schema/shell_text.h"
#include "jinja/library/mistakes.h"
#include "jinja/object/builtin.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/values.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/text.h"
#include "support/variable_reference.h"
#include "support/banned.h"

static void
refuse(struct render *render, const char *filter, struct value text, const char *characters,
	const char *what)
{
	render_step(render, text.length);
	for (size_t i = 0; i < text.length; i++)
		if (text.bytes[i] == '\0' || (text.bytes[i] && strchr(characters, text.bytes[i])))
			render_fail(render, MISTAKE_QUOTE, filter, text.bytes[i] ? what : "NUL");
}

static bool
is_plain_word(struct value text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@%+,-";

	for (size_t i = 0; i < text.length; i++)
		if (!text.bytes[i] || !strchr(plain, text.bytes[i]))
			return false;
	return text.length > 0;
}

/* POSIX.1-2008, Shell Command Language, 2.2.2 */
static struct value
filter_sh(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = value_to_string(render, subject);
	const size_t start = render->scratch.length;

	(void)arguments;
	/*
	 * A line end in a word would end the RUN, the recipe or the comment that the word stands
	 * in.
	 */
	refuse(render, "sh", text, "\n\r", "a line end");
	if (is_plain_word(text))
		return text;
	text_append_character(&render->scratch, '\'');
	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] == '\'')
			text_append_string(&render->scratch, "'\\''");
		else
			text_append_character(&render->scratch, text.bytes[i]);
	}
	text_append_character(&render->scratch, '\'');
	return render_scratch(render, start);
}

static struct value
filter_make(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = value_to_string(render, subject);
	const size_t start = render->scratch.length;

	(void)arguments;
	refuse(render, "make", text, "\n\r", "a line end");
	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] == '$')
			text_append_character(&render->scratch, '$');
		if (text.bytes[i] == '#')
			text_append_character(&render->scratch, '\\');
		text_append_character(&render->scratch, text.bytes[i]);
	}
	return render_scratch(render, start);
}

/* The exec form, a JSON array of strings (Dockerfile reference, "Exec form"). */
static struct value
quote_list(struct render *render, const struct list *list)
{
	const size_t start = render->scratch.length;

	text_append_character(&render->scratch, '[');
	for (size_t i = 0; i < list->count; i++) {
		const struct value item = value_to_string(render, list->items[i]);

		text_append_string(&render->scratch, i ? ", " : "");
		render_step(render, 1 + item.length);
		render_check_scratch(render, start);
		text_append_json(&render->scratch, item.bytes, item.length);
	}
	text_append_character(&render->scratch, ']');
	return render_scratch(render, start);
}

/* A `$` in a value of an ENV, with what belongs to it. */
static size_t
append_dollar(struct text *text, const char *bytes, size_t length)
{
	const struct variable_reference reference = variable_reference_read(bytes, length);

	if (reference.name) {
		text_append_string(text, "${");
		text_append(text, reference.name, reference.name_length);
		text_append_character(text, '}');
	} else {
		text_append_string(text, "\\$");
	}
	return reference.size;
}

static struct value
filter_dockerfile(struct render *render, struct value subject, const struct value *arguments)
{
	if (subject.kind == VALUE_LIST || subject.kind == VALUE_TUPLE)
		return quote_list(render, subject.list);
	const struct value text = value_to_string(render, subject);
	const size_t start = render->scratch.length;

	const bool references = value_truth(render, arguments[0]);

	refuse(render, "dockerfile", text, "\n\r", "a line end");
	text_append_character(&render->scratch, '"');
	for (size_t i = 0; i < text.length; i++) {
		if (references && text.bytes[i] == '$') {
			i += append_dollar(&render->scratch, text.bytes + i, text.length - i) - 1;
			continue;
		}
		if (strchr("\"\\$", text.bytes[i]))
			text_append_character(&render->scratch, '\\');
		text_append_character(&render->scratch, text.bytes[i]);
	}
	text_append_character(&render->scratch, '"');
	return render_scratch(render, start);
}

/* The command of a RUN instruction; the texts of `run` were checked before. */
static struct value
filter_run(struct render *render, struct value subject, const struct value *arguments)
{
	const struct value text = value_to_string(render, subject);
	const size_t start = render->scratch.length;
	struct text lines = TEXT_EMPTY;
	struct shell_fault fault;

	(void)arguments;
	refuse(render, "run", text, "\r", "a carriage return");
	text_append(&render->scratch, text.bytes, text.length);
	text_append_character(&render->scratch, '\0');
	fault = shell_text_join(render->scratch.bytes + start, &lines);
	text_cut(&render->scratch, start);
	text_append(&render->scratch, lines.bytes, lines.length);
	text_free(&lines);
	if (fault.message)
		render_fail(render, MISTAKE_RUN, fault.line, fault.message);
	return render_scratch(render, start);
}

const struct builtin filters_of_quoting[] = {
	{"sh", .run = filter_sh},
	{"make", .run = filter_make},
	{"dockerfile", .run = filter_dockerfile,
		.parameters = {{"references", DEFAULT_BOOLEAN(false)}}},
	{"run", .run = filter_run},
	{NULL, .run = NULL},
};
