/* The commandTests of container-structure-test. */
#ifndef BUILD_TEST_STRUCTURE_COMMANDS_H
#define BUILD_TEST_STRUCTURE_COMMANDS_H

#include "build/test/image_check.h"

/* Runs the commands of `setup`, each in what the one before left, and then the command. */
check_make structure_command_make;

#endif
