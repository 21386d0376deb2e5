/*
 * The fileExistenceTests and fileContentTests of container-structure-test. The files of the image
 * are read; nothing is run.
 */
#ifndef BUILD_TEST_STRUCTURE_FILES_H
#define BUILD_TEST_STRUCTURE_FILES_H

#include "build/test/image_check.h"

check_make structure_existence_make, structure_content_make;

#endif
