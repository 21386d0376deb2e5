#include <stdlib.h>
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

static const char *const question[] = {
	"images", "--no-trunc", "--format", "{{.Name}}:{{.Tag}} {{.ID}}", NULL};

static const char *const *
inspect_words_for(struct arena *arena, const char *name)
{
	const char *const words[] = {"inspect", "--type", "image", name, NULL};
	struct string_list all = {.arena = arena};

	string_list_add_all(&all, words);
	return string_list_end(&all);
}

static void
read_inspected(struct engine_image *image, struct arena *arena, const struct node *node)
{
	static const char *const id[] = {"FromImageID", NULL}, *const configuration[] = {
								       "OCIv1", NULL};

	const char *found = image_id_full(arena, answer_find_text(node, id));

	if (!is_id(found))
		return;
	image->id = found;
	answer_read_configuration(image, arena, answer_find(node, configuration));
}

static const char *const store_question[] = {"info", NULL};

static const struct graphroot_source source = {
	.root = (const char *const[]){"store", "GraphRoot", NULL},
	.driver = (const char *const[]){"store", "GraphDriverName", NULL},
	.number = (const char *const[]){"store", "ImageStore", "number", NULL},
	.options = (const char *const[]){"store", "GraphOptions", NULL},
};

static enum outcome
inspect(const struct engine *engine, struct arena *arena, const char *const *names, size_t count,
	struct engine_image *images)
{
	/*
	 * Buildah inspects an image as fast as it describes its store. But by a name it also finds
	 * an image with a registry in front of that name, which is another image.
	 */
	const bool by_store = count > 1 || strncmp(names[0], "sha256:", 7) != 0;

	return graphroot_inspect(engine, arena, names, count, images, &source,
		by_store ? engine_query_json(engine, arena, store_question) : NULL,
		inspect_words_for, read_inspected);
}

static bool
configuration(const struct engine *engine, struct arena *arena, const char *id,
	struct engine_configuration *configuration, struct text *why)
{
	static const char *const docker[] = {"Docker", NULL};
	struct process_result result = PROCESS_RESULT_EMPTY;
	const struct node *inspected = NULL;

	if (engine_query(engine, inspect_words_for(arena, id), ENGINE_SLOW_SECONDS, &result))
		inspected = answer_read_json(arena, result.output.bytes, result.output.length);
	else
		engine_append_why(why, &result);
	process_result_free(&result);
	return answer_describe(configuration, arena, answer_find(inspected, docker));
}

/* Without that isolation, RUN needs rights that a container does not have. */
static const char *const *
environment(const struct engine *engine, struct arena *arena)
{
	const char *given = getenv("BUILDAH_ISOLATION");
	struct string_list settings = {.arena = arena};

	if (!given || !*given)
		string_list_add(&settings, "BUILDAH_ISOLATION=chroot");
	if (engine->temporary)
		string_list_add(&settings, arena_format(arena, "TMPDIR=%s", engine->temporary));
	return string_list_end(&settings);
}

/* Removes the last such line from the output. */
static void
drop_line(struct text *output, const char *line)
{
	const size_t length = strlen(line);

	for (size_t at = output->length; at-- > 0;) {
		if (output->length - at < length || memcmp(output->bytes + at, line, length) != 0)
			continue;
		memmove(output->bytes + at, output->bytes + at + length,
			output->length - at - length + 1);
		output->length -= length;
		return;
	}
}

/*
 * Removes what buildah and its two helpers print about a status that is not 0. Under load, the last
 * lines of the command itself can come behind it.
 */
static void
drop_remarks(struct arena *arena, struct process_result *result, bool apart)
{
	struct text *remarks = apart ? &result->error : &result->output;
	const int status = result->status;
	const char *remark = arena_format(arena, "subprocess exited with status %d\n", status);

	if (!result->status)
		return;
	/* As the other engines have it: a command that is not there. */
	if (status == 1 && strstr(remarks->bytes, "process failed to start with error: "))
		result->status = 127;
	drop_line(remarks, arena_format(arena, "Error: exit status %d\n", status));
	drop_line(remarks, remark);
	drop_line(remarks, remark);
}

/* Makes, uses and removes a container. Its entrypoint is not used. */
static bool
run(const struct engine *engine, struct arena *arena, const struct engine_command *command,
	struct process_result *result, const char **made, struct text *why)
{
	const char *name = container_name(arena);
	const char *const from[] = {"from", "--pull-never", "--name", name, command->image, NULL},
			  *const commit[] = {"commit", "--format", "docker", "--quiet", name, NULL};
	struct string_list all = {.arena = arena};
	struct process_result begun = PROCESS_RESULT_EMPTY;
	bool ran = engine_query(engine, from, ENGINE_SLOW_SECONDS, &begun);

	if (!ran) {
		engine_append_why(why, &begun);
	} else {
		string_list_add(&all, "run");
		container_add_options(&all, command);
		string_list_add(&all, name);
		string_list_add(&all, "--");
		string_list_add_all(&all, command->words);
		ran = container_run_words(engine, string_list_end(&all), command->apart, result);
		if (ran)
			drop_remarks(arena, result, command->apart);
		else
			container_append_end(why, result);
	}
	if (ran && command->keeps) {
		*made = container_commit(engine, arena, commit, why);
		ran = *made != NULL;
	}
	process_result_free(&begun);
	container_remove(engine, name);
	return ran;
}

static const char *const *
scratch(const struct engine *engine, struct arena *arena)
{
	return graphroot_scratch(
		engine, arena, engine_query_json(engine, arena, store_question), &source);
}

static const char *const *
save(struct arena *arena, const char *name, const char *path)
{
	const char *const words[] = {
		"push", name, arena_join(arena, "docker-archive:", path, NULL), NULL};
	struct string_list all = {.arena = arena};

	string_list_add_all(&all, words);
	return string_list_end(&all);
}

const struct engine_driver driver_buildah = {
	.question = question,
	.inspect = inspect,
	.configuration = configuration,
	.environment = environment,
	/* Without --force-rm, a build that fails leaves its container with all layers. */
	.build = (const char *const[]){"build", "--format", "docker", "--pull-never", "--layers",
		"--force-rm", DRIVER_FILE_TIME, NULL},
	.pull = (const char *const[]){"pull", "--policy", "always", NULL},
	.plain = "--tls-verify=false",
	.local_name = image_name_local,
	.run = run,
	.scratch = scratch,
	.save = save,
	.variation = {false, DRIVER_VARIES},
	.loses_output = true,
};
