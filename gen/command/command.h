/* The verbs of basegen, a file each. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "support/failure.h"

struct call;

/*
 * Each verb reads its options and arguments from the call, does its work, prints its results, and
 * returns the exit status. It may change the words of the call.
 */
enum outcome
command_bake(struct call *call);

enum outcome
command_bootstrap(struct call *call);

enum outcome
command_build(struct call *call);

enum outcome
command_diff(struct call *call);

enum outcome
command_engine(struct call *call);

enum outcome
command_generate(struct call *call);

enum outcome
command_graph(struct call *call);

enum outcome
command_init(struct call *call);

enum outcome
command_list(struct call *call);

enum outcome
command_lock(struct call *call);

enum outcome
command_matrix(struct call *call);

enum outcome
command_outdated(struct call *call);

enum outcome
command_prune(struct call *call);

enum outcome
command_pull(struct call *call);

enum outcome
command_push(struct call *call);

enum outcome
command_rebuild(struct call *call);

enum outcome
command_release(struct call *call);

enum outcome
command_render(struct call *call);

enum outcome
command_reproduce(struct call *call);

enum outcome
command_scan(struct call *call);

enum outcome
command_schema(struct call *call);

enum outcome
command_stock(struct call *call);

enum outcome
command_show(struct call *call);

enum outcome
command_test(struct call *call);

enum outcome
command_why(struct call *call);

enum outcome
command_version(struct call *call);

/* Prints which program this is, for --version. */
enum outcome
command_program_version(void);

#endif
