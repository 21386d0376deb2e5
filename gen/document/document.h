/* Reading a document, YAML or JSON, as a tree of nodes. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "document/node.h"

struct arena;
struct diagnostics;

/* The largest file in bytes, the deepest nesting and the most keys of a map that are read. */
enum { DOCUMENT_LARGEST = 64 << 20, DOCUMENT_DEEPEST = 32, DOCUMENT_KEYS_MOST = 50000 };

/*
 * Reads the one document of `source` into `arena`. The bytes have to be UTF-8. What is JSON as a
 * whole is read as JSON, which means some strings otherwise than YAML (json.h); all else is YAML
 * (yaml_reader.h). Mistakes go to `diagnostics`. NULL where there is no tree. A tree may come with
 * mistakes: look at the count of errors before you use it.
 */
struct node *
document_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics);

#endif
