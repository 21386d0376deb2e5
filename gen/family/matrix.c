#include "family/matrix.h"

#include <string.h>

#include "document/node.h"
#include "family/family.h"
#include "family/mistakes.h"
#include "family/schema/allowance.h"
#include "family/schema/shape.h"
#include "support/arena.h"
#include "support/diagnostic.h"
#include "support/nearest.h"
#include "support/banned.h"

enum { AXES_MOST = 16, EXCLUDES_MOST = 1000 };

static const struct axis_value *
find_axis(const struct axis_value *axes, size_t count, const char *axis)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(axes[i].axis, axis) == 0)
			return &axes[i];
	return NULL;
}

bool
matrix_axes_agree(
	const struct axis_value *a, size_t a_count, const struct axis_value *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++) {
		const struct axis_value *other = find_axis(b, b_count, a[i].axis);

		if (other && strcmp(other->value, a[i].value) != 0)
			return false;
	}
	return true;
}

/* Whether an axis, which is an entry of `matrix`, has values and none of them twice. */
static bool
check_axis(struct checker *checker, const struct node_entry *axis)
{
	struct map seen = {0};
	bool good = axis->value->count > 0;

	if (!good)
		diagnostic_error(checker->diagnostics, axis->value->place, MISTAKE_AXIS_EMPTY,
			axis->key->text);
	for (size_t i = 0; i < axis->value->count && i <= MATRIX_VARIANTS_MOST; i++) {
		const struct node *value = axis->value->items[i];

		if (!map_set(&seen, checker->arena, value->text, value->length, &seen))
			continue;
		diagnostic_error(checker->diagnostics, value->place, MISTAKE_AXIS_TWICE,
			axis->key->text, value->text);
		good = false;
	}
	return good;
}

/*
 * The axes of `matrix`, whose other key is `exclude`; *points is how many combinations they have.
 */
static struct node_entry *
read_axes(struct checker *checker, struct image *image, const struct node *matrix, size_t *points)
{
	struct node_entry *axes = NULL;

	*points = 1;
	for (size_t i = 0; matrix && i < matrix->entry_count; i++) {
		const struct node_entry *entry = &matrix->entries[i];

		if (node_is(entry->key, "exclude"))
			continue;
		if (image->axis_count == AXES_MOST) {
			diagnostic_error(checker->diagnostics, entry->key->place,
				MISTAKE_TOO_MANY_AXES, AXES_MOST);
			break;
		}
		const size_t values = check_axis(checker, entry) ? entry->value->count : 0;

		*points = *points * values > MATRIX_VARIANTS_MOST ? MATRIX_VARIANTS_MOST + 1
								  : *points * values;
		*ARENA_ADD(checker->arena, axes, image->axis_count) = *entry;
	}
	return axes;
}

/* The values of the combination with this number: the first axis changes last. */
static const struct axis_value *
point_values(struct arena *arena, const struct node_entry *axes, size_t count, size_t number)
{
	struct axis_value *values = arena_allocate_array(arena, count + 1, sizeof(*values));

	for (size_t i = count; i-- > 0; number /= axes[i].value->count) {
		const struct node *value = axes[i].value->items[number % axes[i].value->count];

		values[i] = (struct axis_value){axes[i].key->text, value->text, value};
	}
	return values;
}

static void
report_too_many(struct checker *checker, const struct image *image, const struct node *node)
{
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_TOO_MANY_VARIANTS, image->name,
		MATRIX_VARIANTS_MOST);
}

void
matrix_read(struct checker *checker, struct image *image)
{
	const struct node *matrix = node_get(image->resolved, "matrix");
	size_t count;
	const struct node_entry *axes = read_axes(checker, image, matrix, &count);

	if (count > MATRIX_VARIANTS_MOST) {
		report_too_many(checker, image, matrix);
		return;
	}
	image->points = arena_allocate_array(checker->arena, count + 1, sizeof(*image->points));
	image->point_count = count;
	for (size_t i = 0; i < count; i++)
		image->points[i].values = point_values(checker->arena, axes, image->axis_count, i);
}

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
		if (!find_axis(axes, inherited, point->values[i].axis))
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
matrix_combinations(struct checker *checker, const struct image *image)
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
	report_too_many(checker, image, image->key);
	return (struct combinations){0};
}

