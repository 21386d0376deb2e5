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

enum { AXES_MOST = 16 };

const struct axis_value *
matrix_find_axis(const struct axis_value *axes, size_t count, const char *axis)
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
		const struct axis_value *other = matrix_find_axis(b, b_count, a[i].axis);

		if (other && strcmp(other->value, a[i].value) != 0)
			return false;
	}
	return true;
}

static size_t
value_count(const struct node_entry *axis)
{
	return axis->value->kind == NODE_MAP ? axis->value->entry_count : axis->value->count;
}

/* A value of an axis, which is an entry of `matrix`: a list of values, or a map from them to vars. */
static struct axis_value
value_at(const struct node_entry *axis, size_t number)
{
	const struct node *values = axis->value;
	const struct node_entry *entry = values->kind == NODE_MAP ? &values->entries[number] : NULL;
	const struct node *value = entry ? entry->key : values->items[number];

	return (struct axis_value){
		axis->key->text, value->text, value, entry ? entry->value : NULL};
}

/* Whether the image has values for the axis in its file, all of which were refused. */
static bool
had_values(const struct image *image, const struct node_entry *axis)
{
	const struct node *matrix = image->written ? node_get(image->written, "matrix") : NULL;
	const struct node *values =
		matrix && matrix->kind == NODE_MAP ? node_get(matrix, axis->key->text) : NULL;

	return values && !node_is_empty(values);
}

/* Whether an axis has values and none of them twice. */
static bool
check_axis(struct checker *checker, const struct image *image, const struct node_entry *axis)
{
	struct map seen = {0};
	const size_t count = value_count(axis);
	bool good = count > 0;

	if (!good && !had_values(image, axis))
		diagnostic_error(checker->diagnostics, axis->value->place, MISTAKE_AXIS_EMPTY,
			axis->key->text);
	for (size_t i = 0; i < count && i <= MATRIX_VARIANTS_MOST; i++) {
		const struct node *value = value_at(axis, i).node;

		if (!map_set(&seen, checker->arena, value->text, value->length, &seen))
			continue;
		diagnostic_error(checker->diagnostics, value->place, MISTAKE_AXIS_TWICE,
			axis->key->text, value->text);
		good = false;
	}
	return good;
}

/* What is known of a matrix while its points are made. */
struct matrix {
	struct checker *checker;
	struct image *image;
	struct node_entry *axes; /* as they are in `matrix`; of `include` alone, without values */
	size_t count;            /* the combinations of their values */
};

static void
add_axis(struct matrix *matrix, struct node_entry axis)
{
	if (matrix->image->axis_count == AXES_MOST)
		diagnostic_error(matrix->checker->diagnostics, axis.key->place,
			MISTAKE_TOO_MANY_AXES, AXES_MOST);
	else
		*ARENA_ADD(matrix->checker->arena, matrix->axes, matrix->image->axis_count) = axis;
}

/* The axes of `matrix`, whose other keys are `exclude` and `include`. */
static void
read_axes(struct matrix *matrix, const struct node *written)
{
	for (size_t i = 0; written && i < written->entry_count; i++) {
		const struct node_entry *entry = &written->entries[i];

		if (node_is(entry->key, "exclude") || node_is(entry->key, "include"))
			continue;
		if (matrix->image->axis_count == AXES_MOST)
			matrix->count = 0;
		add_axis(matrix, *entry);
		const size_t values =
			check_axis(matrix->checker, matrix->image, entry) ? value_count(entry) : 0;

		matrix->count = matrix->count * values > MATRIX_VARIANTS_MOST
					? MATRIX_VARIANTS_MOST + 1
					: matrix->count * values;
	}
}

/* The values of the combination with this number: the first axis changes last. */
static const struct axis_value *
point_values(const struct matrix *matrix, size_t number)
{
	const size_t count = matrix->image->axis_count;
	struct axis_value *values =
		arena_allocate_array(matrix->checker->arena, count + 1, sizeof(*values));

	for (size_t i = count; i-- > 0; number /= value_count(&matrix->axes[i]))
		values[i] = value_at(&matrix->axes[i], number % value_count(&matrix->axes[i]));
	return values;
}

const struct node *
matrix_list(const struct image *image, const char *key, size_t which)
{
	const struct node *matrix = node_get(image->resolved, "matrix");

	if (which == 0)
		return node_get(image->resolved, key);
	return matrix ? node_get(matrix, key) : NULL;
}

void
matrix_report_unknown(struct checker *checker, const struct node *axis, const struct node *value,
	const struct nearest *nearest)
{
	if (value && nearest->found)
		diagnostic_error(checker->diagnostics, value->place,
			MISTAKE_UNKNOWN_AXIS_VALUE_NEAR, axis->text, value->text, nearest->found);
	else if (value)
		diagnostic_error(checker->diagnostics, value->place, MISTAKE_UNKNOWN_AXIS_VALUE,
			axis->text, value->text);
	else if (nearest->found)
		diagnostic_error(checker->diagnostics, axis->place, MISTAKE_UNKNOWN_AXIS_NEAR,
			axis->text, nearest->found);
	else
		diagnostic_error(
			checker->diagnostics, axis->place, MISTAKE_UNKNOWN_AXIS, axis->text);
}

