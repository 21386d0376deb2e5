/* The labels that a Dockerfile sets (Dockerfile reference, "LABEL"). */
#ifndef DOCKERFILE_REPEATED_LABELS_H
#define DOCKERFILE_REPEATED_LABELS_H

struct dockerfile_check;

/* Reports a label that a stage sets twice to different values, as only the last one counts. */
void
repeated_labels_check(const struct dockerfile_check *check);

#endif
