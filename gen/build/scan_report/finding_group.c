#include "build/scan_report/finding_group.h"

#include <string.h>

#include "build/scan/scan_images.h"
#include "support/text.h"
#include "support/banned.h"

static bool
belong_together(const struct brought *a, const struct brought *b)
{
	return a->finding->severity == b->finding->severity &&
	       strcmp(a->finding->id, b->finding->id) == 0 && a->is_of_base == b->is_of_base &&
	       a->exception == b->exception;
}

struct finding_group
finding_group_at(const struct scanned_image *image, size_t first)
{
	struct finding_group group = {&image->items[first], 1};

	while (first + group.count < image->count &&
		belong_together(group.items, &group.items[group.count]))
		group.count++;
	return group;
}

static void
append(struct text *text, const char *string)
{
	text_append_visible(text, string, strlen(string));
}

/* Whether the package behind has the same version and is mended by the same. */
static bool
is_like_next(const struct finding_group *group, size_t i)
{
	const struct scan_finding *finding = group->items[i].finding,
				  *next = i + 1 < group->count ? group->items[i + 1].finding : NULL;

	return next && strcmp(finding->version, next->version) == 0 &&
	       strcmp(finding->fixed, next->fixed) == 0;
}

void
finding_group_append_packages(struct text *text, const struct finding_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct scan_finding *finding = group->items[i].finding;

		append(text, finding->package);
		if (!is_like_next(group, i)) {
			text_append_character(text, ' ');
			append(text, finding->version);
			text_append_string(text, *finding->fixed ? ", fixed in " : ", not fixed");
			append(text, finding->fixed);
		}
		if (i + 1 < group->count)
			text_append_string(text, is_like_next(group, i) ? ", " : "; ");
	}
}

void
finding_group_append_notes(struct text *text, const struct finding_group *group, const char *base)
{
	const struct exception *exception = group->items->exception;

	if (group->items->is_of_base) {
		text_append_string(text, "; from the base ");
		append(text, base);
	}
	if (!exception)
		return;
	if (exception->has_ended)
		text_format(text, "; its exception ended after %s: ", exception->until);
	else if (exception->is_too_long)
		text_format(text,
			"; its exception does not hold, as %s is more than a year ahead: ",
			exception->until);
	else
		text_format(text, "; excepted until %s: ", exception->until);
	append(text, exception->reason);
}
