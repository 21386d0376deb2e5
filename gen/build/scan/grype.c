/* https://github.com/anchore/grype: its command line, and the JSON of its reports. */
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
	return scanner_answer_text(arena, answer, "version");
}

static const char *
database(struct arena *arena, const struct node *answer)
{
	const char *built = scanner_answer_text(arena, answer, "built"),
		   *valid = scanner_answer_text(arena, answer, "valid");

	return *built && strcmp(valid, "true") == 0 ? built : NULL;
}

static const char *
complaint(struct arena *arena, const struct node *answer)
{
	return scanner_answer_text(arena, answer, "error");
}

static const char *const *
scan_words(struct arena *arena, const char *archive)
{
	const char *const words[] = {
		"grype", arena_join(arena, "docker-archive:", archive, NULL), "-o", "json", NULL};
	struct string_list list = {.arena = arena};

	string_list_add_all(&list, words);
	return string_list_end(&list);
}

/* The IDs of the same vulnerability in other databases. */
static const char *
aliases_of(struct arena *arena, const struct node *match, const char *id)
{
	const struct node *related = scanner_answer_list(match, "relatedVulnerabilities");
	struct text text = TEXT_EMPTY;

	for (size_t i = 0; i < related->count; i++) {
		const char *other = scanner_answer_text(arena, related->items[i], "id");

		if (!*other || strcmp(other, id) == 0)
			continue;
		text_append_string(&text, text.length ? " " : "");
		text_append_string(&text, other);
	}
	const char *aliases = arena_copy(arena, text.bytes, text.length);

	text_free(&text);
	return aliases;
}

/* The base score of CVSS with the highest version. */
static const char *
score_of(struct arena *arena, const struct node *vulnerability)
{
	static const char *const path[] = {"metrics", NULL};
	const struct node *list = scanner_answer_list(vulnerability, "cvss");
	const char *score = "", *newest = "";

	for (size_t i = 0; i < list->count; i++) {
		const char *given = scanner_answer_text(arena, list->items[i], "version"),
			   *base = scanner_answer_text(
				   arena, answer_find(list->items[i], path), "baseScore");

		if (*base && strcmp(given, newest) >= 0) {
			newest = given;
			score = base;
		}
	}
	return score;
}

/* The place of the package among files. The packages of a distribution have one for all. */
static const char *
path_of(struct arena *arena, const struct node *artifact, const char *type)
{
	static const char *const distributions[] = {"deb", "rpm", "apk", "alpm", "portage", NULL};
	const struct node *locations = scanner_answer_list(artifact, "locations");

	for (const char *const *each = distributions; *each; each++)
		if (strcmp(*each, type) == 0)
			return "";
	return locations->count ? scanner_answer_text(arena, locations->items[0], "path") : "";
}

static bool
read(struct findings *findings, struct arena *arena, const struct node *report)
{
	static const char *const matches_path[] = {"matches", NULL},
				 *const vulnerability_path[] = {"vulnerability", NULL},
				 *const artifact_path[] = {"artifact", NULL},
				 *const fix_path[] = {"fix", NULL};
	const struct node *matches = answer_find(report, matches_path);

	if (!matches || matches->kind != NODE_LIST)
		return false;
	for (size_t i = 0; i < matches->count; i++) {
		const struct node *match = matches->items[i],
				  *vulnerability = answer_find(match, vulnerability_path),
				  *artifact = answer_find(match, artifact_path);
		const char *id = scanner_answer_text(arena, vulnerability, "id"),
			   *type = scanner_answer_text(arena, artifact, "type");

		if (!*id)
			return false;
		*ARENA_ADD(arena, findings->items, findings->count) = (struct scan_finding){
			.id = id,
			.aliases = aliases_of(arena, match, id),
			.severity =
				risk_read(scanner_answer_text(arena, vulnerability, "severity")),
			.package = scanner_answer_text(arena, artifact, "name"),
			.version = scanner_answer_text(arena, artifact, "version"),
			.type = type,
			.path = path_of(arena, artifact, type),
			.fixed = scanner_answer_texts(
				arena, answer_find(vulnerability, fix_path), "versions", ", "),
			.score = score_of(arena, vulnerability),
			.url = scanner_answer_text(arena, vulnerability, "dataSource"),
			.text = scanner_answer_text(arena, vulnerability, "description"),
		};
	}
	return true;
}

const struct scanner_driver driver_grype = {
	.name = "grype",
	.update = "grype db update",
	.environment = (const char *const[]){"GRYPE_DB_AUTO_UPDATE=false",
		"GRYPE_CHECK_FOR_APP_UPDATE=false", "NO_COLOR=1", NULL},
	.version_words = (const char *const[]){"grype", "version", "-o", "json", NULL},
	.database_words = (const char *const[]){"grype", "db", "status", "-o", "json", NULL},
	.settings_words = (const char *const[]){"grype", "config", "--load", NULL},
	.variables = "GRYPE_",
	.version = version,
	.database = database,
	.complaint = complaint,
	.scan_words = scan_words,
	.status_of_findings = 2,
	.read = read,
};
