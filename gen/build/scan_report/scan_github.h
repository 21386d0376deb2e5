/*
 * The findings of a scan for the checks of GitHub: an annotation for each vulnerability that
 * counts, at the line of images.yaml that names the image (support/annotation.h).
 */
#ifndef BUILD_SCAN_REPORT_SCAN_GITHUB_H
#define BUILD_SCAN_REPORT_SCAN_GITHUB_H

struct scan_results;

/* Prints the annotations, of all images at once, as only the first ones are shown. */
void
scan_github_print(const struct scan_results *scan);

#endif
