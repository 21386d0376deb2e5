/* A field of a record that has the value of another one if it is not written. */
#ifndef FAMILY_SCHEMA_OTHERWISE_H
#define FAMILY_SCHEMA_OTHERWISE_H

struct checker;
struct node;
struct shape;

/* The record with this value, a copy if it lacks that. It may be NULL, and is NULL then. */
struct node *
otherwise_add(struct checker *checker, const struct shape *shape, struct node *record);

#endif
