/* What a template says that extends another one, and that Jinja leaves out without a word. */
#ifndef JINJA_RUN_INHERITANCE_H
#define JINJA_RUN_INHERITANCE_H

struct compiler;
struct diagnostics;
struct jinja_template;

/*
 * Reports what has no effect in `tmpl` and in the templates that it extends, each template once in
 * the life of the compiler: text outside of blocks, and blocks that no template further up has. A
 * template whose parent is computed is left alone, and so is one with a mistake.
 */
void
inheritance_check(
	struct compiler *compiler, struct jinja_template *tmpl, struct diagnostics *diagnostics);

#endif
