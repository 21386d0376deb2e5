/* What the tests in files of container-structure-test say, and how it is compared. */
#ifndef BUILD_TEST_STRUCTURE_VALUES_H
#define BUILD_TEST_STRUCTURE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct check_result;
struct map;
struct node;
struct text;

/*
 * The text with $NAME and ${NAME} replaced by the values of `variables` (NAME → string), those that
 * there are not by nothing, as Go's os.Expand does.
 */
const char *
structure_expand(struct arena *arena, const char *text, const struct map *variables);

/* Starts another one of several faults in `faults`; what it is follows. */
void
structure_fault(struct text *faults);

/* The verdict: the check has failed if there are faults. Frees them. */
void
structure_judge(struct arena *arena, struct text *faults, struct check_result *result);

/*
 * Appends a fault for each expression of the list (NULL: there is none) that is not found in the
 * bytes, or that is found there if it is not `wanted`. `what` names them: "the output".
 */
void
structure_search(struct text *faults, const struct node *list, bool wanted, const char *what,
	const char *bytes, size_t length);

/* Whether the text is the value of a pair, or matches it where it is an expression. */
bool
structure_pair_is(const struct node *pair, const char *text);

/* A node as JSON on one line. */
const char *
structure_json(struct arena *arena, const struct node *node);

#endif
