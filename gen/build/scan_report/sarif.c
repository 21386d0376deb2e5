#include "build/scan_report/sarif.h"

#include <string.h>

#include "build/scan/scan_images.h"
#include "support/annotation.h"
#include "support/arena.h"
#include "support/hash/object_id.h"
#include "support/json_writer.h"
#include "support/map.h"
#include "support/text.h"
#include "support/banned.h"

/* A vulnerability, as a rule that results name. */
struct sarif_rule {
	const struct scan_finding *finding; /* the first one */
	size_t index;
};

/* A document on its way. */
struct sarif {
	struct arena arena;
	struct json_writer writer;
	struct map rules; /* ID of a vulnerability → struct sarif_rule */
};

/*
 * Writes {"text": "…"} as the value of a member. Brackets in it would make a link (SARIF 2.1.0,
 * section 3.11.6).
 */
static void
write_message(struct json_writer *writer, const char *name, const char *string)
{
	struct text plain = TEXT_EMPTY;

	for (; *string; string++) {
		if (strchr("[]\\", *string))
			text_append_character(&plain, '\\');
		text_append_character(&plain, *string);
	}
	json_open_member(writer, name, '{');
	json_member(writer, "text", plain.bytes);
	json_close(writer, '}');
	text_free(&plain);
}

/* Appends the path of a file as a reference of RFC 3986. */
static void
append_uri(struct text *uri, const char *file)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "-._~/";
	struct text path = TEXT_EMPTY;

	annotation_append_path(&path, file);
	if (*path.bytes == '/')
		text_append_string(uri, "file://");
	for (const char *byte = path.bytes; *byte; byte++)
		text_format(uri, strchr(plain, *byte) ? "%c" : "%%%02X", (unsigned char)*byte);
	text_free(&path);
}

static const char *
level_of(const struct brought *brought)
{
	if (brought->counts)
		return "error";
	return brought->finding->severity >= RISK_MEDIUM ? "warning" : "note";
}

/*
 * The score that GitHub shows a rule by. Without one by CVSS, the middle of the severity's range.
 */
static const char *
score_of(const struct scan_finding *finding)
{
	static const char *const scores[] = {
		[RISK_UNKNOWN] = "0.0",
		[RISK_NEGLIGIBLE] = "0.1",
		[RISK_LOW] = "2.0",
		[RISK_MEDIUM] = "5.5",
		[RISK_HIGH] = "8.0",
		[RISK_CRITICAL] = "9.5",
	};

	return *finding->score ? finding->score : scores[finding->severity];
}

/* Whether a reader takes it for the address of a page. */
static bool
is_address(const char *url)
{
	static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~:/?#@!$&'()*+,;=%";

	return (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) &&
	       strspn(url, characters) == strlen(url);
}

static void
write_rule(struct json_writer *writer, const struct scan_finding *finding)
{
	json_open(writer, '{');
	json_member(writer, "id", finding->id);
	write_message(writer, "shortDescription", finding->id);
	write_message(writer, "fullDescription", *finding->text ? finding->text : finding->id);
	if (is_address(finding->url))
		json_member(writer, "helpUri", finding->url);
	json_open_member(writer, "properties", '{');
	json_member(writer, "security-severity", score_of(finding));
	json_open_member(writer, "tags", '[');
	json_string(writer, "security");
	json_string(writer, "vulnerability");
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, '}');
}

/* Says whether the results are all that there are. */
static void
write_invocation(struct json_writer *writer, const struct scan_results *scan)
{
	json_open_member(writer, "invocations", '[');
	json_open(writer, '{');
	json_member_boolean(writer, "executionSuccessful", scan_is_whole(scan));
	json_close(writer, '}');
	json_close(writer, ']');
}

/* Notes the rules of all findings. */
static void
find_rules(struct sarif *sarif, const struct scan_results *scan)
{
	for (size_t i = 0; i < scan->image_count; i++)
		for (size_t j = 0; j < scan->images[i].count; j++) {
			const struct scan_finding *finding = scan->images[i].items[j].finding;

			if (map_get(&sarif->rules, finding->id, strlen(finding->id)))
				continue;
			struct sarif_rule *rule = arena_allocate(&sarif->arena, sizeof(*rule));

			*rule = (struct sarif_rule){finding, sarif->rules.count};
			map_set(&sarif->rules, &sarif->arena, finding->id, strlen(finding->id),
				rule);
		}
}

