#include "build/bootstrap/stand_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/process.h"
#include "build/bootstrap/announce.h"
#include "build/bootstrap/kind.h"
#include "build/bootstrap/recipe.h"
#include "build/bootstrap/root.h"
#include "build/state/work_folder.h"
#include "build/state/interrupt.h"
#include "build/target/labels.h"
#include "engine/choose.h"
#include "engine/engine.h"
#include "support/arena.h"
#include "support/source.h"
#include "support/banned.h"

#define AUTHORITIES_INSIDE "/etc/ssl/certs/ca-certificates.crt"

enum { AUTHORITIES_LARGEST = 16 << 20 }; /* bytes of a PEM file */

struct stand_ins {
	struct arena *arena;
	const struct stand_in_options *options;
	struct root_plan plan; /* but for its folder */
	struct engine engine;
	bool is_prepared; /* the engine, for builds */
};

/* Reads the certificates that stand-ins must trust. */
static enum outcome
read_authorities(struct stand_ins *all)
{
	const char *given = all->options->authorities;
	enum source_failure why;

	if (!given)
		return OUTCOME_DONE;
	const struct source *source =
		source_read(all->arena, given, given, AUTHORITIES_LARGEST, &why);
	char *path = source ? realpath(given, NULL) : NULL;

	if (!path && (source || why == SOURCE_UNREADABLE))
		return failure_of_file(given);
	if (!path || !strstr(source->bytes, "-----BEGIN CERTIFICATE-----")) {
		const char *what =
			path ? "it has no certificate in PEM form" : "there is no such file";

		free(path);
		return failure_mistake(given, "%s (%s)", what, all->options->authorities_from);
	}
	all->plan.authorities = arena_string(all->arena, path);
	all->plan.authorities_text = source->bytes;
	free(path);
	return OUTCOME_DONE;
}

/* Finds the engine, and inspects what it has under the names of the recipes. */
static enum outcome
find_engine(struct stand_ins *all, const struct recipes *recipes, struct engine_image *images)
{
	struct engine_answer answer = {0};
	enum outcome outcome =
		engine_wait(engine_ask(all->arena, all->options->engine, NULL), &answer);

	all->engine = answer.engine;
	for (size_t i = 0; i < recipes->count && outcome == OUTCOME_DONE; i++) {
		const char *name = recipes->items[i].name;
		const char *id = map_get(&answer.images, name, strlen(name));

		if (id)
			outcome = engine_inspect(&all->engine, all->arena, &id, 1, &images[i]);
	}
	return outcome;
}

/* The Dockerfile, but for the files. ADD comes last, so that the large layer is made once. */
static void
append_dockerfile(struct text *text, const struct recipe *recipe, bool has_authorities)
{
	static const char *const variables[] = {"SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE",
		"NODE_EXTRA_CA_CERTS", "CARGO_HTTP_CAINFO"};

	text_format(text, "FROM scratch\nENV %s", recipe->kind->variables);
	for (size_t i = 0; has_authorities && i < sizeof(variables) / sizeof(*variables); i++)
		text_format(text, " %s=" AUTHORITIES_INSIDE, variables[i]);
	text_format(text, "\nLABEL " LABEL_STAND_IN "=debian-%s\n%sADD root.tar /\n",
		recipe->release->suite, recipe->kind->lines);
}

static enum outcome
write_dockerfile(const struct stand_ins *all, const struct recipe *recipe, const char *path)
{
	FILE *file = fopen(path, "wxe");
	struct text text = TEXT_EMPTY;

	if (!file)
		return failure_of_file(path);
	append_dockerfile(&text, recipe, all->plan.authorities);
	const bool written = fwrite(text.bytes, 1, text.length, file) == text.length;

	text_free(&text);
	return fclose(file) || !written ? failure_of_file(path) : OUTCOME_DONE;
}

static enum outcome
run_build(
	const struct stand_ins *all, const struct recipe *recipe, const struct engine_build *build)
{
	const struct process_call call = {
		.words = engine_build_words(&all->engine, all->arena, build),
		.environment = engine_environment(&all->engine, all->arena),
		.merged = true};
	struct process_result result = PROCESS_RESULT_EMPTY;
	enum outcome outcome = OUTCOME_DONE;
	/*
	 * These engines leave a container behind if they are ended; docker's daemon removes its
	 * own.
	 */
	const bool finishes = all->engine.kind != ENGINE_DOCKER;

	if (!interrupt_run(&call, &result, finishes) ||
		!engine_read_id(all->arena, build->id_file)) {
		struct text end = TEXT_EMPTY;

		outcome = OUTCOME_MACHINE;
		process_append_end(&end, &result);
		if (!interrupt_came()) {
			(void)failure("%s: %s made no image of the root file system: %s",
				recipe->base, all->engine.path, end.length ? end.bytes : "no ID");
			announce_log(recipe->base, &result.output);
		}
		text_free(&end);
	}
	process_result_free(&result);
	return outcome;
}

