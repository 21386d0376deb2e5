/*
 * Calls what engine.h promises, on the engine that ENGINE names or the one that is found; MEMORY is the file
 * that remembers which docker can build.
 *
 *     list                       NAME ID for each image
 *     path                       of the engine
 *     inspect NAME...            what each is: image, platform, layer and label lines; "image -" for none
 *     tag FROM TO, untag NAME    print why it was not done
 *     answers
 *     build FOLDER TAG BASE ID_FILE   with BUILD_NETWORK, and BUILD_FLAGS as one word
 *     id ID_FILE
 *     run IMAGE WORD...          "ran STATUS" and the output, or "not run: " and why
 *
 * It ends with 0 where the engine did what was asked.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/choose.h"
#include "engine/engine.h"
#include "support/arena.h"

static struct arena arena;
static struct engine_answer answer;

static int
list(int count, const char *const *words)
{
	(void)words;
	for (size_t i = 0; i < answer.images.count; i++)
		printf("%s %s\n", answer.images.entries[i].key,
			(const char *)answer.images.entries[i].value);
	return count;
}

static int
path(int count, const char *const *words)
{
	(void)words;
	puts(answer.engine.path);
	return count;
}

static void
print_image(const struct engine_image *image)
{
	printf("image %s\n", image->id ? image->id : "-");
	if (!image->id)
		return;
	printf("platform %s\n", image->platform);
	for (size_t i = 0; i < image->layer_count; i++)
		printf("layer %s\n", image->layers[i]);
	for (size_t i = 0; i < image->labels.count; i++) {
		const char *name = image->labels.entries[i].key;

		printf("label %s=%s\n", name, engine_label(image, name));
	}
}

static int
inspect(int count, const char *const *words)
{
	struct engine_image *images =
		arena_allocate_array(&arena, (size_t)count + 1, sizeof(*images));
	const enum outcome outcome =
		engine_inspect(&answer.engine, &arena, words, (size_t)count, images);

	for (int i = 0; outcome == OUTCOME_DONE && i < count; i++)
		print_image(&images[i]);
	return (int)outcome;
}

static int
tell(bool done, struct text *why)
{
	if (!done)
		puts(why->bytes ? why->bytes : "no reason");
	text_free(why);
	return !done;
}

static int
tag(int count, const char *const *words)
{
	struct text why = TEXT_EMPTY;

	return tell(count == 2 && engine_tag(&answer.engine, words[0], words[1], &why), &why);
}

static int
untag(int count, const char *const *words)
{
	struct text why = TEXT_EMPTY;

	return tell(count == 1 && engine_untag(&answer.engine, words[0], &why), &why);
}

static int
answers(int count, const char *const *words)
{
	(void)words;
	return count || !engine_answers(&answer.engine);
}

static int
execute(const char *const *words)
{
	const char *const *settings = engine_environment(&answer.engine, &arena);

	for (; *settings; settings++) {
		const size_t name = strcspn(*settings, "=");

		setenv(arena_copy(&arena, *settings, name), *settings + name + 1, 1);
	}
	execv(words[0], (char *const *)(uintptr_t)words);
	perror(words[0]);
	return OUTCOME_MACHINE;
}

static int
build(int count, const char *const *words)
{
	if (count != 4 || engine_prepare(&answer.engine, &arena) != OUTCOME_DONE)
		return OUTCOME_MACHINE;
	const struct engine_pair labels[] = {
		{"a.label", "one\nand \"two\" $x \xC3\xA4"}, {"b", ""}, {NULL, NULL}};
	const struct engine_pair arguments[] = {{"BASE", words[2]}, {NULL, NULL}};
	const char *const tags[] = {words[1], NULL}, *const flags[] = {getenv("BUILD_FLAGS"), NULL};
	const struct engine_build wanted = {
		.dockerfile = arena_format(&arena, "%s/Dockerfile", words[0]),
		.context = words[0],
		.network = getenv("BUILD_NETWORK"),
		.tags = tags,
		.labels = labels,
		.arguments = arguments,
		.flags = flags,
		.id_file = words[3],
	};

	return execute(engine_build_words(&answer.engine, &arena, &wanted));
}

static int
read_id(int count, const char *const *words)
{
	const char *id = count == 1 ? engine_read_id(&arena, words[0]) : NULL;

	puts(id ? id : "-");
	return !id;
}

static int
run(int count, const char *const *words)
{
	const struct engine_command command = {.image = words[0], .words = words + 1};
	struct engine_ended ended = {0};
	struct text why = TEXT_EMPTY;

	if (count < 2 || engine_prepare(&answer.engine, &arena) != OUTCOME_DONE)
		return OUTCOME_MACHINE;
	const bool ran = engine_run(&answer.engine, &arena, &command, &ended, &why);

	if (ran)
		printf("ran %d\n%s", ended.status, ended.output);
	else
		printf("not run: %s\n", why.bytes ? why.bytes : "");
	text_free(&why);
	return !ran;
}

static const struct {
	const char *name;
	int (*call)(int count, const char *const *words);
} verbs[] = {{"list", list}, {"path", path}, {"inspect", inspect}, {"tag", tag}, {"untag", untag},
	{"answers", answers}, {"build", build}, {"id", read_id}, {"run", run}};

int
main(int count, char **words)
{
	const char *const *more = (const char *const *)(uintptr_t)(words + 2);
	int status = 64;

	if (count < 2)
		return status;
	const enum outcome outcome =
		engine_wait(engine_ask(&arena, getenv("ENGINE"), getenv("MEMORY")), &answer);

	if (outcome != OUTCOME_DONE)
		status = (int)outcome;
	for (size_t i = 0; outcome == OUTCOME_DONE && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(words[1], verbs[i].name) == 0)
			status = verbs[i].call(count - 2, more);
	arena_free(&arena);
	return status;
}
