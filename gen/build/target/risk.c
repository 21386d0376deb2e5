#include "build/target/risk.h"

#include <strings.h>

#include "support/banned.h"

static const char *const names[] = {
	[RISK_UNKNOWN] = "unknown",
	[RISK_NEGLIGIBLE] = "negligible",
	[RISK_LOW] = "low",
	[RISK_MEDIUM] = "medium",
	[RISK_HIGH] = "high",
	[RISK_CRITICAL] = "critical",
	[RISK_NONE] = "none",
};

const char *
risk_name(enum risk risk)
{
	return names[risk];
}

enum risk
risk_read(const char *word)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(names[i], word) == 0)
			return (enum risk)i;
	return RISK_UNKNOWN;
}
