#include "build/test/refused_run.h"

#include "build/evidence/accounts.h"
#include "build/evidence/evidence.h"
#include "build/state/interrupt.h"
#include "build/test/image_check.h"
#include "document/node.h"
#include "support/arena.h"
#include "support/text.h"
#include "support/banned.h"

bool
refused_run(struct evidence *evidence, const char *what, int status, const struct text *why,
	struct check_result *result)
{
	if (interrupt_came())
		return false;
	if (status == ENGINE_LATE) {
		result->state = CHECK_FAILED;
		result->message = arena_string(evidence->arena, why->bytes);
		return true;
	}
	const struct engine_configuration *found = evidence_configuration(evidence);
	const struct root_table *files = found ? evidence_files(evidence) : NULL;
	const struct node *user = found ? node_get(found->config, "User") : NULL;

	if (!files)
		return false;
	if (user && user->kind == NODE_SCALAR && !node_is_null(user) &&
		!accounts_can_run(files, user->text)) {
		result->state = CHECK_FAILED;
		result->message = arena_format(evidence->arena,
			"nothing can run as '%s', the user of the image, who is not in its "
			"/etc/passwd or /etc/group",
			user->text);
		return true;
	}
	evidence->outcome = failure("%s: %s: %s", evidence->target, what,
		why->length ? why->bytes : "it could not be run");
	return false;
}
