/* The data of a check that a file of container-structure-test makes. */
#ifndef BUILD_TEST_STRUCTURE_TEST_H
#define BUILD_TEST_STRUCTURE_TEST_H

struct node;

struct structure_test {
	const struct node *file; /* all of it */
	const struct node *node; /* the test: an item of a list, or metadataTest */
};

#endif
