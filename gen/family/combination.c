#include "family/combination.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/matrix.h"
#include "family/mistakes.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/banned.h"

static void
add_combination(struct checker *checker, struct combinations *combinations,
	const struct image *image, const struct point *point, struct variant *parent)
{
	const size_t inherited = parent ? parent->axis_count : 0;

	if (!allowance_take(
		    checker, (inherited + image->axis_count) * ALLOWANCE_AXIS, image->key->place))
		return;
	struct axis_value *axes = arena_allocate_array(
		checker->arena, inherited + image->axis_count + 1, sizeof(*axes));
	size_t count = inherited;

	for (size_t i = 0; i < inherited; i++)
		axes[i] = parent->axes[i];
	for (size_t i = 0; i < image->axis_count; i++)
		if (!matrix_find_axis(axes, inherited, point->values[i].axis))
			axes[count++] = point->values[i];
	*ARENA_ADD(checker->arena, combinations->items, combinations->count) =
		(struct combination){axes, count, point, parent};
}

/* Reports a value of an axis of the parent's that none of its variants has. */
static void
report_foreign_value(struct checker *checker, const struct image *image, const struct point *point)
{
	const struct image *parent = point->parent;

	for (size_t i = 0; i < image->axis_count; i++) {
		const struct axis_value *value = &point->values[i];
		bool found = false;

		for (size_t j = 0; j < parent->variant_count && !found; j++)
			found = matrix_axes_agree(value, 1, parent->variants[j]->axes,
				parent->variants[j]->axis_count);
		if (!found)
			diagnostic_error(checker->diagnostics, value->node->place,
				MISTAKE_NO_SUCH_VARIANT, parent->name, value->axis, value->value);
	}
}

/* Adds the variants of the point's parent that agree with it. */
static void
add_agreeing(struct checker *checker, struct combinations *combinations, const struct image *image,
	const struct point *point)
{
	const size_t before = combinations->count;
	const struct image *parent = point->parent;

	for (size_t i = 0; i < parent->variant_count; i++)
		if (matrix_axes_agree(point->values, image->axis_count, parent->variants[i]->axes,
			    parent->variants[i]->axis_count))
			add_combination(checker, combinations, image, point, parent->variants[i]);
	if (before == combinations->count && parent->variant_count)
		report_foreign_value(checker, image, point);
}

struct combinations
combinations_make(struct checker *checker, const struct image *image)
{
	struct combinations combinations = {0};

	for (size_t i = 0; i < image->point_count && combinations.count <= MATRIX_VARIANTS_MOST;
		i++) {
		const struct point *point = &image->points[i];

		if (point->parent)
			add_agreeing(checker, &combinations, image, point);
		else if (point->from)
			add_combination(checker, &combinations, image, point, NULL);
	}
	if (combinations.count <= MATRIX_VARIANTS_MOST)
		return combinations;
	matrix_report_too_many(checker, image, image->key);
	return (struct combinations){0};
}

/* Checks that one of the combinations has the axis, and the value if it is not NULL. */
static void
check_value(struct checker *checker, const struct node *axis, const struct node *value,
	const struct combinations *combinations)
{
	const struct node *word = value ? value : axis;
	struct nearest nearest = nearest_to(word->text, word->length);
	const bool shown = checker->diagnostics->errors < DIAGNOSTICS_SHOWN;
	bool axis_known = false;

	for (size_t i = 0; i < combinations->count; i++) {
		const struct combination *combination = &combinations->items[i];
		const struct axis_value *found =
			matrix_find_axis(combination->axes, combination->axis_count, axis->text);

		if (!allowance_take(checker, 1, axis->place))
			return;
		axis_known |= found != NULL;
		if (found && (!value || strcmp(found->value, value->text) == 0))
			return;
		for (size_t j = 0; shown && !value && j < combination->axis_count; j++)
			nearest_try(&nearest, combination->axes[j].axis,
				strlen(combination->axes[j].axis));
		if (shown && value && found)
			nearest_try(&nearest, found->value, strlen(found->value));
	}
	if (value && !axis_known)
		return; /* the axis was reported */
	matrix_report_unknown(checker, axis, value, &nearest);
}

static void
check_point(
	struct checker *checker, const struct node *point, const struct combinations *combinations)
{
	for (size_t i = 0; i < point->entry_count && !allowance_is_gone(checker); i++) {
		const struct node_entry *entry = &point->entries[i];

		check_value(checker, entry->key, NULL, combinations);
		if (entry->value->kind == NODE_SCALAR)
			check_value(checker, entry->key, entry->value, combinations);
		for (size_t j = 0; entry->value->kind == NODE_LIST && j < entry->value->count; j++)
			check_value(checker, entry->key, entry->value->items[j], combinations);
	}
}

bool
combinations_check_names(
	struct checker *checker, const struct image *image, const struct combinations *combinations)
{
	const size_t before = checker->diagnostics->errors;
	const struct node *latest = node_get(image->resolved, "latest");

	if (latest && latest->kind == NODE_MAP)
		check_point(checker, latest, combinations);
	for (size_t which = 0; which < 2; which++) {
		const struct node *list = matrix_list(image, "exclude", which);

		if (list && list->count > MATRIX_LISTED_MOST)
			diagnostic_error(checker->diagnostics, list->place,
				MISTAKE_TOO_MANY_COMBINATIONS, "exclude", MATRIX_LISTED_MOST);
		for (size_t i = 0; list && i < list->count && i < MATRIX_LISTED_MOST; i++)
			check_point(checker, list->items[i], combinations);
	}
	return checker->diagnostics->errors == before;
}

bool
combination_is_excluded(
	struct checker *checker, const struct image *image, const struct combination *combination)
{
	if (combination->point->is_included)
		return false;
	for (size_t which = 0; which < 2; which++) {
		const struct node *list = matrix_list(image, "exclude", which);

		if (list && !allowance_take(checker, node_count(list), list->place))
			return true;
		for (size_t i = 0; list && i < list->count && i < MATRIX_LISTED_MOST; i++)
			if (matrix_point_matches(
				    list->items[i], combination->axes, combination->axis_count))
				return true;
	}
	return false;
}
