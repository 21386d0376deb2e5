#include "build/scan/exceptions.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "build/scan/finding.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"
#include "support/banned.h"

const char *
exceptions_today(struct arena *arena)
{
	const time_t now = time(NULL);
	struct tm day = {0};

	(void)gmtime_r(&now, &day);
	return arena_format(
		arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

static const char *
text_of(const struct node *map, const char *key)
{
	const struct node *node = node_get(map, key);

	return node ? node->text : "";
}

/* The last day on which an exception may end. */
static const char *
a_year_after(struct arena *arena, const char *day)
{
	return arena_format(arena, "%04ld%s", strtol(day, NULL, 10) + 1, strchr(day, '-'));
}

bool
exception_holds(const struct exception *exception)
{
	return !exception->has_ended && !exception->is_too_long;
}

struct exceptions
exceptions_of(struct arena *arena, const struct variant *variant, const char *today)
{
	const struct node *list = node_get(variant->resolved, "scan-exceptions");
	const char *latest = a_year_after(arena, today);
	struct exceptions exceptions = {0};

	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *item = list->items[i];
		struct exception *exception = ARENA_ADD(arena, exceptions.items, exceptions.count);

		*exception = (struct exception){
			.id = text_of(item, "id"),
			.package = text_of(item, "package"),
			.reason = text_of(item, "reason"),
			.until = text_of(item, "until"),
			.place = item->place,
		};
		exception->has_ended = strcmp(exception->until, today) < 0;
		exception->is_too_long = strcmp(exception->until, latest) > 0;
	}
	return exceptions;
}

const struct exception *
exceptions_find(const struct exceptions *exceptions, const struct scan_finding *finding)
{
	const struct exception *found = NULL;

	for (size_t i = 0; i < exceptions->count; i++) {
		struct exception *exception = &exceptions->items[i];

		if (!finding_has_id(finding, exception->id) ||
			(*exception->package && strcmp(exception->package, finding->package) != 0))
			continue;
		exception->matches = true;
		if (!found || (!exception_holds(found) && exception_holds(exception)))
			found = exception;
	}
	return found;
}
