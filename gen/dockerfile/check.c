#include "dockerfile/check.h"

#include <stdarg.h>
#include <string.h>

#include "dockerfile/copied_files.h"
#include "dockerfile/declared_images.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/repeated_labels.h"
#include "dockerfile/mistakes.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

void
check_note_template(const struct dockerfile_check *check)
{
	const struct variant *variant = check->variant;
	const struct node *template = node_get(variant->resolved, "template");

	diagnostic_note(check->diagnostics, (template ? template : variant->image->key)->place,
		NOTE_TEMPLATE, variant->template_name, variant->id);
}

void
check_error(
	const struct dockerfile_check *check, uint32_t start, uint32_t end, const char *format, ...)
{
	struct text message = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&message, format, arguments);
	va_end(arguments);
	diagnostic_error(
		check->diagnostics, (struct place){check->source, start, end}, "%s", message.bytes);
	text_free(&message);
	check_note_template(check);
}

static void
check_doubts(const struct dockerfile_check *check)
{
	for (size_t i = 0; i < check->dockerfile->doubt_count; i++) {
		const struct dockerfile_doubt *doubt = &check->dockerfile->doubts[i];

		check_error(check, doubt->start, doubt->end, "%s", doubt->what);
	}
}

static void
check_instructions(const struct dockerfile_check *check)
{
	for (size_t i = 0; i < check->dockerfile->count; i++) {
		const struct dockerfile_instruction *instruction =
			&check->dockerfile->instructions[i];

		if (!instruction->is_known)
			check_error(check, instruction->start,
				instruction->start + (uint32_t)strlen(instruction->name),
				MISTAKE_UNKNOWN_INSTRUCTION, instruction->name);
	}
}

static struct dockerfile *
read_as(const struct dockerfile_check *check, enum dockerfile_syntax syntax)
{
	return dockerfile_read(check->arena, check->source->bytes, check->source->length, syntax);
}

void
dockerfile_check(const struct variant *variant, const struct source *source,
	struct context_file *files, size_t count, struct arena *scratch,
	struct diagnostics *diagnostics)
{
	struct dockerfile_check check = {
		.arena = scratch,
		.variant = variant,
		.source = source,
		.global = {.arena = scratch},
		.files = files,
		.file_count = count,
		.is_used = arena_allocate(scratch, variant->origin_count),
		.diagnostics = diagnostics,
	};
	for (size_t i = 0; i < count; i++)
		files[i].is_copied = false;
	const struct dockerfile *today = read_as(&check, DOCKERFILE_TODAY);

	check.dockerfile = today;
	check_doubts(&check);
	check_instructions(&check);
	declared_images_check(&check);
	repeated_labels_check(&check);
	copied_files_check(&check);
	if (!today->is_same_earlier) {
		check.dockerfile = read_as(&check, DOCKERFILE_EARLIER);
		declared_images_check_earlier(&check);
	}
}
