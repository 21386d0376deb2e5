#include "dockerfile/import/import_parents.h"

#include <string.h>

#include "dockerfile/dockerfile.h"
#include "dockerfile/import/import.h"
#include "dockerfile/import/mistakes.h"
#include "dockerfile/words.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/text.h"
#include "support/banned.h"

/* The parts of a reference: what stands between the last slash and the tag, and the tag. */
struct import_words {
	const char *name;
	size_t length;
	const char *tag; /* empty: it has none */
	size_t tag_length;
	bool has_prefix; /* a registry or a namespace */
};

static struct import_words
split(const char *reference)
{
	const char *slash = strrchr(reference, '/'), *name = slash ? slash + 1 : reference;
	const char *tag = name + strcspn(name, ":@");

	tag += *tag == ':';
	return (struct import_words){
		.name = name,
		.length = strcspn(name, ":@"),
		.tag = tag,
		.tag_length = strcspn(tag, "@"),
		.has_prefix = slash != NULL,
	};
}

/* Whether the reference starts with the namespace that images of the family get. */
static bool
is_of_family(const struct import *import, const char *reference)
{
	const size_t length = strlen(import->family);

	return strncmp(reference, import->family, length) == 0 && reference[length] == '/';
}

/*
 * The image that is taken in and that a reference names: NAME-TAG, else NAME. An image does not
 * stand on itself; and in the folder of NAME, NAME:TAG without a registry and a namespace is the
 * image from outside that NAME is made of.
 */
static struct import_image *
find_parent(const struct import *import, const struct import_image *image, const char *reference)
{
	const struct import_words words = split(reference);
	const char *tagged = arena_format(import->arena, "%.*s-%.*s", (int)words.length, words.name,
		(int)words.tag_length, words.tag);
	struct import_image *parent = map_get(&import->by_name, tagged, strlen(tagged));
	const bool is_latest =
		!words.tag_length || text_equal(words.tag, words.tag_length, "latest", 6);

	if (parent && parent != image)
		return parent;
	parent = map_get(&import->by_name, words.name, words.length);
	if (parent && !words.has_prefix && !is_latest && strcmp(parent->folder, image->folder) == 0)
		return NULL;
	return parent == image && !is_of_family(import, reference) ? NULL : parent;
}

/* The part before the last slash, of `*length` bytes: acme of registry.example/acme/base:1. */
static const char *
organisation_of(const char *reference, size_t *length)
{
	const char *slash = strrchr(reference, '/'), *part = slash ? slash : reference;

	while (part > reference && part[-1] != '/')
		part--;
	*length = slash ? (size_t)(slash - part) : 0;
	return part;
}

/* Notes the organisations of the images that FROM names and that are taken in. */
static void
find_organisations(struct import *import)
{
	import->organisations = (struct map){0};
	for (size_t i = 0; i < import->count; i++)
		for (size_t j = 0; j < import->images[i].reference_count; j++) {
			const struct import_reference *reference = &import->images[i].references[j];
			size_t length;
			const char *part = organisation_of(reference->name, &length);

			if (length && reference->kind == IMPORT_FROM &&
				find_parent(import, &import->images[i], reference->name))
				map_set(&import->organisations, import->arena, part, length,
					import);
		}
}

/*
 * Whether a reference of COPY --from or RUN --mount is an image from outside, whatever its last part
 * is: one of Docker's library, or of an organisation that no FROM names a parent by.
 */
static bool
is_foreign(const struct import *import, const char *reference)
{
	size_t length;
	const char *part = organisation_of(reference, &length);

	if (text_equal(part, length, "library", strlen("library")))
		return true;
	return length && import->organisations.count && !is_of_family(import, reference) &&
	       !map_get(&import->organisations, part, length);
}

/* A base from outside has a tag or a digest; engines take latest where it has none. */
static const char *
base_name(struct arena *arena, const char *reference)
{
	const struct import_words words = split(reference);

	return strcmp(reference, "scratch") == 0 || words.name[words.length]
		       ? reference
		       : arena_join(arena, reference, ":latest", NULL);
}

/*
 * Gives the parent the tag that a reference names it with, where that is no tag of a version; two
 * references with two tags leave it latest.
 */
static void
set_tag(struct import *import, struct import_image *parent, const char *reference)
{
	const struct import_words words = split(reference);
	const char *tag = words.tag_length && strncmp(words.tag, "latest-", 7) != 0 &&
					  text_equal(words.name, words.length, parent->name,
						  strlen(parent->name))
				  ? arena_copy(import->arena, words.tag, words.tag_length)
				  : "latest";

	parent->tag = !parent->tag || strcmp(parent->tag, tag) == 0 ? tag : "latest";
}

