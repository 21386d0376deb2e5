/* The checks of a built image, and what comes of them. */
#ifndef BUILD_TEST_IMAGE_CHECK_H
#define BUILD_TEST_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct check;
struct check_result;
struct evidence;

/*
 * Makes a check: looks at what is known of the image, and fills state and message of the result.
 * False after a message if the engine fails, or a signal came.
 */
typedef bool
check_make(struct evidence *evidence, const struct check *check, struct check_result *result);

/* What must hold of an image. Two checks with the same texts check the same. */
struct check {
	const char *key;      /* the key of images.yaml that says so: env, user, packages, tests */
	const char *name;     /* what is looked at: "env TZ"; of `tests` the command */
	const char *expected; /* what must be found, for people: "UTC" */
	const char *const *words; /* the command of an item of `tests`, ended by NULL; else NULL */
	check_make *make;
	bool runs;        /* it runs something in the image */
	const void *data; /* for `make` */
};

enum check_state {
	CHECK_PASSED,
	CHECK_FAILED,
	CHECK_NOT_RUN, /* this machine cannot tell; `message` says why */
};

struct check_result {
	enum check_state state;
	bool remembered;               /* it passed in an earlier run, and was not made again */
	double seconds;                /* that it took */
	const char *message;           /* what was found instead, for people; "" if it passed */
	int status;                    /* of an item of `tests`: the exit status */
	const char *output;            /* the same: what it printed; NULL for other checks */
	size_t output_length, printed; /* the same, and how many bytes it printed (engine_ended) */
};

/* The checks of one image, in the order in which they are made. Starts with the arena alone. */
struct checklist {
	struct arena *arena;
	struct check *items;
	size_t count;
};

/* How many checks of a run came to what. */
struct check_counts {
	size_t passed, failed, not_run;
	size_t missing; /* images that are not built */
};

#endif
