#include "output/render_family.h"

#include <string.h>
#include <strings.h>

#include "dockerfile/check.h"
#include "dockerfile/example.h"
#include "document/node.h"
#include "family/family.h"
#include "family/key.h"
#include "family/schema/scalar.h"
#include "family/schema/schema.h"
#include "family/schema/schema_json.h"
#include "family/schema/shape.h"
#include "jinja/object/mistakes.h"
#include "jinja/run/jinja.h"
#include "output/key_inputs.h"
#include "output/loader.h"
#include "output/mistakes.h"
#include "output/template_context.h"
#include "output/tree.h"
#include "output/variant_files.h"
#include "support/arena.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

struct renderer {
	struct family *family;
	struct tree *tree;
	struct arena *arena;
	struct arena passing; /* what only the variant needs that is rendered */
	struct arena scratch; /* of the check of one Dockerfile */
	struct diagnostics *diagnostics;
	struct loader *loader;
	struct jinja_environment *environment;
	struct template_context *context;
	struct text text; /* what is being rendered */
	struct budget *budget;
	bool is_whole; /* the budget was large enough so far */
};

static void
add_file(struct renderer *renderer, const char *path, const char *bytes, size_t length,
	bool executable, struct place place)
{
	if (tree_add(renderer->tree, path, bytes, length, executable))
		return;
	const struct tree_holder holder = tree_find_holder(renderer->tree, path);

	diagnostic_error(renderer->diagnostics, place, MISTAKE_OUTPUT_TAKEN, path,
		holder.is_file ? "file" : "folder",
		arena_copy(renderer->arena, holder.path, holder.length));
}

/* What a file costs besides its bytes: its entries in the tree. */
enum { FILE_COST = 256 };

/*
 * Takes bytes that are kept besides rendered text from the budget. False if that is too much; the
 * first time, it is reported.
 */
static bool
keep(struct renderer *renderer, size_t bytes, struct place place)
{
	if (renderer->budget->bytes < 0)
		renderer->is_whole = false;
	if (renderer->is_whole && !budget_take(&renderer->budget->bytes, bytes)) {
		diagnostic_error(renderer->diagnostics, place, MISTAKE_RENDERED_LARGE,
			BUDGET_BYTES >> 20, BUDGET_BYTES_OF_BYTE, BUDGET_BYTES_OF_VARIANT,
			BUDGET_VARIANTS);
		renderer->is_whole = false;
	}
	return renderer->is_whole;
}

/* Adds a note to an error about an unknown name: which names there are. */
static void
note_names(struct renderer *renderer, bool is_image)
{
	const struct diagnostic *error = renderer->diagnostics->last;

	if (error && strstr(error->message, "' is undefined"))
		diagnostic_note(renderer->diagnostics, (struct place){0},
			is_image ? NOTE_NAMES_OF_IMAGE : NOTE_NAMES_OF_FAMILY);
}

/* Renders a template into `text`, and reports what has no effect in it. */
static bool
render(struct renderer *renderer, const char *name, struct value context,
	const char *while_rendering)
{
	text_clear(&renderer->text);
	if (!jinja_render(renderer->environment, name, context, while_rendering, &renderer->text,
		    renderer->diagnostics)) {
		note_names(renderer, while_rendering);
		return false;
	}
	jinja_check_blocks(renderer->environment, name, renderer->diagnostics);
	return true;
}

/* Adds what was rendered last as the file `path`. */
static void
add_rendered(struct renderer *renderer, const char *path, bool executable, struct place place)
{
	const size_t length = renderer->text.length;

	add_file(renderer, path, arena_copy(renderer->arena, renderer->text.bytes, length), length,
		executable, place);
}

/*
 * Sets `*bytes` to what the file holds: its own bytes, or those of the template rendered. False
 * after a mistake.
 */
static bool
make_file(struct renderer *renderer, const struct variant *variant, struct value names,
	const struct variant_file *file, struct value *bytes)
{
	const struct source *source = file->input.source;
	struct arena *arena = renderer->arena;

	if (!file->rendered) {
		*bytes = value_string(source->bytes, source->length);
		return true;
	}
	text_clear(&renderer->text);
	if (!jinja_render(renderer->environment,
		    arena_join(arena, "files/", file->input.name, NULL), names,
		    arena_format(arena, "image %s", variant->id), &renderer->text,
		    renderer->diagnostics))
		return false;
	*bytes = value_string(arena_copy(arena, renderer->text.bytes, renderer->text.length),
		renderer->text.length);
	return true;
}

