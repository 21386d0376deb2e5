/* The fileExistenceTests and fileContentTests of container-structure-test. */
#ifndef BUILD_TEST_STRUCTURE_FILES_H
#define BUILD_TEST_STRUCTURE_FILES_H

#include "build/test/image_check.h"

check_make structure_existence_make, structure_content_make;

#endif
