/*
 * The checks of what images.yaml says of files: user, workdir, files and copy. The files of the
 * image are read; nothing is run.
 */
#ifndef BUILD_TEST_FILE_CHECKS_H
#define BUILD_TEST_FILE_CHECKS_H

struct checklist;
struct evidence;
struct project;
struct variant;

/* Adds the checks of the variant, with those of what it has from its parents. */
void
file_checks_add(struct checklist *list, struct evidence *evidence, struct project *project,
	const struct variant *variant);

#endif