/* Adds the files of a variant, each once, beside its Dockerfile. */
static void
add_files(struct renderer *renderer, const struct variant *variant, struct value names,
	const struct variant_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct variant_file *file = &files->items[i];
		const bool executable = file->input.source->executable;
		const struct place place = file->named->place;
		struct value bytes;

		if (!keep(renderer, FILE_COST + strlen(file->path), place))
			return;
		if (!make_file(renderer, variant, names, file, &bytes))
			continue;
		const char *path =
			arena_join(renderer->arena, variant->context, "/", file->path, NULL);
		const struct tree_file *before = tree_find(renderer->tree, path);

		if (!before || before->executable != executable ||
			!text_equal(before->bytes, before->length, bytes.bytes, bytes.length))
			add_file(renderer, path, bytes.bytes, bytes.length, executable, place);
	}
}

static void
report_unknown_manager(struct renderer *renderer, const struct node *name)
{
	struct nearest nearest = nearest_to(name->text, name->length);
	struct text known = TEXT_EMPTY;

	for (const struct field *field = schema_packages.fields; field->name; field++) {
		text_format(&known, "%s%s", known.length ? ", " : "", field->name);
		nearest_try(&nearest, field->name, strlen(field->name));
	}
	if (nearest.found)
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_UNKNOWN_MANAGER_NEAR,
			name->text, nearest.found);
	else
		diagnostic_error(renderer->diagnostics, name->place, MISTAKE_UNKNOWN_MANAGER,
			name->text, known.bytes, renderer->loader->layers[0].directory, name->text);
	text_free(&known);
}

/* Whether there is a macro file for each manager of packages that a variant names. */
static bool
has_managers(struct renderer *renderer, const struct variant *variant)
{
	const struct node *packages = node_get(variant->resolved, "packages");
	const size_t errors = renderer->diagnostics->errors;

	for (size_t i = 0; packages && i < packages->entry_count; i++) {
		const struct node *name = packages->entries[i].key;

		if (schema_has_manager(name))
			continue;
		const char *file = arena_format(renderer->arena, "lib/%s.j2", name->text);

		if (!loader_find(renderer->loader, file, strlen(file)))
			report_unknown_manager(renderer, name);
	}
	return renderer->diagnostics->errors == errors;
}

/* The place where the template of a variant is named. */
static struct place
template_place(const struct variant *variant)
{
	const struct node *node = node_get(variant->resolved, "template");

	return node ? node->place : variant->image->key->place;
}

/* Checks the Dockerfile that was rendered for the variant, with the files beside it. */
static void
check_rendered(
	struct renderer *renderer, const struct variant *variant, const struct variant_files *named)
{
	struct arena *scratch = &renderer->scratch;
	const char *path = arena_format(scratch, "%s/Dockerfile", variant->context);
	const struct tree_file *dockerfile = tree_find(renderer->tree, path);
	size_t count;
	struct tree_file **files = tree_below(renderer->tree, variant->context, &count);
	struct context_file *context = arena_allocate_array(scratch, count, sizeof(*context));

	struct map wanted = {0};

	for (size_t i = 0; i < named->count; i++)
		if (named->items[i].is_wanted)
			map_set(&wanted, scratch, named->items[i].path,
				strlen(named->items[i].path),
				(void *)(uintptr_t)named->items[i].named);
	for (size_t i = 0; i < count; i++) {
		context[i].path = files[i]->path + strlen(variant->context) + 1;
		context[i].bytes = files[i]->bytes;
		context[i].length = files[i]->length;
		context[i].named = map_get(&wanted, context[i].path, strlen(context[i].path));
	}
	const char *shown = arena_join(scratch, "out/", path, NULL);
	const uint32_t length = (uint32_t)dockerfile->length;
	struct diagnostics found = {.arena = scratch};

	dockerfile_check(variant, source_of_bytes(scratch, shown, dockerfile->bytes, length),
		context, count, scratch, &found);
	/* Few Dockerfiles are wrong, and only a message needs a source that stays. */
	if (found.errors)
		dockerfile_check(variant,
			source_of_bytes(renderer->arena, shown, dockerfile->bytes, length), context,
			count, scratch, renderer->diagnostics);
	arena_reset(scratch);
}

