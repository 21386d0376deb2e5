/* The findings of a scan in Markdown, for the page that a CI system has for a job. */
#ifndef BUILD_SCAN_REPORT_SCAN_PAGE_H
#define BUILD_SCAN_REPORT_SCAN_PAGE_H

struct scan_results;
struct text;

/*
 * Appends a sentence, and a table of what is at or over the threshold, the findings of an image one
 * after the other. No text of a scanner or a package can become markup. What has no room in
 * REPORT_FILES_PAGE_LARGEST is counted.
 */
void
scan_page_append(struct text *text, const struct scan_results *scan);

#endif