/* BASE_NAME, as the family calls the build argument of a parent that is no `from`. */
static const char *
argument_of(struct arena *arena, const char *name)
{
	char *argument = arena_join(arena, "BASE_", name, NULL);

	for (char *at = argument; *at; at++)
		*at = *at >= 'a' && *at <= 'z'                                   ? (char)(*at - 32)
		      : (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ? *at
										 : '_';
	return argument;
}

static const struct dockerfile_word *
arguments_of(struct import *import, const struct import_image *image,
	const struct dockerfile_instruction *instruction, size_t *count)
{
	*count = 0;
	return strcmp(instruction->name, "ARG") == 0 ? dockerfile_pairs(import->arena, instruction,
							       image->dockerfile->escape, count)
						     : NULL;
}

bool
import_names_parent(struct import *import, const struct import_image *image,
	const struct dockerfile_instruction *instruction)
{
	size_t count;
	const struct dockerfile_word *words = arguments_of(import, image, instruction, &count);

	for (size_t i = 0; i < count; i++)
		if (map_get(&image->arguments, words[i].text, strcspn(words[i].text, "=")))
			return true;
	return false;
}

/*
 * Reports each ARG that has the name of a parent's argument, unless it stands alone before the first
 * FROM: then only FROM sees it, and it can be taken away.
 */
static void
check_arguments(struct import *import, struct import_image *image)
{
	for (size_t i = 0; i < image->dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction =
			&image->dockerfile->instructions[i];
		size_t count;
		const struct dockerfile_word *words =
			arguments_of(import, image, instruction, &count);

		for (size_t j = 0; j < count; j++) {
			const size_t length = strcspn(words[j].text, "=");
			const struct import_image *parent =
				map_get(&image->arguments, words[j].text, length);

			if (!parent || (!instruction->stage && count == 1))
				continue;
			diagnostic_error(import->diagnostics,
				(struct place){image->source, words[j].start, words[j].end},
				MISTAKE_IMPORT_ARGUMENT, image->name,
				arena_copy(import->arena, words[j].text, length), parent->name);
			image->is_refused = true;
		}
	}
}

static void
refuse_for(struct import *import, struct import_image *image,
	const struct import_reference *reference, bool is_cycle)
{
	const struct place place = {image->source, reference->start, reference->end};

	if (is_cycle)
		diagnostic_error(import->diagnostics, place, MISTAKE_IMPORT_CYCLE, image->name,
			reference->parent->name);
	else
		diagnostic_error(import->diagnostics, place, MISTAKE_IMPORT_PARENT, image->name,
			reference->parent->name);
	image->is_refused = true;
}

/*
 * Puts `image` into the order behind all that it needs. A chain of images can be as long as the
 * family, so the way back is a list.
 */
static void
visit(struct import *import, struct import_image *image, struct import_image **way)
{
	size_t depth = 1;

	way[0] = image;
	while (depth) {
		image = way[depth - 1];
		image->is_visited = true;
		if (image->next == image->reference_count || image->is_refused) {
			image->is_left = true;
			depth--;
			if (!image->is_refused)
				*ARENA_ADD(import->arena, import->order, import->order_count) =
					image;
			continue;
		}
		const struct import_reference *reference = &image->references[image->next];
		struct import_image *parent = reference->parent;

		if (parent && !parent->is_visited && !parent->is_refused) {
			way[depth++] = parent;
			continue;
		}
		image->next++;
		if (parent && (parent->is_refused || !parent->is_left))
			refuse_for(import, image, reference, !parent->is_refused);
	}
}

/* Names the build arguments of the parents, as the family does (family/variant.c). */
static void
name_arguments(struct import *import, struct import_image *image)
{
	const struct import_image *from = image->references[image->from].parent;

	image->arguments = (struct map){0};
	for (size_t i = 0; i < image->reference_count; i++) {
		struct import_image *parent = image->references[i].parent;
		const char *argument = !parent          ? NULL
				       : parent == from ? "BASE"
							: argument_of(import->arena, parent->name);

		if (argument)
			map_set(&image->arguments, import->arena, argument, strlen(argument),
				parent);
	}
}

/* Reports a parent that ONBUILD copies from: a child would build that, and knows no such parent. */
static void
check_triggers(struct import *import, struct import_image *image)
{
	for (size_t i = 0; i < image->reference_count; i++) {
		const struct import_reference *reference = &image->references[i];

		if (!reference->parent || !reference->instruction->on_build)
			continue;
		diagnostic_error(import->diagnostics,
			(struct place){image->source, reference->start, reference->end},
			MISTAKE_IMPORT_TRIGGER, image->name, reference->parent->name);
		image->is_refused = true;
	}
}

/*
 * Whether the folder of the image has the source of a COPY; one that is no plain path counts as
 * there.
 */
static bool
has_source(const struct import *import, const struct import_image *image, const char *source)
{
	while (*source == '/' || strncmp(source, "./", 2) == 0)
		source++;
	const char *path =
		arena_join(import->arena, image->folder, *image->folder ? "/" : "", source, NULL);
	size_t length = strlen(path);

	while (length && path[length - 1] == '/')
		length--;
	return !*source || strcmp(source, ".") == 0 || strpbrk(source, "$*?[]\\<:@") ||
	       strstr(source, "..") || strstr(source, "//") ||
	       map_get(&import->by_path, path, length);
}

/* Checks what an ONBUILD of the parent that a FROM names would do in the image. */
static void
check_trigger(struct import *import, struct import_image *image,
	const struct import_reference *reference, const struct dockerfile_instruction *trigger)
{
	size_t count;
	const struct dockerfile_word *words =
		dockerfile_words(import->arena, trigger, &count, NULL);

	for (size_t i = 0; i + 1 < count; i++) {
		if (has_source(import, image, words[i].text))
			continue;
		diagnostic_error(import->diagnostics,
			(struct place){image->source, reference->start, reference->end},
			MISTAKE_IMPORT_TRIGGERED, image->name, reference->parent->name,
			words[i].text);
		image->is_refused = true;
	}
}

/* Reports the files that the ONBUILD COPY of a parent wants and that the image's folder lacks. */
static void
check_triggered(struct import *import, struct import_image *image)
{
	for (size_t i = 0; i < image->reference_count; i++) {
		const struct import_reference *reference = &image->references[i];
		const struct dockerfile *parent =
			reference->parent && reference->kind == IMPORT_FROM
				? reference->parent->dockerfile
				: NULL;

		for (size_t j = 0; parent && j < parent->count; j++) {
			const struct dockerfile_instruction *trigger = &parent->instructions[j];

			if (trigger->on_build && trigger->stage == parent->stage_count &&
				!dockerfile_flag(trigger, "from") &&
				(strcmp(trigger->name, "COPY") == 0 ||
					strcmp(trigger->name, "ADD") == 0))
				check_trigger(import, image, reference, trigger);
		}
	}
}

static void
find_parents(struct import *import, struct import_image *image)
{
	for (size_t i = 0; i < image->reference_count; i++) {
		struct import_reference *reference = &image->references[i];

		if (reference->kind == IMPORT_NUMBER || reference->kind == IMPORT_SYNTAX)
			continue;
		reference->parent =
			reference->kind == IMPORT_COPY && is_foreign(import, reference->name)
				? NULL
				: find_parent(import, image, reference->name);
		if (reference->parent)
			set_tag(import, reference->parent, reference->name);
		else
			reference->name = base_name(import->arena, reference->name);
	}
	if (image->is_refused)
		return;
	name_arguments(import, image);
	check_arguments(import, image);
	check_triggers(import, image);
	check_triggered(import, image);
}

/* Leaves a tag to a base that has it under the name of an image (family/reference.h). */
static void
give_way(struct import *import, const char *base)
{
	const struct import_words words = split(base);
	struct import_image *namesake =
		words.has_prefix ? NULL : map_get(&import->by_name, words.name, words.length);

	if (namesake && namesake->tag &&
		text_equal(words.tag, words.tag_length, namesake->tag, strlen(namesake->tag)))
		namesake->tag = "latest";
}

void
import_find_parents(struct import *import)
{
	struct import_image **way =
		arena_allocate_array(import->arena, import->count + 1, sizeof(*way));

	import->order = NULL;
	import->order_count = 0;
	for (size_t i = 0; i < import->count; i++) {
		struct import_image *image = &import->images[i];

		image->tag = NULL;
		image->is_visited = image->is_left = false;
		image->next = 0;
	}
	find_organisations(import);
	for (size_t i = 0; i < import->count; i++)
		find_parents(import, &import->images[i]);
	for (size_t i = 0; i < import->count; i++)
		for (size_t j = 0; j < import->images[i].reference_count; j++)
			if (!import->images[i].references[j].parent)
				give_way(import, import->images[i].references[j].name);
	for (size_t i = 0; i < import->count; i++)
		if (!import->images[i].is_visited)
			visit(import, &import->images[i], way);
}