/* Whether a key of an included combination is an axis of the matrix; reports it where not. */
static bool
check_included_axis(const struct matrix *matrix, const struct node *key)
{
	struct nearest nearest = nearest_to(key->text, key->length);

	for (size_t i = 0; i < matrix->image->axis_count; i++) {
		const struct node *axis = matrix->axes[i].key;

		if (node_is(key, axis->text))
			return true;
		nearest_try(&nearest, axis->text, axis->length);
	}
	matrix_report_unknown(matrix->checker, key, NULL, &nearest);
	return false;
}

/* The values of an included combination; NULL after a diagnostic. */
static const struct axis_value *
included_values(const struct matrix *matrix, const struct node *included)
{
	struct axis_value *values = arena_allocate_array(
		matrix->checker->arena, matrix->image->axis_count + 1, sizeof(*values));
	bool good = true;

	for (size_t i = 0; i < included->entry_count; i++)
		if (!node_is(included->entries[i].key, "vars"))
			good &= check_included_axis(matrix, included->entries[i].key);
	for (size_t i = 0; good && i < matrix->image->axis_count; i++) {
		const char *axis = matrix->axes[i].key->text;
		const struct node *value = node_get(included, axis);

		if (!value)
			diagnostic_error(matrix->checker->diagnostics, included->place,
				MISTAKE_INCLUDE_LACKS, axis);
		else
			values[i] = (struct axis_value){axis, value->text, value, NULL};
		good &= value != NULL;
	}
	return good ? values : NULL;
}

static struct point *
find_point(const struct image *image, const struct axis_value *values)
{
	for (size_t i = 0; i < image->point_count; i++)
		if (matrix_axes_agree(
			    values, image->axis_count, image->points[i].values, image->axis_count))
			return &image->points[i];
	return NULL;
}

/* Adds an included combination; one that is there already gets its vars and stays. */
static void
include_point(const struct matrix *matrix, const struct node *included)
{
	struct image *image = matrix->image;
	const struct axis_value *values = included_values(matrix, included);
	struct point *point = values ? find_point(image, values) : NULL;

	if (!values)
		return;
	if (point && point->is_included)
		diagnostic_error(
			matrix->checker->diagnostics, included->place, MISTAKE_INCLUDED_TWICE);
	if (!point) {
		point = ARENA_ADD(matrix->checker->arena, image->points, image->point_count);
		point->values = values;
	}
	point->is_included = true;
	point->vars = node_get(included, "vars");
}

static void
include_points(struct matrix *matrix)
{
	for (size_t which = 0; which < 2; which++) {
		const struct node *list = matrix_list(matrix->image, "include", which);

		if (list && list->count > MATRIX_LISTED_MOST)
			diagnostic_error(matrix->checker->diagnostics, list->place,
				MISTAKE_TOO_MANY_COMBINATIONS, "include", MATRIX_LISTED_MOST);
		for (size_t i = 0; list && i < list->count && i < MATRIX_LISTED_MOST; i++)
			include_point(matrix, list->items[i]);
	}
}

/* Without axes in `matrix`, those of the first included combination are the axes. */
static void
read_included_axes(struct matrix *matrix)
{
	const struct node *list = NULL, *first = NULL;

	for (size_t which = 0; which < 2 && !first; which++) {
		list = matrix_list(matrix->image, "include", which);
		first = list && list->count ? list->items[0] : NULL;
	}
	for (size_t i = 0; first && i < first->entry_count; i++)
		if (!node_is(first->entries[i].key, "vars"))
			add_axis(matrix, first->entries[i]);
	if (first)
		matrix->count = 0;
}

static bool
has_vars(const struct image *image, const struct point *point)
{
	for (size_t i = 0; i < image->axis_count; i++)
		if (point->values[i].vars)
			return true;
	return point->vars;
}

void
matrix_report_too_many(struct checker *checker, const struct image *image, const struct node *node)
{
	diagnostic_error(checker->diagnostics, node->place, MISTAKE_TOO_MANY_VARIANTS, image->name,
		MATRIX_VARIANTS_MOST);
}

void
matrix_read(struct checker *checker, struct image *image)
{
	const struct node *written = node_get(image->resolved, "matrix");
	struct matrix matrix = {checker, image, NULL, 1};

	read_axes(&matrix, written);
	if (!image->axis_count)
		read_included_axes(&matrix);
	if (matrix.count > MATRIX_VARIANTS_MOST) {
		matrix_report_too_many(checker, image, written);
		return;
	}
	for (size_t i = 0; i < matrix.count; i++)
		ARENA_ADD(checker->arena, image->points, image->point_count)->values =
			point_values(&matrix, i);
	include_points(&matrix);
	if (image->point_count > MATRIX_VARIANTS_MOST)
		matrix_report_too_many(checker, image, image->key);
	for (size_t i = 0; i < image->point_count; i++)
		image->has_placeholders |= has_vars(image, &image->points[i]);
}

/* Whether `wanted`, a value or a list of values, has this one. */
static bool
is_value(const struct node *wanted, const char *value)
{
	if (wanted->kind == NODE_SCALAR)
		return node_is(wanted, value);
	for (size_t i = 0; i < wanted->count; i++)
		if (node_is(wanted->items[i], value))
			return true;
	return false;
}

bool
matrix_point_matches(const struct node *point, const struct axis_value *axes, size_t axis_count)
{
	for (size_t i = 0; i < point->entry_count; i++) {
		const struct axis_value *axis =
			matrix_find_axis(axes, axis_count, point->entries[i].key->text);

		if (!axis || !is_value(point->entries[i].value, axis->value))
			return false;
	}
	return true;
}
