#include "build/evidence/durations.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "support/banned.h"

double
durations_read(const char *duration)
{
	static const struct {
		const char *unit;
		double nanoseconds;
	} units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 6e10}, {"h", 36e11}};
	double sum = 0;

	while (*duration) {
		char *unit;
		const double number = strtod(duration, &unit);
		const size_t length = strcspn(unit, "0123456789");

		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
			if (text_equal(unit, length, units[i].unit, strlen(units[i].unit)))
				sum += number * units[i].nanoseconds;
		duration = unit + length;
	}
	return sum;
}
