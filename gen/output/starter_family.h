/* A small family to start with, written into a folder. */
#ifndef OUTPUT_STARTER_FAMILY_H
#define OUTPUT_STARTER_FAMILY_H

#include <stddef.h>

#include "support/failure.h"

/*
 * Writes the files of output/starter.h into `directory`, which is made where it is missing, then
 * .gitignore and .gitattributes if they are not there, else it prints what they should hold.
 * `*count` gets the number of starter files. Nothing is overwritten: OUTCOME_MISTAKE after a
 * message if one of the files is there, unless a killed run of this function wrote it.
 * OUTCOME_MACHINE after a message if a file cannot be written. After a failure all that was written
 * is removed.
 */
enum outcome
starter_family_write(const char *directory, size_t *count);

#endif
