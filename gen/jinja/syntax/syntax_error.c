#include "jinja/syntax/syntax_error.h"

#include <stdarg.h>

#include "jinja/syntax/script.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "support/text.h"
#include "support/banned.h"

_Noreturn void
syntax_error_raise(
	struct syntax_error *error, uint32_t start, uint32_t end, const char *format, ...)
{
	struct text message = TEXT_EMPTY;
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&message, format, arguments);
	va_end(arguments);
	error->message = arena_copy(error->arena, message.bytes, message.length);
	text_free(&message);
	error->start = script_offset(error->script, start);
	error->end = script_offset(error->script, end);
	longjmp(error->out, 1);
}

void
syntax_error_report(const struct syntax_error *error, const struct source *source,
	struct diagnostics *diagnostics)
{
	diagnostic_error(diagnostics, (struct place){source, error->start, error->end}, "%s",
		error->message);
}