static void
write_driver(struct sarif *sarif, const struct scan_results *scan)
{
	struct json_writer *writer = &sarif->writer;

	json_open_member(writer, "tool", '{');
	json_open_member(writer, "driver", '{');
	json_member(writer, "name",
		arena_format(&sarif->arena, "basegen scan (%s)", scanner_name(&scan->scanner)));
	json_member(writer, "version", scan->scanner.version);
	json_open_member(writer, "rules", '[');
	for (size_t i = 0; i < sarif->rules.count; i++) {
		const struct sarif_rule *rule = sarif->rules.entries[i].value;

		write_rule(writer, rule->finding);
	}
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, '}');
}

/* The version is left out: a package that got another one, and is not mended, stays the same. */
static void
write_fingerprint(
	struct sarif *sarif, const struct scanned_image *image, const struct scan_finding *finding)
{
	const char *identity = arena_join(&sarif->arena, image->target, "\n", finding->id, "\n",
		finding->package, "\n", finding->type, "\n", finding->path, NULL);
	const struct object_id id = object_id_of_blob(identity, strlen(identity));

	json_open_member(&sarif->writer, "partialFingerprints", '{');
	json_member(&sarif->writer, "basegenFinding/v1", object_id_hex(&id).digits);
	json_close(&sarif->writer, '}');
}

static void
write_location(struct json_writer *writer, const struct scanned_image *image)
{
	struct text uri = TEXT_EMPTY;

	append_uri(&uri, image->file);
	json_open_member(writer, "locations", '[');
	json_open(writer, '{');
	json_open_member(writer, "physicalLocation", '{');
	json_open_member(writer, "artifactLocation", '{');
	json_member(writer, "uri", uri.bytes);
	text_free(&uri);
	json_close(writer, '}');
	json_open_member(writer, "region", '{');
	json_member_count(writer, "startLine", image->line);
	json_close(writer, '}');
	json_close(writer, '}');
	json_open_member(writer, "logicalLocations", '[');
	json_open(writer, '{');
	json_member(writer, "fullyQualifiedName", image->target);
	json_member(writer, "kind", "resource");
	json_close(writer, '}');
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, ']');
}

/* Hosts show a result with a suppression as dismissed. */
static void
write_suppression(struct json_writer *writer, const struct exception *exception)
{
	json_open_member(writer, "suppressions", '[');
	json_open(writer, '{');
	json_member(writer, "kind", "external");
	json_member(writer, "status", "accepted");
	json_member(writer, "justification", exception->reason);
	json_close(writer, '}');
	json_close(writer, ']');
}

static void
write_result(struct sarif *sarif, const struct scanned_image *image, const struct brought *brought)
{
	const struct scan_finding *finding = brought->finding;
	const struct sarif_rule *rule = map_get(&sarif->rules, finding->id, strlen(finding->id));
	struct json_writer *writer = &sarif->writer;

	json_open(writer, '{');
	json_member(writer, "ruleId", finding->id);
	json_member_count(writer, "ruleIndex", rule->index);
	json_member(writer, "level", level_of(brought));
	write_message(writer, "message",
		arena_format(&sarif->arena, "%s: %s %s has %s (%s)%s%s%s%s", image->target,
			finding->package, finding->version, finding->id,
			risk_name(finding->severity), *finding->fixed ? ", fixed in " : "",
			finding->fixed, brought->is_of_base ? ", from the base " : "",
			brought->is_of_base ? image->base : ""));
	write_location(writer, image);
	write_fingerprint(sarif, image, finding);
	if (brought->is_excepted)
		write_suppression(writer, brought->exception);
	json_close(writer, '}');
}

void
sarif_append(struct text *text, const struct scan_results *scan)
{
	struct sarif sarif = {.writer = {.text = text}};
	struct json_writer *writer = &sarif.writer;

	find_rules(&sarif, scan);
	json_open(writer, '{');
	json_member(writer, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_member(writer, "version", "2.1.0");
	json_open_member(writer, "runs", '[');
	json_open(writer, '{');
	write_driver(&sarif, scan);
	write_invocation(writer, scan);
	json_open_member(writer, "results", '[');
	for (size_t i = 0; i < scan->image_count; i++)
		for (size_t j = 0; j < scan->images[i].count; j++)
			write_result(&sarif, &scan->images[i], &scan->images[i].items[j]);
	json_close(writer, ']');
	json_close(writer, '}');
	json_close(writer, ']');
	json_close(writer, '}');
	text_append_character(text, '\n');
	arena_free(&sarif.arena);
}
