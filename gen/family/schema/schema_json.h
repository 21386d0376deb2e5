/* The keys of images.yaml as a JSON Schema, for editors and other programs. */
#ifndef FAMILY_SCHEMA_SCHEMA_JSON_H
#define FAMILY_SCHEMA_SCHEMA_JSON_H

struct text;

/*
 * Appends the JSON Schema (draft-07, which editors know best) of images.yaml. It accepts what
 * family_read accepts, as a reader of YAML's core schema sees it, and refuses what can be seen in one
 * place: a text may be a number or a boolean there, and hold a template where images have axes.
 */
void
schema_write_json(struct text *text);

#endif
