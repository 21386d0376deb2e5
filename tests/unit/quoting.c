/*
 * jinja/library/filters_quoting: sh against the shell itself, make and Dockerfile by their rules.
 */
#include "jinja/run/jinja.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "unit.h"

static const struct source *
find_nothing(void *data, const char *name, size_t length)
{
	(void)data;
	(void)name;
	(void)length;
	return NULL;
}

/* What the template makes of `x`, in `out`; false with `message` where it fails. */
static bool
rendered(struct arena *arena, const char *template, struct value x, struct text *out,
	const char **message)
{
	struct diagnostics diagnostics = {.arena = arena};
	struct budget budget = budget_new();
	struct jinja_environment *environment = jinja_environment_new(
		(struct jinja_options){.budget = &budget}, find_nothing, NULL);
	struct value context = value_dict(arena);
	const struct source *source =
		source_of_bytes(arena, "template", template, (uint32_t)strlen(template));

	text_clear(out);
	value_dict_set(arena, context, "x", x);
	const bool done =
		jinja_render_source(environment, source, context, NULL, out, &diagnostics);

	*message = done ? "" : diagnostics.kept[0]->message;
	jinja_environment_free(environment);
	return done;
}

struct quoted {
	const char *from, *to;
};

static void
quotes(const char *template, const struct quoted *tried, size_t count)
{
	struct arena arena = {0};
	struct text out = TEXT_EMPTY;
	const char *message;

	for (size_t i = 0; i < count; i++) {
		assert_true(rendered(&arena, template, value_text(tried[i].from), &out, &message));
		assert_int_equal(out.length, strlen(tried[i].to));
		if (out.length)
			assert_string_equal(out.bytes, tried[i].to);
	}
	text_free(&out);
	arena_free(&arena);
}

static void
test_sh(void **state)
{
	static const struct quoted tried[] = {{"", "''"}, {"abc/_.:=@%+,-9", "abc/_.:=@%+,-9"},
		{"a b", "'a b'"}, {"it's", "'it'\\''s'"}, {"'", "''\\'''"}, {"$x`y`", "'$x`y`'"},
		{"~", "'~'"}, {"#", "'#'"}, {"\\", "'\\'"}, {"!", "'!'"}, {"\t", "'\t'"},
		{"\xC3\xA4", "'\xC3\xA4'"}};

	(void)state;
	quotes("{{ x|sh }}", tried, sizeof(tried) / sizeof(*tried));
}

/* Every byte of ASCII but line ends goes through the shell and comes back. */
static void
test_the_shell_gives_it_back(void **state)
{
	char bytes[128];
	size_t length = 0;
	struct arena arena = {0};
	struct text out = TEXT_EMPTY, command = TEXT_EMPTY;
	const char *message;

	(void)state;
	for (int character = 1; character < 127; character++)
		if (character != '\n' && character != '\r')
			bytes[length++] = (char)character;
	bytes[length] = '\0';
	assert_true(rendered(&arena, "{{ x|sh }}", value_string(bytes, length), &out, &message));
	setenv("EXPECTED", bytes, 1);
	text_format(&command, "[ \"$EXPECTED\" = %s ]", out.bytes);
	const pid_t child = fork();

	if (child == 0) {
		execl("/bin/sh", "sh", "-c", command.bytes, (char *)NULL);
		_exit(127);
	}
	int status = -1;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	text_free(&out);
	text_free(&command);
	arena_free(&arena);
}

static void
test_make(void **state)
{
	static const struct quoted tried[] = {{"", ""}, {"a$b", "a$$b"},
		{"$(shell x)", "$$(shell x)"}, {"a#b", "a\\#b"}, {"$$", "$$$$"}, {"a b", "a b"}};

	(void)state;
	quotes("{{ x|make }}", tried, sizeof(tried) / sizeof(*tried));
}

static void
test_dockerfile(void **state)
{
	static const struct quoted tried[] = {{"", "\"\""}, {"a b", "\"a b\""},
		{"a\"b", "\"a\\\"b\""}, {"a\\", "\"a\\\\\""}, {"$HOME", "\"\\$HOME\""},
		{"it's", "\"it's\""}};

	(void)state;
	quotes("{{ x|dockerfile }}", tried, sizeof(tried) / sizeof(*tried));
}

/* The exec form is JSON, in which $ means nothing and a line end can stand. */
static void
test_exec_form(void **state)
{
	struct arena arena = {0};
	struct value list = value_list(&arena);
	struct text out = TEXT_EMPTY;
	const char *message;

	(void)state;
	assert_true(rendered(&arena, "{{ x|dockerfile }}", list, &out, &message));
	assert_string_equal(out.bytes, "[]");
	value_list_append(&arena, list, value_text("a\"\\"));
	value_list_append(&arena, list, value_text("$b\n"));
	value_list_append(&arena, list, value_text(""));
	assert_true(rendered(&arena, "{{ x|dockerfile }}", list, &out, &message));
	assert_string_equal(out.bytes, "[\"a\\\"\\\\\", \"$b\\n\", \"\"]");
	text_free(&out);
	arena_free(&arena);
}

/* What would end the line that it stands in is refused, and nothing is written. */
static void
test_what_is_refused(void **state)
{
	static const char *const filters[] = {"sh", "make", "dockerfile"};
	static const struct {
		const char *bytes;
		size_t length;
		const char *what;
	} tried[] = {{"a\nb", 3, "a line end"}, {"\r", 1, "a line end"}, {"a\0b", 3, "NUL"}};
	struct arena arena = {0};
	struct text out = TEXT_EMPTY;
	const char *message;

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		const char *template = arena_format(&arena, "{{ x|%s }}", filters[i % 3]);
		const struct value x = value_string(tried[i / 3].bytes, tried[i / 3].length);

		assert_false(rendered(&arena, template, x, &out, &message));
		assert_non_null(strstr(message, tried[i / 3].what));
		assert_ptr_equal(strstr(message, filters[i % 3]), message);
		assert_int_equal(out.length, 0);
	}
	text_free(&out);
	arena_free(&arena);
}

UNIT_MAIN(cmocka_unit_test(test_sh), cmocka_unit_test(test_the_shell_gives_it_back),
	cmocka_unit_test(test_make), cmocka_unit_test(test_dockerfile),
	cmocka_unit_test(test_exec_form), cmocka_unit_test(test_what_is_refused))
