#include "engine/inside/root_files.h"

#include <unistd.h>

#include "engine/container.h"
#include "engine/engine.h"
#include "engine/query.h"
#include "support/arena.h"
#include "support/clock.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

/*
 * Buildah mounts a container where the user may do that: root on this machine, others in a user
 * namespace. $0 is buildah, and $1 the container.
 */
static const char mounted[] = "root=$(\"$0\" mount \"$1\") && exec tar -C \"$root\" "
			      "--format=pax --numeric-owner --one-file-system "
			      "--xattrs --xattrs-include=security.capability -cf - .";

/* The words that make the container, without the name of the image. */
static const char *const *
making_words(const struct root_files *files)
{
	const char *const buildah[] = {"from", "--pull-never", "--name", files->container, NULL},
			  *const others[] = {"create", "--pull=never", "--network=none",
				  "--entrypoint", "", "--name", files->container, NULL};
	struct string_list words = {.arena = files->arena};

	string_list_add_all(&words, files->engine->kind == ENGINE_BUILDAH ? buildah : others);
	return string_list_end(&words);
}

/* The call that prints the archive. */
static struct process_call
reading_call(const struct root_files *files)
{
	const char *const export[] = {"export", files->container, NULL};
	struct string_list words = {.arena = files->arena};

	if (files->engine->kind != ENGINE_BUILDAH)
		return engine_call(files->engine, files->arena, export);
	if (geteuid() != 0) {
		string_list_add(&words, files->engine->path);
		string_list_add(&words, "unshare");
	}
	const char *const shell[] = {
		"sh", "-c", mounted, files->engine->path, files->container, NULL};

	string_list_add_all(&words, shell);
	return (struct process_call){.words = string_list_end(&words),
		.environment = engine_environment(files->engine, files->arena)};
}

bool
root_files_open(struct root_files *files, const struct engine *engine, struct arena *arena,
	const char *image, const volatile sig_atomic_t *stop, struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;
	struct string_list words = {.arena = arena};

	*files = (struct root_files){
		.engine = engine, .arena = arena, .container = container_name(arena)};
	string_list_add_all(&words, making_words(files));
	string_list_add(&words, image);
	if (engine->kind != ENGINE_BUILDAH)
		string_list_add(&words, "/"); /* a command, which is never run */
	const bool made =
		engine_query(engine, string_list_end(&words), ENGINE_SLOW_SECONDS, &result);

	if (!made)
		engine_append_why(why, &result);
	process_result_free(&result);
	if (!made) {
		container_remove(files->engine, files->container);
		return false;
	}
	struct process_call call = reading_call(files);

	call.stop = stop;
	call.most = 1; /* nobody looks at what is left when the reading ends */
	process_start(&files->child, &call);
	files->tar = tar_open(files->child.output, stop);
	files->tar.patience = ROOT_FILES_SECONDS * 1000;
	return true;
}

bool
root_files_close(struct root_files *files, struct text *why)
{
	struct process_result result = PROCESS_RESULT_EMPTY;

	if (files->tar.is_late)
		files->child.deadline = clock_now();
	const bool ended = process_finish(&files->child, &result);

	if (files->tar.is_late)
		text_format(why, "the engine sent nothing for %d seconds", ROOT_FILES_SECONDS);
	else if (!ended)
		engine_append_why(why, &result);
	else if (files->tar.mistake)
		text_format(why, "its archive of files cannot be used: %s", files->tar.mistake);
	process_result_free(&result);
	tar_free(&files->tar);
	container_remove(files->engine, files->container);
	return ended && !files->tar.mistake;
}
