/* The messages about files of container-structure-test. Each has a case in tests/cases. */
#ifndef FAMILY_STRUCTURE_MISTAKES_H
#define FAMILY_STRUCTURE_MISTAKES_H

#define MISTAKE_STRUCTURE_UNSUPPORTED "'%s' is not supported: %s"
#define MISTAKE_EXPRESSION "invalid regular expression '%s': %s"

#endif
