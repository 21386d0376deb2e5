/*
 * The fileExistenceTests, fileContentTests and metadataTest of container-structure-test: what holds
 * of an image without anything being run in it.
 */
#ifndef BUILD_TEST_STRUCTURE_FACTS_H
#define BUILD_TEST_STRUCTURE_FACTS_H

#include "build/test/image_check.h"

check_make structure_existence_make, structure_content_make, structure_metadata_make;

#endif
