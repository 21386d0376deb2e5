#include "jinja/run/evaluate_call.h"

#include <string.h>

#include "jinja/library/mistakes.h"
#include "jinja/object/builtin.h"
#include "jinja/object/frame.h"
#include "jinja/object/iterate.h"
#include "jinja/object/macro.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/objects.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/run/evaluate.h"
#include "jinja/run/execute.h"
#include "jinja/run/execute_block.h"
#include "jinja/run/execute_loop.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/arena.h"
#include "support/nearest.h"
#include "support/text.h"
#include "support/banned.h"

enum { ARGUMENTS_INLINE = 8 };

static bool
is_named(const struct named_value *named, const char *name)
{
	return text_equal(named->name, named->length, name, strlen(name));
}

static void
add_star(struct render *render, struct arguments *arguments, struct value star)
{
	const struct list *rest = iterate_to_list(render, star);
	render_step(render, arguments->count / 4);
	struct value *all =
		render_allocate(render, (arguments->count + rest->count + 1) * sizeof(*all));

	for (size_t i = 0; i < arguments->count; i++)
		all[i] = arguments->positional[i];
	for (size_t i = 0; i < rest->count; i++)
		all[arguments->count + i] = rest->items[i];
	arguments->positional = all;
	arguments->count += rest->count;
}

/*
 * Adds `count` arguments by name. Fails for a name that was given before; the new names differ from
 * one another.
 */
static void
add_named(struct render *render, struct arguments *arguments, const struct named_value *more,
	size_t count)
{
	const size_t given = arguments->named_count;

	render_step(render, (given + 1) * count);
	struct named_value *all = render_allocate(render, (given + count + 1) * sizeof(*all));

	for (size_t i = 0; i < given; i++)
		all[i] = arguments->named[i];
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < given; j++)
			if (text_equal(all[j].name, all[j].length, more[i].name, more[i].length))
				render_fail(render, MISTAKE_ARGUMENT_TWICE, (int)more[i].length,
					more[i].name);
		all[given + i] = more[i];
	}
	arguments->named = all;
	arguments->named_count = given + count;
}

static void
add_double_star(struct render *render, struct arguments *arguments, struct value star)
{
	size_t at = 0, count = 0;

	undefined_check(render, star);
	if (star.kind != VALUE_DICT)
		render_fail(render, MISTAKE_NOT_MAPPING, value_type_name(star));
	render_step(render, star.dict->used / 2);
	struct named_value *more = render_allocate(render, (star.dict->count + 1) * sizeof(*more));

	for (struct dict_entry entry; dict_next(star.dict, &at, &entry);) {
		if (entry.key.kind != VALUE_STRING)
			render_fail(render, MISTAKE_KEYWORD_STRING);
		more[count++] =
			(struct named_value){entry.key.bytes, entry.key.length, entry.value};
	}
	add_named(render, arguments, more, count);
}

/* Evaluates what stands between parentheses, in order. The arrays live in the rendering's heap. */
static struct arguments
evaluate_arguments(struct render *render, const struct argument_list *call)
{
	struct value *positional =
		call->count ? render_allocate(render, call->count * sizeof(*positional)) : NULL;
	struct named_value *named =
		call->keyword_count ? render_allocate(render, call->keyword_count * sizeof(*named))
				    : NULL;
	struct arguments arguments = {positional, call->count, named, call->keyword_count};

	for (size_t i = 0; i < call->count; i++)
		positional[i] = evaluate(render, call->positional[i]);
	for (size_t i = 0; i < call->keyword_count; i++)
		named[i] = (struct named_value){call->keywords[i].name->bytes,
			call->keywords[i].name->length, evaluate(render, call->keywords[i].value)};
	if (call->star) {
		const struct value star = evaluate(render, call->star);

		evaluate_at(render, call->star);
		add_star(render, &arguments, star);
	}
	if (call->double_star) {
		const struct value star = evaluate(render, call->double_star);

		evaluate_at(render, call->double_star);
		add_double_star(render, &arguments, star);
	}
	return arguments;
}

/* The argument called `name`, which is marked as used; VALUE_MISSING if it was not given. */
static struct value
take_named(const struct arguments *arguments, bool *used, const char *name)
{
	for (size_t i = 0; i < arguments->named_count; i++)
		if (!used[i] && is_named(&arguments->named[i], name)) {
			used[i] = true;
			return arguments->named[i].value;
		}
	return (struct value){.kind = VALUE_MISSING};
}

static void
set_kwargs(struct render *render, struct frame *frame, const struct macro_definition *macro,
	const struct arguments *arguments, const bool *used)
{
	struct value kwargs = {.kind = VALUE_MISSING};

	render_step(render, DICT_STEPS * arguments->named_count);
	if (macro->kwargs)
		kwargs = render_new_dict(render);
	for (size_t i = 0; i < arguments->named_count; i++) {
		const struct named_value *named = &arguments->named[i];

		if (used[i])
			continue;
		if (!macro->kwargs)
			render_fail(render, MISTAKE_MACRO_KEYWORD,
				macro->routine.name ? macro->routine.name->bytes : "caller",
				(int)named->length, named->name);
		dict_set(&render->heap, kwargs.dict, value_string(named->name, named->length),
			named->value);
	}
	if (macro->kwargs)
		frame->slots[macro->kwargs] = kwargs;
}

