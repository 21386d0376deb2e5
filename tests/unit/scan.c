/*
 * build/scan: what is one finding, which exception holds for it, and what was copied from another
 * image.
 */
#include <time.h>

#include "build/scan/exceptions.h"
#include "build/scan/finding.h"
#include "build/scan/origins.h"
#include "document/json.h"
#include "document/node.h"
#include "family/family.h"
#include "support/arena.h"

#include "unit.h"

static struct arena arena;

static struct scan_finding
finding(const char *id, const char *aliases, enum risk severity, const char *package,
	const char *path)
{
	return (struct scan_finding){.id = id,
		.aliases = aliases,
		.severity = severity,
		.package = package,
		.version = "1",
		.type = "python",
		.path = path,
		.fixed = "",
		.score = "",
		.url = "",
		.text = ""};
}

static void
settles_findings(void **state)
{
	struct scan_finding items[] = {
		finding("CVE-1", "", RISK_LOW, "b", "/b"),
		finding("GHSA-2", "CVE-2 CVE-3", RISK_MEDIUM, "a", "/a"),
		finding("CVE-1", "", RISK_LOW, "a", "/a"),
		finding("cve-3", "", RISK_CRITICAL, "a", "/a"),
		finding("CVE-3", "", RISK_HIGH, "a", "/elsewhere"),
		finding("CVE-1", "", RISK_LOW, "a", "/a"),
	};
	struct findings findings = {items, sizeof(items) / sizeof(*items)};
	struct findings none = {0};

	(void)state;
	findings_settle(&findings, &arena);
	assert_int_equal(findings.count, 4);
	assert_int_equal(items[0].severity, RISK_CRITICAL);
	assert_string_equal(items[0].id, "cve-3");
	assert_string_equal(items[0].aliases, "GHSA-2 CVE-2");
	assert_string_equal(items[1].path, "/elsewhere");
	assert_string_equal(items[2].package, "a");
	assert_string_equal(items[3].package, "b");
	findings_settle(&none, &arena);
	assert_int_equal(none.count, 0);
	arena_free(&arena);
}

/* In any order, what has an ID in common is one finding that has all IDs. */
static void
keeps_all_ids(void **state)
{
	const struct scan_finding all[] = {
		finding("GHSA-1", "CVE-1", RISK_LOW, "a", ""),
		finding("ZZZ-A", "ghsa-1 CVE-2", RISK_HIGH, "a", ""),
		finding("ZZZ-B", "CVE-1 CVE-3", RISK_HIGH, "a", ""),
	};

	(void)state;
	for (size_t first = 0; first < 3; first++)
		for (size_t turn = 1; turn < 3; turn++) {
			struct scan_finding items[] = {
				all[first], all[(first + turn) % 3], all[(first + 2 * turn) % 3]};
			struct findings findings = {items, 3};

			findings_settle(&findings, &arena);
			assert_int_equal(findings.count, 1);
			assert_string_equal(items[0].id, "ZZZ-A");
			assert_string_equal(items[0].aliases, "ghsa-1 CVE-2 CVE-1 ZZZ-B CVE-3");
		}
	arena_free(&arena);
}

/* Whether the settling of many findings of one package takes neither long nor much memory. */
static void
settles_many(void **state)
{
	enum { MANY = 100000 };
	struct findings findings = {0};
	const clock_t start = clock();

	(void)state;
	for (int i = 0; i < MANY; i++)
		*ARENA_ADD(&arena, findings.items, findings.count) =
			finding(arena_format(&arena, "GHSA-%d", i), i % 2 ? "CVE-1" : "", RISK_LOW,
				"a", "");
	findings_settle(&findings, &arena);
	assert_int_equal(findings.count, MANY / 2 + 1);
	for (size_t i = 0; i < findings.count; i++)
		assert_true(strlen(findings.items[i].aliases) < 10000);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	arena_free(&arena);
}

