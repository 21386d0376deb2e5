#include "output/loader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/budget.h"
#include "support/failure.h"
#include "support/store.h"
#include "support/banned.h"

static bool
is_harmless(const char *name)
{
	while (*name) {
		const size_t length = strcspn(name, "/");

		if (length == 0 || (length <= 2 && strspn(name, ".") >= length))
			return false;
		name += length;
		if (*name && !*++name)
			return false;
	}
	return true;
}

struct source *
finder_read(const struct store *store, struct arena *arena, const char *folder, const char *path,
	uint32_t limit, enum source_failure *failure)
{
	struct source *source = store->read(store, arena, folder, path, limit, failure);

	/* No system has a file with a name that is too long for it. */
	if (!source && *failure == SOURCE_UNREADABLE && errno == ENAMETOOLONG)
		*failure = SOURCE_MISSING;
	if (!source && *failure == SOURCE_UNREADABLE)
		exit((int)failure_of_file(path));
	return source;
}

static struct source *
read_template(struct finder *finder, const char *name)
{
	enum source_failure failure;
	struct source *source = NULL;

	for (const char *const *folder = finder->folders; *folder && !source; folder++) {
		const char *path = arena_format(finder->arena, "%s/%s", *folder, name);

		source = finder_read(finder->store, finder->arena, finder->inside ? *folder : NULL,
			path, TEMPLATE_LARGEST, &failure);
		/* To go on without it, as for one that is missing, would render something else. */
		if (!source && failure == SOURCE_OUTSIDE)
			exit((int)failure_mistake(path,
				"a link that leads out of %s is not followed",
				finder->inside ? *folder : "the checkout"));
	}
	return source;
}

const struct source *
finder_find(void *data, const char *name, size_t length)
{
	struct finder *finder = data;
	struct source *source = map_get(&finder->sources, name, length);

	if (source || !length || memchr(name, '\0', length))
		return source;
	const char *copy = arena_copy(finder->arena, name, length);

	if (is_harmless(copy))
		source = read_template(finder, copy);
	if (!source)
		return NULL;
	if (finder->budget)
		budget_grow(finder->budget, source->length);
	map_set(&finder->sources, finder->arena, copy, length, source);
	return source;
}
