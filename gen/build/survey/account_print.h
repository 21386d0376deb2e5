/* Accounts of targets in words, and as JSON: what `why` prints. */
#ifndef BUILD_SURVEY_ACCOUNT_PRINT_H
#define BUILD_SURVEY_ACCOUNT_PRINT_H

#include <stdbool.h>

struct accounts;
struct text;

/*
 * Appends how each target stands and because of what, a line for each change; with `detailed` first
 * all that its key is made of. Labels of images are shown escaped, as anybody may have written
 * them.
 */
void
accounts_append_text(struct text *text, const struct accounts *accounts, bool detailed);

/* Appends one line of JSON: a list of objects (basegen(1), why). */
void
accounts_append_json(struct text *text, const struct accounts *accounts);

#endif
