/* The findings of a scan as tables for people. */
#ifndef BUILD_SCAN_REPORT_SCAN_TEXT_H
#define BUILD_SCAN_REPORT_SCAN_TEXT_H

struct scan_results;
struct scanned_image;

/*
 * Prints what an image brings: a line for each vulnerability, with all packages that have it.
 * Those below the threshold are counted in one line.
 */
void
scan_text_image(const struct scan_results *scan, const struct scanned_image *image);

/* The same, with a line for each of those, too. */
void
scan_text_image_whole(const struct scan_results *scan, const struct scanned_image *image);

/* Prints the last lines: exceptions that match nothing, and what came of all. */
void
scan_text_end(const struct scan_results *scan);

#endif
