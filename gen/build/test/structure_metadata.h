/* The metadataTest of container-structure-test, which the configuration of an image answers. */
#ifndef BUILD_TEST_STRUCTURE_METADATA_H
#define BUILD_TEST_STRUCTURE_METADATA_H

#include "build/test/image_check.h"

check_make structure_metadata_make;

#endif
