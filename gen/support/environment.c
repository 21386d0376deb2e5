#include "support/environment.h"

#include <stddef.h>
#include <stdlib.h>

#include "support/banned.h"

const char *
environment_or(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

const char *
environment_get(const char *name)
{
	return environment_or(name, NULL);
}
