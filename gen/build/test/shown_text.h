/* Texts of a result, which programs print without bound, as reports show them. */
#ifndef BUILD_TEST_SHOWN_TEXT_H
#define BUILD_TEST_SHOWN_TEXT_H

#include <stddef.h>

struct arena;

/*
 * How many bytes of a long text are shown of its start, and again of its end. Readers of TAP give up
 * at 64 Ki characters between quotes, and a byte can take six there.
 */
enum { SHOWN_AT_ENDS = 5 << 10 };

/*
 * The bytes as a string: a NUL byte is shown as \x00, and of a text that is longer than twice `ends`
 * only so much of both ends, with how many bytes are left out between them. `printed` is how many
 * bytes there were before others left some out.
 */
const char *
shown_text(struct arena *arena, const char *bytes, size_t length, size_t printed, size_t ends);

#endif
