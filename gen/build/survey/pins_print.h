/* What lock and outdated print of bases, as text and as JSON Lines. */
#ifndef BUILD_SURVEY_PINS_PRINT_H
#define BUILD_SURVEY_PINS_PRINT_H

#include <stdbool.h>
#include <stddef.h>

struct lockfile;
struct pins;
struct text;

/*
 * Appends how the bases differ from `before`, what images.lock had of them, and which images will
 * be built again. `path` is that of images.lock, and `written` tells whether it was written. The
 * marks of the pins change.
 */
void
pins_append_written(struct text *text, struct pins *pins, const struct lockfile *before,
	const char *path, bool written, bool json);

/*
 * Appends which bases stand for another image than the one in images.lock, with the images that
 * stand on them, and which are not locked. Returns how many have moved. The marks of the pins
 * change.
 */
size_t
pins_append_outdated(struct text *text, struct pins *pins, bool json);

#endif
