/* YAML texts as located nodes. */
#ifndef DOCUMENT_YAML_READER_H
#define DOCUMENT_YAML_READER_H

struct arena;
struct diagnostics;
struct node;
struct source;

/*
 * Reads the one document of `source` into `arena`: anchors, aliases and `<<` merge keys are
 * resolved, duplicate keys are mistakes. Mistakes go to `diagnostics`. NULL where there is no tree;
 * a tree may come with mistakes.
 */
struct node *
yaml_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics);

#endif
