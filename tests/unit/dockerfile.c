/* dockerfile: names of images that are replaced, instructions and their flags. */
#include "dockerfile/rename_image.h"
#include "dockerfile/instruction.h"
#include "dockerfile/run_flags.h"
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

/* The rest of each line with the instruction, in brackets. */
static const char *
found(const char *dockerfile, const char *name)
{
	const char *rest = dockerfile, *said = "";

	for (const char *at; (at = instruction_find(&rest, name));)
		said = arena_format(&arena, "%s[%.*s]", said, (int)strcspn(at, "\n"), at);
	assert_null(rest);
	return said;
}

static void
test_instructions(void **state)
{
	(void)state;
	assert_string_equal(found("", "RUN"), "");
	assert_string_equal(found("RUN", "RUN"), "");
	assert_string_equal(found("RUN a\nFROM b\n run\tc\nRUNS d\n#RUN e\n", "RUN"), "[a][c]");
	assert_string_equal(found("ONBUILD RUN a\nonbuild  run b", "RUN"), "[a][b]");
	assert_string_equal(found("FROM a\nFROM b AS c\n", "FROM"), "[a][b AS c]");
	arena_free(&arena);
}

/* The flags in front of what an instruction is given, in brackets. */
static const char *
flags(const char *at)
{
	struct text flag = TEXT_EMPTY;
	const char *said = "";

	while (instruction_take_flag(&at, &flag))
		said = arena_format(&arena, "%s[%s]", said, flag.bytes);
	said = arena_format(&arena, "%s%s", said, at);
	text_free(&flag);
	return said;
}

static void
test_flags(void **state)
{
	static const char *const tried[][2] = {
		{"", ""},
		{"a --b", "a --b"},
		{"--a=b c", "[--a=b]c"},
		{"--a  --b=c d", "[--a][--b=c]d"},
		{"--a=\"b c\" d", "[--a=b c]d"},
		{"--a='b\"c' d", "[--a=b\"c]d"},
		{"--a=b\\ c d", "[--a=b c]d"},
		{"--a=\"b", "[--a=b]"},
		{"--a=b\\\n# comment\n\nc d", "[--a=bc]d"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		assert_string_equal(flags(tried[i][0]), tried[i][1]);
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
		{"RUN `\n --network=host true", "network "},
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
	cmocka_unit_test(test_flags), cmocka_unit_test(test_flags_of_run))
