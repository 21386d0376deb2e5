/* The keys of images.yaml as a JSON Schema, for editors and other programs. */
#ifndef FAMILY_SCHEMA_SCHEMA_JSON_H
#define FAMILY_SCHEMA_SCHEMA_JSON_H

struct text;

/*
 * Appends the JSON Schema of images.yaml, in draft-07, which editors know best. It accepts all that
 * family_read accepts, and refuses the mistakes that can be seen in one place. YAML gives editors
 * numbers and booleans where basegen reads texts, so a text may be one of those. Strings of images
 * may have placeholders.
 */
void
schema_write_json(struct text *text);

#endif
