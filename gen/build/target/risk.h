/* How severe vulnerabilities are. */
#ifndef BUILD_TARGET_RISK_H
#define BUILD_TARGET_RISK_H

#include <stddef.h>

/* From what nobody has judged to the worst. */
enum risk {
	RISK_UNKNOWN,
	RISK_NEGLIGIBLE,
	RISK_LOW,
	RISK_MEDIUM,
	RISK_HIGH,
	RISK_CRITICAL,
	RISK_NONE /* as a threshold: nothing reaches it */
};

enum { RISK_COUNT = RISK_NONE };

/* Its word in small letters: "high". */
const char *
risk_name(enum risk risk);

/* The risk of a word, in small or capital letters. RISK_UNKNOWN for any other word. */
enum risk
risk_read(const char *word);

#endif