/* Checks the variant's own example, which costs as if a template looked at it. */
static void
check_example(struct renderer *renderer, const struct variant *variant)
{
	if (node_get(variant->resolved, "example") &&
		template_context_take_example(renderer->context, variant))
		example_check(renderer->family, variant, &renderer->scratch, renderer->diagnostics);
}

static void
render_variant(struct renderer *renderer, const struct variant *variant)
{
	struct arena *arena = renderer->arena;
	const size_t errors = renderer->diagnostics->errors;
	const struct value names =
		template_context_of(&renderer->passing, renderer->context, variant);
	struct variant_files files;

	variant_files_find(
		&files, renderer->loader, variant, &renderer->passing, renderer->diagnostics);
	input_files_check_tests(
		renderer->loader, node_get(variant->resolved, "tests"), renderer->diagnostics);
	template_context_set_files(arena, renderer->context, variant, variant_files_value(&files));
	const bool rendered =
		has_managers(renderer, variant) &&
		loader_has_image(renderer->loader, variant->template_name, template_place(variant),
			renderer->diagnostics) &&
		render(renderer, arena_format(arena, "image/%s", variant->template_name), names,
			arena_format(arena, "image %s", variant->id));

	if (rendered) {
		add_rendered(renderer, arena_format(arena, "%s/Dockerfile", variant->context),
			false, variant->image->key->place);
		image_values_check_unread(
			&renderer->context->values, variant, renderer->diagnostics);
	}
	add_files(renderer, variant, names, &files);
	if (variant->image->latest == variant)
		check_example(renderer, variant);
	renderer->is_whole &= template_context_forget(
		renderer->context, variant->image->key->place, renderer->diagnostics);
	if (rendered && renderer->diagnostics->errors == errors && renderer->is_whole)
		check_rendered(renderer, variant, &files);
	template_context_set_files(arena, renderer->context, variant, value_none());
	arena_reset(&renderer->passing);
}

/* Whether there are as many mistakes as are shown: more of them would not be seen. */
static bool
is_enough(const struct diagnostics *diagnostics)
{
	return diagnostics->errors >= DIAGNOSTICS_SHOWN;
}

static void
render_variants(struct renderer *renderer)
{
	for (size_t i = 0; i < renderer->family->variant_count && renderer->is_whole &&
			   !is_enough(renderer->diagnostics);
		i++) {
		struct variant *variant = renderer->family->order[i];

		/* The budget grows by one variant at a time, so that a costly one is seen early. */
		budget_grow_variant(renderer->budget);
		render_variant(renderer, variant);
		key_set(variant, renderer->arena, tree_hash(renderer->tree, variant->context));
		variant->key_inputs = key_inputs_write(variant, renderer->tree);
		keep(renderer, strlen(variant->key_inputs), variant->image->key->place);
		template_context_set_key(renderer->arena, renderer->context, variant);
	}
}

/* The image whose folders would have the file `path` or be at its place, in any case. */
static const struct image *
find_rival(struct renderer *renderer, const char *path)
{
	static const char variants[] = ".variants";
	char *name = arena_copy(renderer->arena, path, strcspn(path, "/"));
	const size_t length = strlen(name);

	if (length > strlen(variants) &&
		strcasecmp(name + length - strlen(variants), variants) == 0)
		name[length - strlen(variants)] = '\0';
	for (char *at = name; *at; at++)
		*at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
	return map_get(&renderer->family->images, name, strlen(name));
}

/* The JSON Schema of images.yaml, for a template that writes it to out/ for editors. */
static struct value
schema_text(struct arena *arena)
{
	struct text schema = TEXT_EMPTY;

	schema_write_json(&schema);
	const struct value text =
		value_string(arena_copy(arena, schema.bytes, schema.length), schema.length);

	text_free(&schema);
	return text;
}

/* Whether a folder or the file of the template `name` would be called .git, in any case. */
static bool
is_of_git(const char *name)
{
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (strncasecmp(part, ".git/", 5) == 0 || strcasecmp(part, ".git.j2") == 0)
			return true;
	}
	return false;
}

/*
 * Whether a file of family/ is a template that has a place in out/, under a name that can be shown;
 * reports it if not.
 */
