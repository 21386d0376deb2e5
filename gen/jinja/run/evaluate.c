#include "jinja/run/evaluate.h"

#include <math.h>
#include <string.h>

#include "jinja/object/access.h"
#include "jinja/object/mistakes.h"
#include "jinja/object/operate.h"
#include "jinja/object/render.h"
#include "jinja/object/repr.h"
#include "jinja/object/undefined.h"
#include "jinja/object/values.h"
#include "jinja/run/evaluate_call.h"
#include "jinja/run/execute.h"
#include "jinja/run/mistakes.h"
#include "jinja/syntax/ast.h"
#include "jinja/value/dict.h"
#include "jinja/value/value.h"
#include "support/banned.h"

static struct value
evaluate_constant(struct render *render, const struct expression *expression)
{
	(void)render;
	return expression->constant;
}

static struct value
evaluate_name(struct render *render, const struct expression *expression)
{
	const struct value value = *execute_slot(render, expression->variable);

	if (value.kind != VALUE_MISSING)
		return value;
	evaluate_at(render, expression);
	if (expression->variable.parameter)
		render_fail(render, MISTAKE_GONE, expression->name->bytes);
	return undefined_variable(render, expression->name);
}

static struct value
evaluate_items(struct render *render, const struct expression *expression)
{
	struct list *list = list_new(&render->heap, expression->count);

	for (size_t i = 0; i < expression->count; i++)
		list->items[i] = evaluate(render, expression->items[i]);
	list->count = expression->count;
	return (struct value){
		.kind = expression->kind == EXPRESSION_LIST ? VALUE_LIST : VALUE_TUPLE,
		.list = list};
}

static struct value
evaluate_dict(struct render *render, const struct expression *expression)
{
	struct value dict = render_new_dict(render);

	for (size_t i = 0; i < expression->pair_count; i++) {
		const struct value key = evaluate(render, expression->pairs[i].key);
		const struct value value = evaluate(render, expression->pairs[i].value);

		evaluate_at(render, expression->pairs[i].key);
		undefined_check_strict(render, key);
		if (!value_can_be_key(render, key))
			value_fail_unhashable(render, key);
		dict_set(&render->heap, dict.dict, key, value);
	}
	return dict;
}

static struct value
evaluate_attribute(struct render *render, const struct expression *expression)
{
	const struct value owner = evaluate(render, expression->of);

	evaluate_at(render, owner.kind == VALUE_UNDEFINED ? expression->of : expression);
	return access_attribute(render, owner, expression);
}

static struct value
evaluate_item(struct render *render, const struct expression *expression)
{
	const struct value owner = evaluate(render, expression->of);
	const struct value key = evaluate(render, expression->item);

	evaluate_at(render, owner.kind == VALUE_UNDEFINED ? expression->of : expression);
	return access_item(render, owner, key);
}

static struct value
evaluate_slice(struct render *render, const struct expression *expression)
{
	const struct value owner = evaluate(render, expression->of);
	struct value bounds[3];

	for (size_t i = 0; i < 3; i++)
		bounds[i] = expression->bounds[i] ? evaluate(render, expression->bounds[i])
						  : value_none();
	evaluate_at(render, expression);
	return access_slice(render, owner, bounds);
}

static struct value
evaluate_filter(struct render *render, const struct expression *expression)
{
	return evaluate_builtin(render, expression, evaluate(render, expression->subject));
}

static struct value
evaluate_called(struct render *render, const struct expression *expression)
{
	return evaluate_call(render, expression, NULL);
}

static struct value
evaluate_negative(struct render *render, const struct expression *expression)
{
	const struct value value = evaluate(render, expression->of);

	evaluate_at(render, expression);
	return operate_negative(render, value);
}

static struct value
evaluate_positive(struct render *render, const struct expression *expression)
{
	const struct value value = evaluate(render, expression->of);

	evaluate_at(render, expression);
	return operate_positive(render, value);
}

static bool
evaluate_truth(struct render *render, const struct expression *expression)
{
	const struct value value = evaluate(render, expression);

	evaluate_at(render, expression);
	return value_truth(render, value);
}

static struct value
evaluate_not(struct render *render, const struct expression *expression)
{
	return value_boolean(!evaluate_truth(render, expression->of));
}

static bool
is_negative(struct value value)
{
	return (value.kind == VALUE_INTEGER && value.integer < 0) ||
	       (value.kind == VALUE_FLOAT && signbit(value.number));
}

static struct value
evaluate_binary(struct render *render, const struct expression *expression)
{
	const struct value left = evaluate(render, expression->left);
	const struct value right = evaluate(render, expression->right);

	evaluate_at(render, left.kind == VALUE_UNDEFINED    ? expression->left
			    : right.kind == VALUE_UNDEFINED ? expression->right
							    : expression);
	if (expression->minus_last && is_negative(left))
		return operate_negative(render,
			operate(render, expression->kind, operate_negative(render, left), right));
	return operate(render, expression->kind, left, right);
}

