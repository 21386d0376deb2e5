/* The smaller objects that a template meets. */
#ifndef JINJA_OBJECT_OBJECTS_H
#define JINJA_OBJECT_OBJECTS_H

#include "jinja/value/value.h"

struct builtin;
struct jinja_template;

struct module {
	const struct jinja_template *tmpl;
	struct dict *exported;
	struct value body;
};

struct method {
	const struct builtin *builtin;
	struct value owner;
};

struct range {
	int64_t start, stop, step;
	int64_t count;
};

enum view_kind { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS };

struct dict_view {
	enum view_kind kind;
	struct dict *dict;
};

struct cycler {
	struct value items; /* a tuple; a joiner's separator */
	size_t position;    /* a joiner: whether it was used */
};

#endif
