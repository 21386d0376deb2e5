#include "support/notation/semver.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "support/banned.h"

#define DIGITS "0123456789"

/* Part of a version. */
struct version_part {
	const char *start;
	size_t length;
};

/* Takes the next part of a pre-release. */
static struct version_part
take_part(const char **version)
{
	const struct version_part part = {*version, strcspn(*version, ".+")};

	*version += part.length;
	return part;
}

static bool
is_number(struct version_part part)
{
	return part.length > 0 && strspn(part.start, DIGITS) >= part.length;
}

static int
compare_bytes(struct version_part a, struct version_part b)
{
	const int order = memcmp(a.start, b.start, a.length < b.length ? a.length : b.length);

	return order ? order : (a.length > b.length) - (a.length < b.length);
}

static struct version_part
without_zeros(struct version_part number)
{
	while (number.length && *number.start == '0') {
		number.start++;
		number.length--;
	}
	return number;
}

static int
compare_numbers(struct version_part a, struct version_part b)
{
	a = without_zeros(a);
	b = without_zeros(b);
	return a.length == b.length ? compare_bytes(a, b) : a.length < b.length ? -1 : 1;
}

/* Takes the next of the numbers in front; an empty one where there is none left. */
static struct version_part
take_number(const char **version)
{
	const struct version_part number = {*version, strspn(*version, DIGITS)};

	*version += number.length;
	if (number.length && **version == '.' && isdigit((unsigned char)(*version)[1]))
		++*version;
	return number;
}

static int
compare_identifiers(struct version_part a, struct version_part b)
{
	if (is_number(a) && is_number(b))
		return compare_numbers(a, b);
	if (is_number(a) || is_number(b))
		return is_number(a) ? -1 : 1;
	return compare_bytes(a, b);
}

static int
compare_pre_releases(const char *a, const char *b)
{
	while (*a && *b && *a != '+' && *b != '+') {
		const int order = compare_identifiers(take_part(&a), take_part(&b));

		if (order)
			return order;
		a += *a == '.';
		b += *b == '.';
	}
	return (*a && *a != '+') - (*b && *b != '+');
}

int
semver_compare(const char *a, const char *b)
{
	bool a_ends, b_ends;

	a += *a == 'v';
	b += *b == 'v';
	for (;;) {
		const struct version_part left = take_number(&a), right = take_number(&b);
		const int order = compare_numbers(left, right);

		if (order)
			return order;
		if (!left.length && !right.length)
			break;
	}
	a += *a == '-';
	b += *b == '-';
	a_ends = !*a || *a == '+';
	b_ends = !*b || *b == '+';
	return a_ends || b_ends ? a_ends - b_ends : compare_pre_releases(a, b);
}
