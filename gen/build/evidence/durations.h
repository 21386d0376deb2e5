/* Durations of images.yaml, as engines read them. */
#ifndef BUILD_EVIDENCE_DURATIONS_H
#define BUILD_EVIDENCE_DURATIONS_H

/* A duration like 1m30s or 1.5h in nanoseconds. */
double
durations_read(const char *duration);

#endif
