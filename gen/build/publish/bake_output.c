#include "build/publish/bake_output.h"

#include <fcntl.h>
#include <unistd.h>

#include "build/state/interrupt.h"
#include "build/state/state.h"
#include "support/text.h"
#include "support/banned.h"

bool
bake_output_open(struct bake_output *output, const char *log, bool verbose)
{
	struct text none = TEXT_EMPTY;

	output->viewed = isatty(STDERR_FILENO);
	output->shown = output->viewed || verbose;
	if (output->viewed) {
		if (!viewer_open(&output->viewer))
			return false;
		output->file = output->viewer.input;
	} else if (output->shown) {
		output->file = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
	} else {
		output->file =
			state_write(log, &none) ? open(log, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	}
	return output->file >= 0;
}

void
bake_output_close(struct bake_output *output)
{
	if (output->viewed)
		viewer_close(&output->viewer, interrupt_came());
	else
		close(output->file);
}
