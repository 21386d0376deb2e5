/* Macros for tables of shapes. Only the files that hold such tables include this. */
#ifndef FAMILY_SCHEMA_SHAPE_TABLES_H
#define FAMILY_SCHEMA_SHAPE_TABLES_H

#include "family/schema/shape.h"

#define TEXT(which)                                                                                \
	{                                                                                          \
		.kind = SHAPE_TEXT, .grammar = GRAMMAR_##which                                     \
	}
#define LIST(shape)                                                                                \
	{                                                                                          \
		.kind = SHAPE_LIST, .items = &(shape)                                              \
	}
#define SET(shape)                                                                                 \
	{                                                                                          \
		.kind = SHAPE_LIST, .items = &(shape), .set = true                                 \
	}
#define WORDS(shape)                                                                               \
	{                                                                                          \
		.kind = SHAPE_LIST, .items = &(shape), .whole = true                               \
	}
#define MAP(which, shape)                                                                          \
	{                                                                                          \
		.kind = SHAPE_MAP, .grammar = GRAMMAR_##which, .items = &(shape)                   \
	}
#define RECORD(table)                                                                              \
	{                                                                                          \
		.kind = SHAPE_RECORD, .fields = (table)                                            \
	}
#define INTEGER(from, to)                                                                          \
	{                                                                                          \
		.kind = SHAPE_INTEGER, .smallest = (from), .largest = (to)                         \
	}

#endif
