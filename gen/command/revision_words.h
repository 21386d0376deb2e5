/* What people write for the two sides of a comparison, as for git diff. */
#ifndef COMMAND_REVISION_WORDS_H
#define COMMAND_REVISION_WORDS_H

#include <stdbool.h>

struct arena;
struct call;
struct revisions;

/*
 * A, A..B or A...B, where an empty A or B is HEAD. No name of a revision contains two dots
 * (git-check-ref-format(1)).
 */
struct revisions
revisions_of_word(struct arena *arena, const char *word);

/*
 * The same from the words of a call, of which there may be none, for HEAD, or two, A B. False after
 * a message for other words.
 */
bool
call_revisions(const struct call *call, struct arena *arena, struct revisions *revisions);

#endif
