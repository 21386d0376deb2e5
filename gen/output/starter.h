/* The files of a new family, as they are in the program: those of output/starter/. */
#ifndef OUTPUT_STARTER_H
#define OUTPUT_STARTER_H

#include "output/stock.h"

/* images.yaml is the first; ended by one without a path. */
extern const struct program_file starter_files[];

#endif
