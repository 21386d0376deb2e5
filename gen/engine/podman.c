#include <string.h>

#include "document/node.h"
#include "engine/answer.h"
#include "engine/container.h"
#include "engine/driver.h"
#include "engine/graphroot.h"
#include "engine/image_name.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/banned.h"

/*
 * The list of images begins with the question where the store is (graphroot.h says why): podman may
 * have it anywhere, and may be the client of another machine. It tells all of that.
 */
static const char *const question[] = {"info", "--format", "json", NULL};

static const struct graphroot_source source = {
	.root = (const char *const[]){"store", "graphRoot", NULL},
	.driver = (const char *const[]){"store", "graphDriverName", NULL},
	.number = (const char *const[]){"store", "imageStore", "number", NULL},
	.options = (const char *const[]){"store", "graphOptions", NULL},
};

enum { TRIES = 3 };

static bool
is_remote(const struct node *answer)
{
	static const char *const remote[] = {"host", "serviceIsRemote", NULL};

	return strcmp(answer_find_text(answer, remote), "false") != 0;
}

static const char *
machine_of(struct arena *arena, const struct node *answer)
{
	static const char *const os[] = {"host", "os", NULL},
				 *const architecture[] = {"host", "arch", NULL},
				 *const variant[] = {"host", "variant", NULL};

	return *answer_find_text(answer, architecture)
		       ? answer_platform(arena, answer_find_text(answer, os),
				 answer_find_text(answer, architecture),
				 answer_find_text(answer, variant))
		       : machine_platform(arena);
}

/* Asks podman itself for the list, which is slow with many images. */
static bool
ask_list(struct engine_answer *answer, struct arena *arena, struct text *why)
{
	static const char *const words[] = {
		"images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const bool done = engine_query(&answer->engine, words, ENGINE_SLOW_SECONDS, &result);

	if (done)
		answer_read_lines(&answer->images, arena, &result.output);
	else
		engine_append_why(why, &result);
	process_result_free(&result);
	return done;
}

/* Whether the whole store could be read. Tries again if a build has just changed it. */
static bool
read_store(struct engine_answer *answer, struct arena *arena, const struct node *told)
{
	struct graphroot graphroot;

	for (int i = 0; i < TRIES && told && !is_remote(told); i++) {
		if (!graphroot_read(told, arena, &source, &graphroot))
			return false;
		if (graphroot.whole) {
			answer->images = graphroot.names;
			return true;
		}
		told = engine_query_json(&answer->engine, arena, question);
	}
	return false;
}

static bool
read_list(struct engine_answer *answer, struct arena *arena, const struct text *output,
	struct text *why)
{
	const struct node *told = answer_read_json(arena, output->bytes, output->length);

	answer->engine.machine = machine_of(arena, told);
	return read_store(answer, arena, told) || ask_list(answer, arena, why);
}

static const char *const *
inspect_words_for(struct arena *arena, const char *name)
{
	const char *const words[] = {"image", "inspect", name, NULL};
	struct string_list all = {.arena = arena};

	string_list_add_all(&all, words);
	return string_list_end(&all);
}

/* Podman answers as docker does, but has the labels twice. */
static void
read_inspected(struct engine_image *image, struct arena *arena, const struct node *node)
{
	static const char *const labels[] = {"Labels", NULL};

	if (node->kind == NODE_LIST && node->count == 1)
		(void)answer_read_inspection(image, arena, node->items[0], labels);
}

static enum outcome
inspect(const struct engine *engine, struct arena *arena, const char *const *names, size_t count,
	struct engine_image *images)
{
	const struct node *told = engine_query_json(engine, arena, question);

	return graphroot_inspect(engine, arena, names, count, images, &source,
		is_remote(told) ? NULL : told, inspect_words_for, read_inspected);
}

/*
 * What podman itself says of the image. It has the health check beside the configuration, and no
 * shell.
 */
static bool
ask_configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration)
{
	static const char *const config[] = {"Config", NULL},
				 *const check[] = {"Healthcheck", NULL},
				 *const history[] = {"History", NULL},
				 *const created_by[] = {"created_by", NULL};
	const struct node *told = engine_query_json(engine, arena, inspect_words_for(arena, id));
	const struct node *image =
		told && told->kind == NODE_LIST && told->count == 1 ? told->items[0] : NULL;
	const struct node *found = answer_find(image, config), *steps = answer_find(image, history);
	struct string_list made = {.arena = arena};

	if (!found || found->kind != NODE_MAP)
		return false;
	struct node *whole = arena_allocate(arena, sizeof(*whole)),
		    *name = arena_allocate(arena, sizeof(*name));
	struct node *checked = arena_allocate(arena, sizeof(*checked));

	*whole = *found;
	whole->entries =
		arena_allocate_array(arena, found->entry_count + 1, sizeof(*whole->entries));
	memcpy(whole->entries, found->entries, found->entry_count * sizeof(*whole->entries));
	if (answer_find(image, check)) {
		*name = (struct node){
			.kind = NODE_SCALAR, .text = check[0], .length = strlen(check[0])};
		*checked = *answer_find(image, check);
		whole->entries[whole->entry_count++] = (struct node_entry){name, checked};
	}
	for (size_t i = 0; steps && steps->kind == NODE_LIST && i < steps->count; i++)
		string_list_add(&made, answer_find_text(steps->items[i], created_by));
	*configuration = (struct engine_configuration){whole, string_list_end(&made), true};
	return true;
}

static bool
configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration, struct text *why)
{
	const struct node *told = engine_query_json(engine, arena, question);
	const struct node *stored =
		is_remote(told) ? NULL : graphroot_configuration(told, arena, &source, id);

	(void)why;
	return (stored && answer_describe(configuration, arena, stored)) ||
	       ask_configuration(engine, arena, id, configuration);
}

static const char *const *
scratch(const struct engine *engine, struct arena *arena)
{
	const struct node *told = engine_query_json(engine, arena, question);

	return is_remote(told) ? NULL : graphroot_scratch(engine, arena, told, &source);
}

static const char *const *
save(struct arena *arena, const char *name, const char *path)
{
	const char *const words[] = {
		"save", "--format", "docker-archive", "--output", path, name, NULL};
	struct string_list all = {.arena = arena};

	string_list_add_all(&all, words);
	return string_list_end(&all);
}

const struct engine_driver driver_podman = {
	.question = question,
	.read = read_list,
	.inspect = inspect,
	.configuration = configuration,
	.build = (const char *const[]){"build", "--format", "docker", "--pull=never",
		DRIVER_FILE_TIME, NULL},
	.pull = (const char *const[]){"pull", NULL},
	.plain = "--tls-verify=false",
	.local_name = image_name_local,
	.run = container_run,
	.scratch = scratch,
	.save = save,
	.variation = {false, DRIVER_VARIES},
};