/*
 * Builds the image of FOLDER/root.tar under its full name, so that podman and buildah can replace
 * it when a registry is reached.
 */
static enum outcome
build_image(struct stand_ins *all, const struct recipe *recipe, const char *folder)
{
	const bool has_registry = strchr(recipe->name, '/');
	const char *tags[] = {
		has_registry ? recipe->name
			     : arena_format(all->arena, "docker.io/library/%s", recipe->name),
		NULL};
	const struct engine_build build = {
		.dockerfile = arena_format(all->arena, "%s/Dockerfile", folder),
		.context = folder,
		.tags = tags,
		.id_file = arena_format(all->arena, "%s/id", folder)};
	enum outcome outcome = OUTCOME_DONE;

	if (!all->is_prepared)
		outcome = engine_prepare(&all->engine, all->arena);
	all->is_prepared = true;
	if (outcome == OUTCOME_DONE)
		outcome = write_dockerfile(all, recipe, build.dockerfile);
	return outcome == OUTCOME_DONE ? run_build(all, recipe, &build) : outcome;
}

static enum outcome
make_in(struct stand_ins *all, const struct recipe *recipe, const char *folder)
{
	struct root_plan plan = all->plan;

	plan.folder = folder;
	enum outcome outcome = root_make(all->arena, &plan, recipe);

	if (outcome == OUTCOME_DONE)
		outcome = build_image(all, recipe, folder);
	if (outcome == OUTCOME_DONE)
		announce("end", recipe->base, "a stand-in of Debian %s is now in %s",
			recipe->release->suite, all->engine.path);
	return outcome;
}

/*
 * Makes a stand-in in a folder of its own, because BuildKit takes a file of the same size and time
 * for unchanged.
 */
static enum outcome
make_one(struct stand_ins *all, const struct recipe *recipe)
{
	enum outcome outcome = OUTCOME_MACHINE;

	interrupt_catch();
	const char *folder = work_folder_make(all->arena);

	if (folder) {
		outcome = make_in(all, recipe, folder);
		work_folder_remove(all->arena, folder);
	}
	if (interrupt_came())
		(void)failure("%s: interrupted", recipe->base);
	interrupt_release();
	return outcome;
}

/*
 * Whether a stand-in must be made for a base of which the engine has this image. If not, announces
 * why.
 */
static bool
is_wanted(
	const struct stand_ins *all, const struct recipe *recipe, const struct engine_image *image)
{
	const bool is_foreign = image->id && strcmp(image->platform, all->engine.machine) != 0;

	if (is_foreign)
		announce("line", recipe->base, "%s has it for %s, and needs it for %s",
			all->engine.path, image->platform, all->engine.machine);
	if ((!image->id || is_foreign) && recipe->impossible)
		announce("skip", recipe->base,
			"left out, as only images on demand need it (%s): %s", recipe->needed_by,
			recipe->impossible);
	if (!image->id || is_foreign)
		return !recipe->impossible;
	if (!*engine_label(image, LABEL_STAND_IN)) {
		announce("skip", recipe->base, "%s has the image itself, which is left as it is",
			all->engine.path);
		return false;
	}
	if (!all->options->again || recipe->impossible)
		announce("skip", recipe->base, "the stand-in is there already%s",
			recipe->impossible ? "" : " (FORCE=1 makes it again)");
	return all->options->again && !recipe->impossible;
}

static enum outcome
make_all(struct stand_ins *all, const struct recipes *recipes)
{
	struct engine_image *images =
		arena_allocate_array(all->arena, recipes->count + 1, sizeof(*images));
	enum outcome outcome = find_engine(all, recipes, images);

	for (size_t i = 0; i < recipes->count && outcome == OUTCOME_DONE; i++)
		if (is_wanted(all, &recipes->items[i], &images[i]))
			outcome = make_one(all, &recipes->items[i]);
	return outcome;
}

enum outcome
stand_in_make(
	struct arena *arena, const struct stand_in_options *options, const struct recipes *recipes)
{
	struct stand_ins all = {
		.arena = arena, .options = options, .plan = {.cache = options->cache}};
	const enum outcome outcome = read_authorities(&all);

	return outcome == OUTCOME_DONE ? make_all(&all, recipes) : outcome;
}
