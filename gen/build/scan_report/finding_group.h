/* Findings of one vulnerability in some packages, which belong on one line for people. */
#ifndef BUILD_SCAN_REPORT_FINDING_GROUP_H
#define BUILD_SCAN_REPORT_FINDING_GROUP_H

#include <stdbool.h>
#include <stddef.h>

struct brought;
struct scanned_image;
struct text;

/* Some of the items of a scanned image that stand together. */
struct finding_group {
	const struct brought *items; /* their ID, severity, base and exception are the same */
	size_t count;
};

/* The group that begins at item `first` of an image. */
struct finding_group
finding_group_at(const struct scanned_image *image, size_t first);

/*
 * Appends the packages with their versions and what mends them: "libssl3, openssl 3.0.1, fixed in
 * 3.0.2". The texts are the scanner's, made visible.
 */
void
finding_group_append_packages(struct text *text, const struct finding_group *group);

/*
 * Appends where it comes from and what exception there is: "; from the base debian:12; excepted
 * until 2026-12-31: REASON". Nothing if it is the image's own and has none.
 */
void
finding_group_append_notes(struct text *text, const struct finding_group *group, const char *base);

#endif