static bool
is_output(struct renderer *renderer, const char *name)
{
	struct text shown = TEXT_EMPTY;

	text_append_visible(&shown, name, strlen(name));
	const bool same = text_equal(shown.bytes, shown.length, name, strlen(name));

	text_free(&shown);
	if (!same)
		diagnostic_error(renderer->diagnostics, (struct place){0}, MISTAKE_FILE_NAME,
			renderer->loader->layers[0].directory, name);
	else if (!loader_is_template(name))
		diagnostic_error(renderer->diagnostics, (struct place){0}, MISTAKE_NO_TEMPLATE,
			renderer->loader->layers[0].directory, name);
	else if (is_of_git(name))
		diagnostic_error(renderer->diagnostics, (struct place){0}, MISTAKE_OUTPUT_OF_GIT,
			renderer->loader->layers[0].directory, name);
	else
		return true;
	return false;
}

/* Whether what was rendered last is a script: a template's own mode says nothing of it. */
static bool
is_script(const struct renderer *renderer)
{
	return renderer->text.length > 2 && memcmp(renderer->text.bytes, "#!", 2) == 0;
}

/* Renders the template `name` of family/, once for the family. */
static void
render_output(struct renderer *renderer, const char *name, struct value context)
{
	const char *path = arena_copy(renderer->arena, name, strlen(name) - strlen(".j2"));
	const struct image *rival = find_rival(renderer, path);
	const struct place place = rival ? rival->key->place : (struct place){0};

	const bool rendered =
		render(renderer, arena_join(renderer->arena, "family/", name, NULL), context, NULL);

	if (rendered && renderer->text.length && rival && strchr(path, '/'))
		diagnostic_error(
			renderer->diagnostics, place, MISTAKE_OUTPUT_IN_CONTEXT, path, rival->name);
	else if (rendered && renderer->text.length)
		add_rendered(renderer, path, is_script(renderer), place);
	template_context_forget(renderer->context, (struct place){0}, renderer->diagnostics);
}

static enum outcome
render_catalogue(struct renderer *renderer)
{
	const char **names = NULL;
	size_t count = 0;
	struct value context = value_dict(renderer->arena);
	const enum outcome outcome = loader_list(renderer->loader, "family", &names, &count);

	value_dict_set(renderer->arena, context, "family", renderer->context->family);
	value_dict_set(renderer->arena, context, "schema", schema_text(renderer->arena));
	for (size_t i = 0; i < count; i++)
		if (is_output(renderer, names[i]))
			render_output(renderer, names[i], context);
	return outcome;
}

enum outcome
render_family(struct family *family, struct loader *loader, struct tree *tree,
	struct diagnostics *diagnostics, struct budget *budget)
{
	struct renderer renderer = {
		.family = family,
		.tree = tree,
		.arena = tree->arena,
		.diagnostics = diagnostics,
		.loader = loader,
		.budget = budget,
		.text = TEXT_EMPTY,
		.is_whole = true,
		.context = template_context_new(tree->arena, family, budget),
	};
	static const char *const folders[] = {"image", "lib", "family", NULL};
	const struct jinja_options options = {{true, true, true}, true, budget, folders};

	renderer.environment = jinja_environment_new(options, loader_find, loader);
	render_variants(&renderer);
	/* Without the keys of all variants, more mistakes would be found that are none. */
	const enum outcome outcome = renderer.is_whole && !is_enough(diagnostics)
					     ? render_catalogue(&renderer)
					     : OUTCOME_DONE;

	template_context_free(renderer.context);
	arena_free(&renderer.passing);
	jinja_environment_free(renderer.environment);
	text_free(&renderer.text);
	arena_free(&renderer.scratch);
	return outcome;
}

void
render_check_inputs(
	const struct family *family, struct loader *loader, struct diagnostics *diagnostics)
{
	const struct node *seen = NULL; /* images share the list of the defaults */

	for (size_t i = 0; i < family->images.count && !is_enough(diagnostics); i++) {
		const struct image *image = family->images.entries[i].value;
		const struct node *name = node_get(image->resolved, "template"),
				  *context = node_get(image->resolved, "context"),
				  *files = node_get(image->resolved, "files");

		if (name && !scalar_has_placeholder(name))
			loader_has_image(loader, name->text, name->place, diagnostics);
		if (context && !scalar_has_placeholder(context))
			input_files_find(loader, context, diagnostics);
		input_files_check_tests(loader, node_get(image->resolved, "tests"), diagnostics);
		for (size_t j = 0;
			files && files != seen && j < files->count && !is_enough(diagnostics);
			j++) {
			const struct node *from = node_get(files->items[j], "from");

			if (from && !scalar_has_placeholder(from))
				input_files_find(loader, from, diagnostics);
		}
		seen = files;
	}
}