static void
finds_exceptions(void **state)
{
	struct exception items[] = {
		{.id = "CVE-1", .package = "", .has_ended = true},
		{.id = "CVE-3", .package = "", .is_too_long = true},
		{.id = "cve-1", .package = "a"},
		{.id = "CVE-3", .package = ""},
		{.id = "CVE-9", .package = ""},
	};
	const struct exceptions exceptions = {items, sizeof(items) / sizeof(*items)};
	const struct scan_finding a = finding("CVE-1", "", RISK_LOW, "a", ""),
				  b = finding("CVE-1", "", RISK_LOW, "b", ""),
				  other = finding("GHSA-2", "CVE-33 CVE-3", RISK_LOW, "b", ""),
				  nothing = finding("CVE-33", "", RISK_LOW, "b", "");

	(void)state;
	assert_ptr_equal(exceptions_find(&exceptions, &a), &items[2]);
	assert_ptr_equal(exceptions_find(&exceptions, &b), &items[0]);
	assert_ptr_equal(exceptions_find(&exceptions, &other), &items[3]);
	assert_null(exceptions_find(&exceptions, &nothing));
	assert_true(items[0].matches && items[1].matches && items[2].matches && items[3].matches);
	assert_false(items[4].matches);
}

/* Whether a finding at `path` counts at the image that has the same at `before`. */
static bool
is_copied(const char *from, const char *to, const char *path, const char *before)
{
	const char *json = arena_format(&arena,
		"{\"copy\": [{\"image\": \"other\", \"from\": \"/x\", \"to\": \"/x\"}, "
		"{\"image\": \"tools\", \"from\": \"%s\", \"to\": \"%s\"}]}",
		from, to);
	struct variant tools = {.id = "tools/1"};
	struct origin copied = {.reference = "tools", .parent = &tools};
	struct variant variant = {
		.resolved = json_read(
			source_of_bytes(&arena, "", json, (uint32_t)strlen(json)), &arena),
		.origins = &copied,
		.origin_count = 1};
	struct scan_finding there = finding("CVE-1", "", RISK_LOW, "a", before),
			    here = finding("CVE-1", "", RISK_LOW, "a", path);
	const struct findings findings = {&there, 1};
	struct origins origins = {.arena = &arena};

	assert_true(origins_copy_from(&variant, "tools/1"));
	assert_false(origins_copy_from(&variant, "tools/2"));
	origins_add_copied(&origins, &variant, "tools/1", &findings);
	return origins_have_copied(&origins, &here);
}

static void
follows_copies(void **state)
{
	(void)state;
	assert_true(is_copied("/bin/tool", "/usr/bin/tool", "/usr/bin/tool", "/bin/tool"));
	assert_true(is_copied("/bin/tool", "/usr/bin/", "/usr/bin/tool", "/bin/tool"));
	assert_true(is_copied("/opt", "/usr/opt", "/usr/opt/a/b", "/opt/a/b"));
	assert_true(is_copied("/opt/", "/usr/opt/", "/usr/opt/a/b", "/opt/a/b"));
	assert_true(is_copied("/", "/other", "/other/a", "/a"));
	assert_true(is_copied("/opt", "/", "/a", "/opt/a"));
	assert_false(is_copied("/opt", "/usr/opt", "/usr/option/a", "/option/a"));
	assert_false(is_copied("/opt", "/usr/opt", "/usr/opt/a", "/opt/b"));
	assert_false(is_copied("/opt", "/usr/opt", "/elsewhere/a", "/opt/a"));
	assert_false(is_copied("/opt", "/usr/opt", "", ""));
	arena_free(&arena);
}

UNIT_MAIN(cmocka_unit_test(settles_findings), cmocka_unit_test(keeps_all_ids),
	cmocka_unit_test(settles_many), cmocka_unit_test(finds_exceptions),
	cmocka_unit_test(follows_copies))