/* `exclude` can be a key of the image and a key of its matrix; both count. */
static const struct node *
exclude_list(const struct image *image, size_t which)
{
	const struct node *matrix = node_get(image->resolved, "matrix");

	if (which == 0)
		return node_get(image->resolved, "exclude");
	return matrix ? node_get(matrix, "exclude") : NULL;
}

static void
report_unknown(struct checker *checker, const struct node_entry *entry,
	const struct combinations *combinations, bool axis_known)
{
	const struct node *word = axis_known ? entry->value : entry->key;
	struct nearest nearest = nearest_to(word->text, word->length);
	const bool shown = checker->diagnostics->errors < DIAGNOSTICS_SHOWN;

	for (size_t i = 0; shown && i < combinations->count; i++)
		for (size_t j = 0; j < combinations->items[i].axis_count; j++) {
			const struct axis_value *axis = &combinations->items[i].axes[j];

			if (!axis_known)
				nearest_try(&nearest, axis->axis, strlen(axis->axis));
			else if (strcmp(axis->axis, entry->key->text) == 0)
				nearest_try(&nearest, axis->value, strlen(axis->value));
		}
	if (!axis_known && nearest.found)
		diagnostic_error(checker->diagnostics, word->place, MISTAKE_UNKNOWN_AXIS_NEAR,
			word->text, nearest.found);
	else if (!axis_known)
		diagnostic_error(
			checker->diagnostics, word->place, MISTAKE_UNKNOWN_AXIS, word->text);
	else if (nearest.found)
		diagnostic_error(checker->diagnostics, word->place, MISTAKE_UNKNOWN_AXIS_VALUE_NEAR,
			entry->key->text, word->text, nearest.found);
	else
		diagnostic_error(checker->diagnostics, word->place, MISTAKE_UNKNOWN_AXIS_VALUE,
			entry->key->text, word->text);
}

static void
check_point(
	struct checker *checker, const struct node *point, const struct combinations *combinations)
{
	for (size_t i = 0; i < point->entry_count; i++) {
		const struct node_entry *entry = &point->entries[i];
		bool axis_known = false, value_known = false;

		for (size_t j = 0; j < combinations->count && !value_known; j++) {
			const struct combination *combination = &combinations->items[j];
			const struct axis_value *axis = find_axis(
				combination->axes, combination->axis_count, entry->key->text);

			axis_known |= axis != NULL;
			value_known = axis && strcmp(axis->value, entry->value->text) == 0;
			if (!allowance_take(checker, 1, entry->key->place))
				return;
		}
		if (!value_known)
			report_unknown(checker, entry, combinations, axis_known);
	}
}

bool
matrix_check_names(
	struct checker *checker, const struct image *image, const struct combinations *combinations)
{
	const size_t before = checker->diagnostics->errors;
	const struct node *latest = node_get(image->resolved, "latest");

	if (latest && latest->kind == NODE_MAP)
		check_point(checker, latest, combinations);
	for (size_t which = 0; which < 2; which++) {
		const struct node *list = exclude_list(image, which);

		if (list && list->count > EXCLUDES_MOST)
			diagnostic_error(checker->diagnostics, list->place,
				MISTAKE_TOO_MANY_EXCLUDES, EXCLUDES_MOST);
		for (size_t i = 0; list && i < list->count && i < EXCLUDES_MOST; i++)
			check_point(checker, list->items[i], combinations);
	}
	return checker->diagnostics->errors == before;
}

bool
matrix_point_matches(const struct node *point, const struct axis_value *axes, size_t axis_count)
{
	for (size_t i = 0; i < point->entry_count; i++) {
		const struct axis_value *axis =
			find_axis(axes, axis_count, point->entries[i].key->text);

		if (!axis || !node_is(point->entries[i].value, axis->value))
			return false;
	}
	return true;
}

bool
matrix_excludes(
	struct checker *checker, const struct image *image, const struct combination *combination)
{
	for (size_t which = 0; which < 2; which++) {
		const struct node *list = exclude_list(image, which);

		if (list && !allowance_take(checker, list->count, list->place))
			return true;
		for (size_t i = 0; list && i < list->count && i < EXCLUDES_MOST; i++)
			if (matrix_point_matches(
				    list->items[i], combination->axes, combination->axis_count))
				return true;
	}
	return false;
}
