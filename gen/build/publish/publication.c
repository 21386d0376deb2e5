#include "build/publish/publication.h"

#include <string.h>

#include "build/report/report.h"
#include "build/report/results.h"
#include "build/survey/survey.h"
#include "build/target/settings.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

enum { DIGEST_SHOWN = 19 }; /* of sha256:…, as engines show it */

void
publication_note(struct publication *tag, const char *digest)
{
	if (!tag->after && tag->manifest.answer == REGISTRY_FOUND)
		tag->before = tag->manifest.digest;
	tag->after = digest;
}

/* "latest (from sha256:0123456789ab to sha256:ba9876543210)"; `name` is how the tag is called. */
static void
append_tag(struct text *text, const struct publication *tag, const char *name)
{
	text_append_string(text, name);
	if (tag->before)
		text_format(text, " (from %.*s to %.*s)", DIGEST_SHOWN, tag->before, DIGEST_SHOWN,
			tag->after);
}

/* Reports the tags of a target that were set in a repository of it. */
static void
report_repository(const struct publication *tags, size_t count, size_t target,
	const char *repository, struct arena *arena, struct report *report)
{
	struct text line = TEXT_EMPTY;

	for (size_t i = 0; i < count; i++) {
		const struct publication *tag = &tags[i];

		if (tag->target != target || !tag->set ||
			strcmp(tag->public.repository, repository) != 0)
			continue;
		text_append_string(&line, line.length ? ", " : "");
		append_tag(&line, tag, tag->public.tag);
	}
	if (line.length)
		report_line(
			report, arena_join(arena, repository, " is there as ", line.bytes, NULL));
	text_free(&line);
}

void
publications_report(const struct publication *tags, size_t count, const struct survey *survey,
	struct report *report)
{
	for (size_t i = 0; i < survey->targets->count; i++) {
		const struct target *target = &survey->targets->items[i];
		const char *registry = settings_registry(survey->settings, target);

		for (const char *const *name = target->repositories; survey->wanted[i] && *name;
			name++)
			report_repository(tags, count, i,
				arena_join(survey->arena, registry, *name, NULL), survey->arena,
				report);
	}
}

/* "as 1-1.0.0, 1, ghcr.io/acme/old/base:1" of the tags of a target that were set; "" for none. */
static void
append_tags(struct text *text, const struct publication *tags, size_t count, size_t target)
{
	const char *main = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct public_name *public = &tags[i].public;

		if (tags[i].target != target)
			continue;
		main = main ? main : public->repository;
		if (!tags[i].after)
			continue;
		text_append_string(text, text->length ? ", " : "as ");
		append_tag(text, &tags[i],
			strcmp(public->repository, main) == 0 ? public->tag : public->name);
	}
}

void
publications_tell(const struct publication *tags, size_t count, const struct survey *survey,
	struct image_result *images)
{
	for (size_t i = 0; i < survey->targets->count; i++) {
		struct text text = TEXT_EMPTY;
		struct image_result *image = &images[i];

		append_tags(&text, tags, count, i);
		if (text.length && image->result == RESULT_CURRENT) {
			image->result = RESULT_TAGGED;
			image->detail = arena_string(survey->arena, text.bytes);
		} else if (text.length) {
			image->detail =
				arena_join(survey->arena, image->detail ? image->detail : "",
					image->detail ? ", " : "", "tagged ", text.bytes, NULL);
		}
		text_free(&text);
	}
}