static void
set_varargs(struct render *render, struct frame *frame, const struct macro_definition *macro,
	const struct arguments *arguments)
{
	render_step(render, (arguments->count + macro->count) / 4);
	if (macro->varargs)
		frame->slots[macro->varargs] = render_new_tuple(render,
			arguments->count > macro->count ? arguments->positional + macro->count
							: NULL,
			arguments->count > macro->count ? arguments->count - macro->count : 0);
	else if (arguments->count > macro->count)
		render_fail(render, MISTAKE_MACRO_ARGUMENTS,
			macro->routine.name ? macro->routine.name->bytes : "caller", macro->count);
}

/* jinja2: Macro.__call__ */
static void
set_parameters(struct render *render, struct frame *frame, const struct macro_definition *macro,
	const struct arguments *arguments)
{
	bool few[ARGUMENTS_INLINE] = {false};
	bool *used = few, caller_found = false;

	if (arguments->named_count > ARGUMENTS_INLINE) {
		used = render_allocate(render, arguments->named_count * sizeof(*used));
		memset(used, 0, arguments->named_count * sizeof(*used));
	}
	for (size_t i = 0; i < macro->count; i++) {
		const struct parameter_definition *parameter = &macro->parameters[i];

		if (i < arguments->count) {
			frame->slots[parameter->slot] = arguments->positional[i];
			continue;
		}
		render_step(render, 1 + arguments->named_count / 4);
		frame->slots[parameter->slot] = take_named(arguments, used, parameter->name->bytes);
		caller_found = caller_found || strcmp(parameter->name->bytes, "caller") == 0;
	}
	if (arguments->count >= macro->count)
		caller_found = macro->explicit_caller;
	if (macro->caller && !caller_found) {
		const struct value caller = take_named(arguments, used, "caller");

		frame->slots[macro->caller] =
			caller.kind == VALUE_MISSING || caller.kind == VALUE_NONE
				? undefined_hint(render, false, MISTAKE_NO_CALLER)
				: caller;
	}
	set_kwargs(render, frame, macro, arguments, used);
	set_varargs(render, frame, macro, arguments);
}

static void
set_defaults(struct render *render, struct frame *frame, const struct macro_definition *macro)
{
	for (size_t i = 0; i < macro->count; i++) {
		const struct parameter_definition *parameter = &macro->parameters[i];

		if (frame->slots[parameter->slot].kind == VALUE_MISSING)
			frame->slots[parameter->slot] =
				parameter->otherwise
					? evaluate(render, parameter->otherwise)
					: undefined_hint(render, false, MISTAKE_PARAMETER_MISSING,
						  parameter->name->bytes);
	}
}

static struct value
call_macro(struct render *render, struct value value, const struct arguments *arguments)
{
	const struct macro_definition *macro = value.macro->definition;
	struct frame *before = render->frame;
	struct frame *frame =
		frame_new(render, &macro->routine, value.macro->frame, value.macro->frame->context);
	struct trace trace;
	const size_t start = render->out->length;

	set_parameters(render, frame, macro, arguments);
	frame_enter_call(render, &trace);
	render->frame = frame;
	execute_enter(render, &macro->routine.scope);
	set_defaults(render, frame, macro);
	execute_body(render, &macro->routine.body);
	render->frame = before;
	frame_leave_call(render, &trace);
	return render_captured(render, start);
}

static struct value
call_value(struct render *render, struct value callee, const struct arguments *arguments)
{
	if (callee.kind == VALUE_MACRO)
		return call_macro(render, callee, arguments);
	if (callee.kind == VALUE_METHOD)
		return builtin_run(render, callee.method->builtin, callee.method->owner, arguments);
	if (callee.kind == VALUE_FUNCTION)
		return builtin_run(render, callee.function, value_none(), arguments);
	if (callee.kind == VALUE_LOOP)
		return execute_loop_call(render, callee, arguments);
	undefined_check(render, callee);
	if (callee.kind != VALUE_BLOCK && callee.kind != VALUE_JOINER)
		render_fail(render, MISTAKE_NOT_CALLABLE, value_type_name(callee));
	if (arguments->count || arguments->named_count)
		render_fail(render, MISTAKE_NO_ARGUMENTS, value_type_name(callee));
	if (callee.kind == VALUE_BLOCK)
		return execute_block_call(render, callee);
	return callee.cycler->position++ ? value_to_string(render, callee.cycler->items)
					 : value_string("", 0);
}

struct value
evaluate_builtin(struct render *render, const struct expression *expression, struct value subject)
{
	if (!expression->builtin) {
		evaluate_at(render, expression);
		render_fail(render,
			expression->kind == EXPRESSION_FILTER ? MISTAKE_UNKNOWN_FILTER
							      : MISTAKE_UNKNOWN_TEST,
			expression->called->bytes);
	}
	const struct arguments arguments = evaluate_arguments(render, expression->call);

	evaluate_at(render, subject.kind == VALUE_UNDEFINED && expression->subject
				    ? expression->subject
				    : expression);
	return builtin_run(render, expression->builtin, subject, &arguments);
}

struct value
evaluate_call(
	struct render *render, const struct expression *expression, const struct value *caller)
{
	const struct value callee = evaluate(render, expression->subject);
	struct arguments arguments = evaluate_arguments(render, expression->call);

	evaluate_at(render, expression);
	if (caller)
		add_named(render, &arguments, &(struct named_value){"caller", 6, *caller}, 1);
	return call_value(render, callee, &arguments);
}
