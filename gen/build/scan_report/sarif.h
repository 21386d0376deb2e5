/* The findings of a scan as SARIF 2.1.0, which code hosts show beside the lines of images.yaml. */
#ifndef BUILD_SCAN_REPORT_SARIF_H
#define BUILD_SCAN_REPORT_SARIF_H

struct scan_results;
struct text;

/*
 * Appends the document, which is one line. A vulnerability is a rule, and a package of an image
 * that has it is a result, at the line that names the image. Its fingerprint stays the same as long
 * as the package is not mended.
 */
void
sarif_append(struct text *text, const struct scan_results *scan);

#endif
