/* dockerfile: instructions, their words, flags and variables; names of images that are replaced. */
#include <stdlib.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/rename_image.h"
#include "dockerfile/run_flags.h"
#include "dockerfile/expansion.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/text.h"
#include "unit.h"

static struct arena arena;

/* The Dockerfile with this text in which "debian:12" was replaced by "localhost/d@sha256:1". */
static const char *
renamed(const char *dockerfile)
{
	struct text text = TEXT_EMPTY;

	text_append_string(&text, dockerfile);
	rename_image(&text, "debian:12", "localhost/d@sha256:1");
	assert_int_equal(strlen(text.bytes), text.length);
	const char *copy = arena_string(&arena, text.bytes);

	text_free(&text);
	return copy;
}

static void
test_whole_names_alone_are_replaced(void **state)
{
	static const char *const kept[] = {"", "FROM debian:12.5", "FROM debian:12-slim",
		"FROM x/debian:12", "FROM debian:12/x", "FROM debian:12@sha256:2",
		"FROM debian:123", "FROM my-debian:12", "FROM Debian:12", "FROM debian:1"};

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		assert_string_equal(renamed(kept[i]), kept[i]);
	arena_free(&arena);
}

static void
test_names_are_replaced_everywhere(void **state)
{
	(void)state;
	assert_string_equal(renamed("debian:12"), "localhost/d@sha256:1");
	assert_string_equal(renamed("ARG BASE=debian:12\nFROM \"debian:12\" AS x\nCOPY "
				    "--from=debian:12,x a b\n"),
		"ARG BASE=localhost/d@sha256:1\nFROM \"localhost/d@sha256:1\" AS x\n"
		"COPY --from=localhost/d@sha256:1,x a b\n");
	assert_string_equal(
		renamed("debian:12 debian:12"), "localhost/d@sha256:1 localhost/d@sha256:1");
	assert_string_equal(
		renamed("debian:12debian:12 debian:12"), "debian:12debian:12 localhost/d@sha256:1");
	arena_free(&arena);
}

/*
 * What was read: each instruction as NAME(--FLAG=VALUE)[ARGUMENTS]{HEREDOC:ITS LINES}, + before those
 * of ONBUILD, ? before those that no engine knows, and ! for each doubt.
 */
static const char *
read_by(const char *dockerfile, enum dockerfile_syntax syntax)
{
	const struct dockerfile *read =
		dockerfile_read(&arena, dockerfile, strlen(dockerfile), syntax);
	const char *said = "";

	for (size_t i = 0; i < read->count; i++) {
		const struct dockerfile_instruction *instruction = &read->instructions[i];

		said = arena_format(&arena, "%s%s%s%s", said, instruction->on_build ? "+" : "",
			instruction->is_known ? "" : "?", instruction->name);
		for (size_t j = 0; j < instruction->flag_count; j++)
			said = arena_format(&arena, "%s(%s=%s)", said, instruction->flags[j].name,
				instruction->flags[j].value ? instruction->flags[j].value : "");
		said = arena_format(&arena, "%s[%s]", said, instruction->arguments);
		for (size_t j = 0; j < instruction->heredoc_count; j++)
			said = arena_format(&arena, "%s{%s:%.*s}", said,
				instruction->heredocs[j].name,
				(int)(instruction->heredocs[j].end -
					instruction->heredocs[j].start),
				dockerfile + instruction->heredocs[j].start);
	}
	for (size_t i = 0; i < read->doubt_count; i++)
		said = arena_join(&arena, said, "!", NULL);
	return said;
}

