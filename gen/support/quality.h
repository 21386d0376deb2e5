/*
 * Issues in the format of Code Climate, which GitLab shows as code quality at their places in a
 * change. A report is an array of them: "[", what quality_append appends, "]".
 */
#ifndef SUPPORT_QUALITY_H
#define SUPPORT_QUALITY_H

#include <stddef.h>

struct text;

/*
 * Appends an object, with a comma before it if the text is not empty. `file` is named from the
 * current directory (annotation_append_path); `line` counts from 1. The fingerprint of the issue is
 * made of the file and the message, so that lines that move do not make it a new one.
 */
void
quality_append(struct text *text, const char *file, size_t line, const char *message);

#endif
