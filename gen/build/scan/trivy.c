/* https://github.com/aquasecurity/trivy: its command line, and the JSON of its reports. */
#include <string.h>

#include "build/scan/finding.h"
#include "build/scan/scanner_answer.h"
#include "build/scan/scanner_driver.h"
#include "document/node.h"
#include "engine/answer.h"
#include "support/arena.h"
#include "support/string_list.h"
#include "support/text.h"
#include "support/banned.h"

static const char *
version(struct arena *arena, const struct node *answer)
{
	return scanner_answer_text(arena, answer, "Version");
}

static const char *
database(struct arena *arena, const struct node *answer)
{
	static const char *const path[] = {"VulnerabilityDB", NULL};
	const char *made = scanner_answer_text(arena, answer_find(answer, path), "UpdatedAt");

	return *made ? made : NULL;
}

static const char *const *
scan_words(struct arena *arena, const char *archive)
{
	const char *const words[] = {"trivy", "image", "--input", archive, "--format", "json",
		"--scanners", "vuln", "--skip-db-update", "--skip-java-db-update",
		"--skip-version-check", "--offline-scan", "--exit-code", "0", "--quiet", NULL};
	struct string_list list = {.arena = arena};

	string_list_add_all(&list, words);
	return string_list_end(&list);
}

/* The score of CVSS 3 that the first of those has given who have. */
static const char *
score_of(struct arena *arena, const struct node *vulnerability)
{
	static const char *const path[] = {"CVSS", NULL};
	const struct node *givers = answer_find(vulnerability, path);
	const char *score = "";

	for (size_t i = 0; givers && givers->kind == NODE_MAP && i < givers->entry_count && !*score;
		i++)
		score = scanner_answer_text(arena, givers->entries[i].value, "V3Score");
	return score;
}

static bool
read_result(struct findings *findings, struct arena *arena, const struct node *result)
{
	const struct node *list = scanner_answer_list(result, "Vulnerabilities");
	const bool is_distribution =
		strcmp(scanner_answer_text(arena, result, "Class"), "os-pkgs") == 0;
	const char *type = scanner_answer_text(arena, result, "Type"),
		   *target = scanner_answer_text(arena, result, "Target");

	for (size_t i = 0; i < list->count; i++) {
		const struct node *vulnerability = list->items[i];
		const char *id = scanner_answer_text(arena, vulnerability, "VulnerabilityID"),
			   *path = scanner_answer_text(arena, vulnerability, "PkgPath");

		if (!*id)
			return false;
		*ARENA_ADD(arena, findings->items, findings->count) = (struct scan_finding){
			.id = id,
			.aliases = scanner_answer_texts(arena, vulnerability, "VendorIDs", " "),
			.severity =
				risk_read(scanner_answer_text(arena, vulnerability, "Severity")),
			.package = scanner_answer_text(arena, vulnerability, "PkgName"),
			.version = scanner_answer_text(arena, vulnerability, "InstalledVersion"),
			.type = type,
			/* It writes paths without the slash at their start. */
			.path = is_distribution
					? ""
					: arena_join(arena, "/", *path ? path : target, NULL),
			.fixed = scanner_answer_text(arena, vulnerability, "FixedVersion"),
			.score = score_of(arena, vulnerability),
			.url = scanner_answer_text(arena, vulnerability, "PrimaryURL"),
			.text = scanner_answer_text(arena, vulnerability, "Title"),
		};
	}
	return true;
}

/* A report on an image without packages has no results. */
static bool
read(struct findings *findings, struct arena *arena, const struct node *report)
{
	const struct node *results = scanner_answer_list(report, "Results");
	bool done = *scanner_answer_text(arena, report, "SchemaVersion");

	for (size_t i = 0; done && i < results->count; i++)
		done = read_result(findings, arena, results->items[i]);
	return done;
}

const struct scanner_driver driver_trivy = {
	.name = "trivy",
	.update = "trivy image --download-db-only",
	.environment = (const char *const[]){"NO_COLOR=1", NULL},
	.version_words = (const char *const[]){"trivy", "version", "--format", "json", NULL},
	.variables = "TRIVY_",
	.version = version,
	.database = database,
	.scan_words = scan_words,
	.read = read,
};
