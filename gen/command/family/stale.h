/* What `basegen generate --check` tells of files that are not up to date. */
#ifndef COMMAND_FAMILY_STALE_H
#define COMMAND_FAMILY_STALE_H

struct call;
struct changes;
struct report_files;

/*
 * Prints a line for each file, and as annotations those that GitHub shows if the call asks for it.
 */
void
stale_print(const struct call *call, const struct changes *changes);

/* Writes the page of a job, if there is a folder for it. */
void
stale_write_page(
	const struct call *call, const struct changes *changes, struct report_files *files);

/*
 * Adds the files to the issues of the run, and writes these for GitLab. `changes` is empty if a
 * mistake has kept the files from being compared.
 */
void
stale_write_quality(
	const struct call *call, const struct changes *changes, struct report_files *files);

#endif
