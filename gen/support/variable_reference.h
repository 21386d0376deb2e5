/*
 * What a `$` means in the value of an environment variable: $NAME and ${NAME} are the value of
 * another variable, $$ is a dollar, and any other `$` is itself.
 */
#ifndef SUPPORT_VARIABLE_REFERENCE_H
#define SUPPORT_VARIABLE_REFERENCE_H

#include <stddef.h>
#include <string.h>

/* What begins with a `$`. */
struct variable_reference {
	size_t size;      /* its bytes, the `$` included; 2 for $$ */
	const char *name; /* of the variable; NULL: it is no reference */
	size_t name_length;
};

/* Reads what `bytes` begin with, which is a `$`. */
static inline struct variable_reference
variable_reference_read(const char *bytes, size_t length)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_",
			  digits[] = "0123456789";
	const size_t brace = length > 1 && bytes[1] == '{';
	size_t end = 1 + brace;

	while (end < length && bytes[end] &&
		(strchr(letters, bytes[end]) || (end > 1 + brace && strchr(digits, bytes[end]))))
		end++;
	if (end > 1 + brace && (!brace || (end < length && bytes[end] == '}')))
		return (struct variable_reference){end + brace, bytes + 1 + brace, end - 1 - brace};
	return (struct variable_reference){length > 1 && bytes[1] == '$' ? 2 : 1, NULL, 0};
}

#endif
