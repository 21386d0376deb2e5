/* The variants of a family level by level: those of one level do not need each other. */
#ifndef FAMILY_VIEWS_LEVELS_H
#define FAMILY_VIEWS_LEVELS_H

struct family;
struct json_writer;

/*
 * Writes the members family, registry, and `levels`, a list of lists of variants. The family must
 * have been rendered into the folder `out`, as the content keys stand in it.
 */
void
levels_write(struct json_writer *writer, const struct family *family, const char *out);

#endif
