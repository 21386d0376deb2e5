/* The files of container-structure-test that an image names in `tests`. No content key has them. */
#ifndef REVIEW_TEST_FILES_H
#define REVIEW_TEST_FILES_H

struct arena;
struct loader;
struct value_changes;
struct variant;

/* A variant of one side, and the loader with which that side was rendered. */
struct test_files_side {
	struct loader *loader;
	const struct variant *variant;
};

/*
 * Appends a change for each file whose bytes differ between the sides, or that only one of them
 * has: tests.NAME, with the first digits of git's hashes as the values. Everything is in `arena`.
 */
void
test_files_compare(struct arena *arena, const struct test_files_side *before,
	const struct test_files_side *after, struct value_changes *changes);

#endif
