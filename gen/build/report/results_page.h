/* The results of a run of images as Markdown, for the page of a CI job. */
#ifndef BUILD_REPORT_RESULTS_PAGE_H
#define BUILD_REPORT_RESULTS_PAGE_H

#include <stddef.h>

struct image_result;
struct text;

/*
 * Appends how often each result occurs, a table of the images that are neither pending nor current,
 * and the last lines of the logs of those that failed. The text gets no longer than
 * REPORT_FILES_PAGE_LARGEST; if not all fits, it says how much was left out. No name, detail or log
 * can become markup.
 */
void
results_append_page(struct text *text, const struct image_result *images, size_t count);

#endif
