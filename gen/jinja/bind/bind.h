/* Binding: every name of a tree gets its slot, by Jinja's rules of scope (jinja2: compiler). */
#ifndef JINJA_BIND_BIND_H
#define JINJA_BIND_BIND_H

#include "jinja/syntax/lexer.h"
#include "jinja/syntax/tree.h"

struct arena;
struct environment;
struct map;
struct mishap;

struct named_block {
	const struct name *name;
	struct routine *routine;
};

/* A compiled template. */
struct template
{
	const struct name *name;
	const struct source *source;
	struct script script;
	struct environment *environment;
	struct routine root;
	struct named_block *blocks;
	size_t block_count;
	bool extends;                /* an extends tag stands somewhere */
	const struct mishap *broken; /* its first mistake, or NULL */
};

enum { LOOPS_DEEPEST = 18 }; /* in one routine; Python ends Jinja's own at 20 */

/* Binds all names of `template`, whose root's body is read. Mistakes jump out. */
void
bind_template(
	struct template *template, struct arena *arena, struct map *names, struct mishap *mishap);

#endif
