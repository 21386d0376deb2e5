/* The findings of a scan as one document of JSON, whose form tests/scan.schema.json says. */
#ifndef BUILD_SCAN_REPORT_SCAN_JSON_H
#define BUILD_SCAN_REPORT_SCAN_JSON_H

struct scan_results;
struct text;

/* Appends the document, which is one line. */
void
scan_json_append(struct text *text, const struct scan_results *scan);

#endif
