#include "command/report_path.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/report/family_place.h"
#include "command/options.h"
#include "support/banned.h"

bool
report_path_check(const struct call *call, const char *option, const char *path)
{
	struct stat stat;

	if (!path)
		return true;
	if (!*path || (lstat(path, &stat) == 0 && !S_ISREG(stat.st_mode)))
		(void)call_mistake(call, "%s takes the name of a file, not '%s'", option, path);
	else if (family_place_has(&call->places, path))
		(void)call_mistake(call,
			"%s takes the name of a report, and '%s' is a place of the family's own "
			"files: write it into another folder, like build/",
			option, path);
	else
		return true;
	return false;
}

enum outcome
report_path_clear(const char *path)
{
	return !path || unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR
		       ? OUTCOME_DONE
		       : failure_of_file(path);
}
