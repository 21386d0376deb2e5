#include "support/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

enum outcome
failure(const char *format, ...)
{
	struct text message = {0}, shown = {0};
	va_list arguments;

	va_start(arguments, format);
	text_format_list(&message, format, arguments);
	va_end(arguments);
	text_append_visible(&shown, message.bytes ? message.bytes : "", message.length);
	fprintf(stderr, "basegen: %s\n", shown.bytes ? shown.bytes : "");
	text_free(&message);
	text_free(&shown);
	return OUTCOME_MACHINE;
}

enum outcome
failure_of_file(const char *path)
{
	return failure("%s: %s", path, strerror(errno));
}
