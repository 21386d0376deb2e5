/* The files of a new family, as they are in the program: gen/generator.mk makes the table. */
#ifndef OUTPUT_STARTER_H
#define OUTPUT_STARTER_H

#include <stddef.h>

struct starter_file {
	const char *path; /* in the folder of the family */
	const unsigned char *bytes;
	size_t length;
};

/* starter.yaml as images.yaml, and the project's own templates; ended by one without a path. */
extern const struct starter_file starter_files[];

#endif
