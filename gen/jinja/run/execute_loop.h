/* The for statement. */
#ifndef JINJA_RUN_EXECUTE_LOOP_H
#define JINJA_RUN_EXECUTE_LOOP_H

#include "jinja/run/execute.h"

struct arguments;

/* Runs the loop, or its else. */
enum flow
execute_for(struct render *render, const struct statement *statement);

/* loop(iterable) of a recursive loop; what it writes is the result. */
struct value
execute_loop_call(struct render *render, struct value loop, const struct arguments *arguments);

#endif
