/*
 * JSON texts as located nodes: strings that YAML would fold or refuse come out as JSON means them.
 */
#ifndef DOCUMENT_JSON_H
#define DOCUMENT_JSON_H

struct arena;
struct node;
struct source;

/*
 * Reads `source` into `arena` if the whole of it is a JSON text (RFC 8259) within the bounds of
 * document.h, without duplicate keys and NUL characters. Else NULL, and nothing is said: YAML, of
 * which JSON is a part, finds the mistake.
 */
struct node *
json_read(const struct source *source, struct arena *arena);

#endif
