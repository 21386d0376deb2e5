/* The files of the family that a folder of Dockerfiles becomes. */
#ifndef DOCKERFILE_IMPORT_IMPORT_FILES_H
#define DOCKERFILE_IMPORT_IMPORT_FILES_H

#include "support/failure.h"

struct import;

/*
 * Adds images.yaml, and the template and the context of each image of `order`, to the files.
 * OUTCOME_MACHINE after a message if a file cannot be read.
 */
enum outcome
import_add_files(struct import *import);

#endif