static void
test_instructions(void **state)
{
	static const char *const tried[][2] = {
		{"", ""},
		{"\n \t\n# comment\n", ""},
		{"RUN", "RUN[]"},
		{"RUN a\nFROM b\n run\tc \n#RUN e\nRUNS d", "RUN[a]FROM[b]RUN[c]?RUNS[d]"},
		{"ONBUILD RUN a\nonbuild  copy b c\nONBUILD", "+RUN[a]+COPY[b c]ONBUILD[]"},
		{"\xEF\xBB\xBF"
		 "FROM a\r\nRUN b\r\n",
			"FROM[a]RUN[b]"},
		{"\xC2\xA0"
		 "FROM a",
			"FROM[a]"},
		{"FROM\xC2\xA0"
		 "a",
			"?FROM\xC2\xA0"
			"A[]"},
		{"RUN a \\\n  b \\ \n\n # comment \\\nc\nUSER d", "RUN[a   b c]USER[d]"},
		{"RUN a \\\r\nb", "RUN[a b]"},
		{"RUN a \\", "RUN[a]"},
		{"FR\\\nOM a", "FROM[a]"},
		{"\\\nFROM a", "FROM[a]"},
		{"\\\n \\\n FROM a", "FROM[a]"},
		{"# escape=`\nRUN a `\nb\nRUN c \\\nUSER d", "RUN[a b]RUN[c \\]USER[d]"},
		{"# comment\n# escape=`\nRUN a `\nUSER b", "RUN[a `]USER[b]"},
		{"# escape=x\n", "!"},
		{"RUN a \\\\\nUSER b", "RUN[a \\\\]USER[b]"},
		{"RUN a \\\n\xC2\xA0\nUSER b", "RUN[a USER b]"},
		{"FROM --platform=a --x \"--y=b c\" d", "FROM(platform=a)(x=)[\"--y=b c\" d]"},
		{"RUN --a=\"b c\" --d='e\"f' --g=h\\ i -- --j", "RUN(a=b c)(d=e\"f)(g=h i)[--j]"},
		{"RUN --a=\xC3\xA0 b", "RUN(a=\xC3\xA0)[b]!"},
		{"RUN --a=b\\\n# comment\n\nc d", "RUN(a=bc)[d]"},
		{"RUN --a=\"b", "RUN(a=b)[]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		assert_string_equal(read_by(tried[i][0], DOCKERFILE_TODAY), tried[i][1]);
	arena_free(&arena);
}

static void
test_heredocs(void **state)
{
	static const char *const tried[][2] = {
		{"RUN <<E\nFROM a\nE\nUSER b", "RUN[<<E]{E:FROM a\n}USER[b]"},
		{"RUN cat <<-\"E F\" 3<<G >x\n\ta\n\tE F\nb\nG\n",
			"RUN[cat <<-\"E F\" 3<<G >x]{E F:\ta\n}{G:b\n}"},
		{"COPY --chmod=1 <<'a' <<b /\na\nb\n", "COPY(chmod=1)[<<'a' <<b /]{a:}{b:}"},
		{"ONBUILD ADD <<E /x\nUSER\nE", "+ADD[<<E /x]{E:USER\n}"},
		{"ENV a=<<E\nUSER b", "ENV[a=<<E]USER[b]"},
		{"RUN [\"<<E\"]\nUSER b", "RUN[[\"<<E\"]]USER[b]"},
		{"RUN a \"<<E\" '<<E' \\<<E b<<E << E <<<E\nUSER b",
			"RUN[a \"<<E\" '<<E' \\<<E b<<E << E <<<E]USER[b]"},
		{"RUN <<E\na", "RUN[<<E]{E:a}!"},
		{"RUN it's <<E\nE", "RUN[it's <<E]?E[]"},
		{"RUN <<E it's\nE", "RUN[<<E it's]{E:}!"},
		{"RUN <<E ${a#b}\nE", "RUN[<<E ${a#b}]{E:}!"},
		{"RUN <<$a\n$a", "RUN[<<$a]{$a:}!"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		assert_string_equal(read_by(tried[i][0], DOCKERFILE_TODAY), tried[i][1]);
	assert_string_equal(
		read_by("RUN <<E\nFROM a\nE\n", DOCKERFILE_EARLIER), "RUN[<<E]FROM[a]?E[]");
	assert_string_equal(read_by("RUN a \\\\\nUSER b", DOCKERFILE_EARLIER), "RUN[a \\USER b]");
	assert_string_equal(read_by("# x=y\n# escape=`\nRUN a `\nUSER b", DOCKERFILE_EARLIER),
		"RUN[a `]USER[b]");
	arena_free(&arena);
}

/* The directives as NAME=VALUE, in brackets. */
static const char *
directives(const char *dockerfile)
{
	const struct dockerfile *read =
		dockerfile_read(&arena, dockerfile, strlen(dockerfile), DOCKERFILE_TODAY);
	const char *said = "";

	for (size_t i = 0; i < read->directive_count; i++)
		said = arena_format(&arena, "%s[%s=%s]", said, read->directives[i].name,
			read->directives[i].value);
	return said;
}

static void
test_directives(void **state)
{
	(void)state;
	assert_string_equal(
		directives("# syntax=a b \r\n#check = c\nFROM d\n# e=f"), "[syntax=a b][check=c]");
	assert_string_equal(directives("\xEF\xBB\xBF#!/x\n//\tSynTax =a\n"), "[syntax=a]");
	assert_string_equal(directives("# a comment\n# syntax=a\n"), "");
	assert_string_equal(directives("\n# syntax=a\n"), "");
	assert_string_equal(directives("# syntax=\n# escape=`\n"), "");
	arena_free(&arena);
}

/* The words or pairs of the first instruction, each with the bytes that it was read from. */
static const char *
words(const char *dockerfile, bool pairs)
{
	const struct dockerfile *read =
		dockerfile_read(&arena, dockerfile, strlen(dockerfile), DOCKERFILE_TODAY);
	bool is_json = false;
	size_t count;
	const struct dockerfile_word *found =
		pairs ? dockerfile_pairs(&arena, read->instructions, read->escape, &count)
		      : dockerfile_words(&arena, read->instructions, &count, &is_json);
	const char *said = is_json ? "json" : "";

	for (size_t i = 0; i < count; i++)
		said = arena_format(&arena, "%s[%s|%.*s]", said, found[i].text,
			(int)(found[i].end - found[i].start), dockerfile + found[i].start);
	return said;
}

static void
test_words(void **state)
{
	(void)state;
	assert_string_equal(words("COPY  --x=1 a\t\"b c\" \\\n # d\n  e", false),
		"[a|a][\"b|\"b][c\"|c\"][e|e]");
	assert_string_equal(words("COPY [ \"a b\", \"\\u0041\\n\\\"\\\\\" ]", false),
		"json[a b|\"a b\"][A\n\"\\|\"\\u0041\\n\\\"\\\\\"]");
	assert_string_equal(words("RUN []", false), "json");
	assert_string_equal(words("RUN [\"a\",]", false), "[[\"a\",]|[\"a\",]]");
	assert_string_equal(words("COPY [\"a\"] b", false), "[[\"a\"]|[\"a\"]][b|b]");
	assert_string_equal(words("RUN [\"a]", false), "[[\"a]|[\"a]]");
	assert_string_equal(words("RUN ['a']", false), "[['a']|['a']]");
	assert_string_equal(words("ARG a=b c=\"d e\" f=g\\ h i='j\\' k", true),
		"[a=b|a=b][c=\"d e\"|c=\"d e\"][f=g\\ h|f=g\\ h][i='j\\'|i='j\\'][k|k]");
	assert_string_equal(words("ENV ab\\\ncd", true), "[abcd|ab\\\ncd]");
	arena_free(&arena);
}

static void
test_variables(void **state)
{
	static const char *const tried[][2] = {
		{"", ""},
		{"x", "x"},
		{"$A", "a"},
		{"${A}b", "ab"},
		{"\"$A\"", "a"},
		{"'$A'", "$A"},
		{"\\$A", "$A"},
		{"\"\\$A\\x\"", "$A\\x"},
		{"$E-", "-"},
		{"${E:-x}", "x"},
		{"${E-x}", ""},
		{"${A:-x}", "a"},
		{"${A:+x$A}", "xa"},
		{"${E:+x}", ""},
		{"${E+x}", "x"},
		{"$N", NULL},
		{"${N:-x}", NULL},
		{"${N:+x}", NULL},
		{"${A", NULL},
		{"${A:?x}", NULL},
		{"${A#x}", NULL},
		{"$1", NULL},
		{"$$", NULL},
		{"${}", NULL},
		{"$/", "$/"},
		{"\"$A", NULL},
		{"x\\", NULL},
		{"${A:-${N}}", NULL},
		{"${E:-\"a b\"}", "a b"},
	};
	struct variables variables = {.arena = &arena};

	(void)state;
	variables_set(&variables, "A", "a");
	variables_set(&variables, "E", "");
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		const char *value = variables_expand(&variables, tried[i][0], '\\');

		if (tried[i][1])
			assert_string_equal(value, tried[i][1]);
		else
			assert_null(value);
	}
	arena_free(&arena);
}

static void
test_global_arguments(void **state)
{
	static const char text[] =
		"ARG A=1 B=\"${A}2\"\nARG C\nARG D=$C\nARG E=x F=$E\nFROM a\nARG G=1";
	struct variables given = {.arena = &arena}, variables = {.arena = &arena};

	(void)state;
	variables_set(&given, "E", "given");
	variables_set_global(
		&variables, dockerfile_read(&arena, text, strlen(text), DOCKERFILE_TODAY), &given);
	assert_string_equal(variables_expand(&variables, "$A $B $E $F", '\\'), "1 12 given given");
	assert_null(variables_expand(&variables, "$C", '\\'));
	assert_null(variables_expand(&variables, "$D", '\\'));
	assert_null(variables_expand(&variables, "$G", '\\'));
	arena_free(&arena);
}

/* A number below `limit` from a generator that is the same in each run (Numerical Recipes, 7.1). */
static size_t
any_below(uint32_t *seed, size_t limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

/* Whatever the bytes are, places lie in them, and go up. */
static void
test_any_bytes(void **state)
{
	static const char *const parts[] = {"FROM ", "RUN ", "COPY ", "ONBUILD ", "--from=", "\\\n",
		"\n", "\n", "\\", "`", "<<E", "\nE\n", "\"", "'", "[", "]", ",", "# escape=`\n",
		"# ", "$", "${", "}", ":-", "ARG ", "A=", " ", "\r\n", "\xC2\xA0", "\xEF\xBB\xBF",
		"x", "\xFF", "\x01"};

	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct text text = TEXT_EMPTY;
		struct variables variables = {.arena = &arena};
		uint32_t end = 0;

		for (size_t count = any_below(&seed, 24); count > 0; count--)
			text_append_string(
				&text, parts[any_below(&seed, sizeof(parts) / sizeof(*parts))]);
		const struct dockerfile *read = dockerfile_read(
			&arena, text.bytes, text.length, (enum dockerfile_syntax)(round % 2));

		for (size_t i = 0; i < read->count; i++) {
			const struct dockerfile_instruction *instruction = &read->instructions[i];
			bool is_json;
			size_t count;
			const struct dockerfile_word *found =
				dockerfile_words(&arena, instruction, &count, &is_json);

			assert_true(instruction->start >= end);
			assert_true(instruction->end >= instruction->start);
			end = instruction->end;
			for (size_t j = 0; j < count; j++) {
				assert_true(found[j].start >= instruction->start);
				assert_true(found[j].end >= found[j].start && found[j].end <= end);
			}
			dockerfile_pairs(&arena, instruction, read->escape, &count);
			variables_expand(&variables, instruction->arguments, read->escape);
		}
		assert_true(end <= text.length);
		variables_set_global(&variables, read, NULL);
		text_free(&text);
		arena_reset(&arena);
	}
	arena_free(&arena);
}

/* The words of ALLOW that a Dockerfile wants, with blanks between them. */
static const char *
wanted(const char *dockerfile)
{
	const struct run_flags run_flags = run_flags_read(dockerfile);

	return arena_format(&arena, "%s%s%s", run_flags.network ? "network " : "",
		run_flags.security ? "security " : "", run_flags.device ? "device " : "");
}

static void
test_flags_of_run(void **state)
{
	static const char *const tried[][2] = {
		{"", ""},
		{"RUN", ""},
		{"RUN true", ""},
		{"RUN --network=host true", "network "},
		{"RUN --network=none true\nRUN --network=default true", ""},
		{"RUN --network=$N true", "network "},
		{"run --NETWORK=host true", "network "},
		{"RUN --security=sandbox true", ""},
		{"RUN --security=insecure --network=host true", "network security "},
		{"RUN --device=/dev/kvm true", "device "},
		{"RUN true --network=host", ""},
		{"RUNS --network=host", ""},
		{"#RUN --network=host true", ""},
		{"ENV A=b\n  RUN\t--network=host true", "network "},
		{"RUN \\\n --network=host true", "network "},
		{"RUN --mount=type=cache,target=/x \\\n# a comment\n\n --network=host true",
			"network "},
		{"RUN --net\\\nwork=host true", "network "},
		{"RUN --network=\"none\" true", ""},
		{"RUN --network='ho'st true", "network "},
		{"ONBUILD RUN --security=insecure true", "security "},
		{"RUN `\n --network=host true", ""},
		{"# escape=`\nRUN `\n --network=host true", "network "},
		{"RUN <<E\nRUN --network=host true\nE\n", "network "},
		{"RUN a \\\\\nRUN --network=host true\n", "network "},
		{"RUN --network=", "network "},
		{"RUN --network=host\\", "network "},
		{"RUN --network=\"none", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		assert_string_equal(wanted(tried[i][0]), tried[i][1]);
	arena_free(&arena);
}

UNIT_MAIN(cmocka_unit_test(test_whole_names_alone_are_replaced),
	cmocka_unit_test(test_names_are_replaced_everywhere), cmocka_unit_test(test_instructions),
	cmocka_unit_test(test_heredocs), cmocka_unit_test(test_directives),
	cmocka_unit_test(test_words), cmocka_unit_test(test_variables),
	cmocka_unit_test(test_global_arguments), cmocka_unit_test(test_any_bytes),
	cmocka_unit_test(test_flags_of_run))