static struct value
evaluate_and(struct render *render, const struct expression *expression)
{
	const struct value left = evaluate(render, expression->left);

	evaluate_at(render, expression->left);
	return value_truth(render, left) ? evaluate(render, expression->right) : left;
}

static struct value
evaluate_or(struct render *render, const struct expression *expression)
{
	const struct value left = evaluate(render, expression->left);

	evaluate_at(render, expression->left);
	return value_truth(render, left) ? left : evaluate(render, expression->right);
}

static bool
compare(struct render *render, enum comparator comparison, struct value left, struct value right)
{
	switch (comparison) {
	case COMPARE_EQ:
		return value_equal(render, left, right);
	case COMPARE_NE:
		return !value_equal(render, left, right);
	case COMPARE_LT:
		return value_order(render, left, right, "<") == -1;
	case COMPARE_LE:
		return value_order(render, left, right, "<=") < 1;
	case COMPARE_GT:
		return value_order(render, left, right, ">") == 1;
	case COMPARE_GE: {
		const int order = value_order(render, left, right, ">=");

		return order == 0 || order == 1;
	}
	case COMPARE_IN:
		return value_contains(render, right, left);
	case COMPARE_NOT_IN:
		return !value_contains(render, right, left);
	}
	return false;
}

static struct value
evaluate_compare(struct render *render, const struct expression *expression)
{
	struct value left = evaluate(render, expression->first);

	for (size_t i = 0; i < expression->operand_count; i++) {
		const struct value right = evaluate(render, expression->operands[i].right);

		evaluate_at(render, left.kind == VALUE_UNDEFINED    ? expression->first
				    : right.kind == VALUE_UNDEFINED ? expression->operands[i].right
								    : expression);
		if (!compare(render, expression->operands[i].comparison, left, right))
			return value_boolean(false);
		left = right;
	}
	return value_boolean(true);
}

static struct value
evaluate_concat(struct render *render, const struct expression *expression)
{
	struct value parts[8];
	struct value *items = expression->count <= 8
				      ? parts
				      : render_allocate(render, expression->count * sizeof(*items));
	const size_t start = render->scratch.length;

	for (size_t i = 0; i < expression->count; i++)
		items[i] = evaluate(render, expression->items[i]);
	for (size_t i = 0; i < expression->count; i++) {
		evaluate_at(render, expression->items[i]);
		write_value(render, &render->scratch, items[i]);
		render_check_scratch(render, start);
	}
	return render_scratch(render, start);
}

static struct value
evaluate_condition(struct render *render, const struct expression *expression)
{
	if (evaluate_truth(render, expression->test))
		return evaluate(render, expression->yes);
	if (expression->no)
		return evaluate(render, expression->no);
	return undefined_hint(render, true, MISTAKE_NO_ELSE);
}

static struct value (*const evaluators[EXPRESSION_KINDS])(
	struct render *, const struct expression *) = {
	[EXPRESSION_CONSTANT] = evaluate_constant,
	[EXPRESSION_NAME] = evaluate_name,
	[EXPRESSION_TUPLE] = evaluate_items,
	[EXPRESSION_LIST] = evaluate_items,
	[EXPRESSION_DICT] = evaluate_dict,
	[EXPRESSION_ATTRIBUTE] = evaluate_attribute,
	[EXPRESSION_ITEM] = evaluate_item,
	[EXPRESSION_SLICE] = evaluate_slice,
	[EXPRESSION_CALL] = evaluate_called,
	[EXPRESSION_FILTER] = evaluate_filter,
	[EXPRESSION_TEST] = evaluate_filter,
	[EXPRESSION_NEGATIVE] = evaluate_negative,
	[EXPRESSION_POSITIVE] = evaluate_positive,
	[EXPRESSION_NOT] = evaluate_not,
	[EXPRESSION_ADD] = evaluate_binary,
	[EXPRESSION_SUBTRACT] = evaluate_binary,
	[EXPRESSION_MULTIPLY] = evaluate_binary,
	[EXPRESSION_DIVIDE] = evaluate_binary,
	[EXPRESSION_FLOOR_DIVIDE] = evaluate_binary,
	[EXPRESSION_MODULO] = evaluate_binary,
	[EXPRESSION_POWER] = evaluate_binary,
	[EXPRESSION_AND] = evaluate_and,
	[EXPRESSION_OR] = evaluate_or,
	[EXPRESSION_COMPARE] = evaluate_compare,
	[EXPRESSION_CONCAT] = evaluate_concat,
	[EXPRESSION_CONDITION] = evaluate_condition,
};

struct value
evaluate(struct render *render, const struct expression *expression)
{
	render->steps--; /* a loop or a call looks at it */
	if (expression->kind <= EXPRESSION_NAME)
		return evaluators[expression->kind](render, expression);
	if (++render->evaluations > EVALUATIONS_DEEPEST) {
		evaluate_at(render, expression);
		render_fail(render, MISTAKE_RECURSION);
	}
	const struct value value = evaluators[expression->kind](render, expression);

	render->evaluations--;
	return value;
}
