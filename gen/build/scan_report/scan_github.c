#include "build/scan_report/scan_github.h"

#include "build/scan/scan_images.h"
#include "build/scan_report/finding_group.h"
#include "support/annotation.h"
#include "support/print.h"
#include "support/text.h"
#include "support/banned.h"

static void
append(struct text *text, const struct scanned_image *image, const struct finding_group *group)
{
	const struct scan_finding *finding = group->items->finding;
	struct text message = TEXT_EMPTY;

	text_format(&message, "%s (%s): ", finding->id, risk_name(finding->severity));
	finding_group_append_packages(&message, group);
	finding_group_append_notes(&message, group, image->base);
	annotation_append(text, &(struct annotation){.level = "error",
					.title = image->target,
					.file = image->file,
					.line = image->line,
					.message = message.bytes});
	text_free(&message);
}

/* Appends annotations for the vulnerabilities that count, up to `most`. Returns how many count. */
static size_t
append_first(struct text *text, const struct scan_results *scan, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < scan->image_count; i++) {
		const struct scanned_image *image = &scan->images[i];
		struct finding_group group;

		for (size_t j = 0; j < image->count; j += group.count) {
			group = finding_group_at(image, j);
			if (group.items->counts && count++ < most)
				append(text, image, &group);
		}
	}
	return count;
}

void
scan_github_print(const struct scan_results *scan)
{
	struct text text = TEXT_EMPTY;
	const size_t count = append_first(&text, scan, 0), shown = annotations_shown(count);

	(void)append_first(&text, scan, shown);
	annotations_append_rest(
		&text, "error", count - shown, "more vulnerabilities are in the log");
	print_drawn(&text);
	text_free(&text);
}
