/* Templates by name: found, compiled once, and kept. */
#ifndef JINJA_RUN_COMPILE_H
#define JINJA_RUN_COMPILE_H

#include <stddef.h>

#include "jinja/run/jinja.h"
#include "jinja/syntax/whitespace.h"
#include "support/arena.h"
#include "support/map.h"

struct source;
struct jinja_template;

/* All zero but for `whitespace` and the loader. Everything that is compiled lives in `arena`. */
struct compiler {
	struct arena arena;
	struct arena tokens; /* of the template that is being compiled */
	struct whitespace_control whitespace;
	jinja_loader *loader;
	void *loader_data;
	const char *const *folders;  /* of jinja_options */
	struct map names, templates; /* by word */
};

/* Compiles `source` anew. The result's `broken` is its first mistake, or NULL. */
struct jinja_template *
compile_source(struct compiler *compiler, const struct source *source);

/* The template of this name if it was compiled before, else NULL. */
struct jinja_template *
compile_known(const struct compiler *compiler, const char *name, size_t length);

/* The template of this name, compiled now if it was not; NULL if the loader has none. */
struct jinja_template *
compile_find(struct compiler *compiler, const char *name, size_t length);

#endif
