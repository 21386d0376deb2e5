#include "family/schema/allowance.h"

#include "family/schema/mistakes.h"
#include "family/schema/shape.h"
#include "support/budget.h"
#include "support/diagnostic.h"
#include "support/banned.h"

enum { GONE = -1 }; /* what is left behind the report */

bool
allowance_is_gone(const struct checker *checker)
{
	return checker->budget && (checker->budget->nodes == GONE || checker->budget->steps < 0 ||
					  checker->budget->bytes < 0);
}

bool
allowance_take(struct checker *checker, size_t count, struct place place)
{
	struct budget *budget = checker->budget;

	if (allowance_is_gone(checker))
		return false;
	if (!budget || budget_take(&budget->nodes, count))
		return true;
	diagnostic_error(checker->diagnostics, place, MISTAKE_TOO_MUCH_REPEATED);
	budget->nodes = GONE;
	return false;
}
