#include "family/schema/unknown_key.h"

#include <string.h>

#include "document/node.h"
#include "family/schema/mistakes.h"
#include "family/schema/scalar.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

/* Words of Dockerfiles, compose files and others, and ours. The first that the record has counts. */
static const struct synonym {
	const char *word, *ours;
} synonyms[] = {
	{"add", "files"},
	{"arch", "platforms"},
	{"architecture", "platforms"},
	{"architectures", "platforms"},
	{"author", "labels"},
	{"authors", "labels"},
	{"base", "from"},
	{"base-image", "from"},
	{"build-args", "args"},
	{"build_args", "args"},
	{"chmod", "mode"},
	{"chown", "owner"},
	{"cmd", "command"},
	{"depends-on", "from"},
	{"depends_on", "from"},
	{"description", "summary"},
	{"dest", "to"},
	{"destination", "to"},
	{"directory", "workdir"},
	{"docker-file", "template"},
	{"dockerfile", "template"},
	{"dst", "to"},
	{"environment", "env"},
	{"environment-variables", "env"},
	{"expect", "output"},
	{"extends", "from"},
	{"group", "gid"},
	{"health", "healthcheck"},
	{"id", "uid"},
	{"image", "from"},
	{"inherits", "from"},
	{"install", "packages"},
	{"maintainer", "labels"},
	{"parent", "from"},
	{"permissions", "mode"},
	{"port", "expose"},
	{"ports", "expose"},
	{"prefix", "namespace"},
	{"services", "images"},
	{"skip", "exclude"},
	{"source", "from"},
	{"src", "from"},
	{"steps", "run"},
	{"target", "to"},
	{"test", "tests"},
	{"test", "command"},
	{"title", "summary"},
	{"variables", "vars"},
	{"variants", "matrix"},
	{"version", "tag"},
	{"working-dir", "workdir"},
	{"working-directory", "workdir"},
	{"working_dir", "workdir"},
};

static const struct field *
find_field(const struct field *fields, const char *name)
{
	while (fields->name && strcmp(fields->name, name) != 0)
		fields++;
	return fields->name ? fields : NULL;
}

/* The record among the values of `fields` that has the key, or NULL. */
static const struct field *
find_record_with(const struct field *fields, const struct node *key)
{
	for (; fields->name; fields++)
		if (fields->shape->kind == SHAPE_RECORD &&
			find_field(fields->shape->fields, key->text))
			return fields;
	return NULL;
}

/* Our word for the key, if the record has it, or NULL. */
static const char *
find_ours(const struct field *fields, const struct node *key)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++)
		if (node_is(key, synonyms[i].word) && find_field(fields, synonyms[i].ours))
			return synonyms[i].ours;
	return NULL;
}

static const char *
find_nearest(const struct field *fields, const struct node *key)
{
	struct nearest nearest = nearest_to(key->text, key->length);

	for (; fields->name; fields++)
		nearest_try(&nearest, fields->name, strlen(fields->name));
	return nearest.found;
}

enum { LOOKED_AT_MOST = 64 }; /* keys of a record that are looked at for what they mean */

bool
unknown_key_means(const struct shape *shape, const struct node *record, const char *name)
{
	for (size_t i = 0; i < record->entry_count && i < LOOKED_AT_MOST; i++) {
		const struct node *key = record->entries[i].key;

		if (find_field(shape->fields, key->text))
			continue;
		const char *ours = find_ours(shape->fields, key),
			   *meant = ours ? ours : find_nearest(shape->fields, key);

		if (meant && strcmp(meant, name) == 0)
			return true;
	}
	return false;
}

static void
note_keys(struct checker *checker, const struct shape *shape)
{
	struct text keys = TEXT_EMPTY;

	for (const struct field *field = shape->fields; field->name; field++)
		text_format(&keys, "%s%s", field == shape->fields ? "" : ", ", field->name);
	if (shape->own_keys)
		text_append_string(&keys, ", and notes of your own by keys that start with x-");
	diagnostic_note(checker->diagnostics, (struct place){0}, NOTE_KEYS, keys.bytes);
	text_free(&keys);
}

void
unknown_key_report(struct checker *checker, const struct shape *shape, const struct node *key,
	struct subject what)
{
	struct diagnostics *diagnostics = checker->diagnostics;
	const bool shown = diagnostics->errors < DIAGNOSTICS_SHOWN; /* nobody sees more mistakes */
	const struct field *record = find_record_with(shape->fields, key);
	const char *ours = shown ? find_ours(shape->fields, key) : NULL,
		   *near = shown ? find_nearest(shape->fields, key) : NULL,
		   *subject = subject_text(checker, what);

	if (record) {
		diagnostic_error(diagnostics, key->place, MISTAKE_MISPLACED_KEY, key->text, subject,
			record->name);
	} else if (ours) {
		diagnostic_error(
			diagnostics, key->place, MISTAKE_FOREIGN_KEY, key->text, subject, ours);
	} else if (near) {
		diagnostic_error(diagnostics, key->place, MISTAKE_UNKNOWN_KEY_NEAR, key->text,
			subject, near);
	} else {
		diagnostic_error(diagnostics, key->place, MISTAKE_UNKNOWN_KEY, key->text, subject);
		if (shown)
			note_keys(checker, shape);
	}
}
