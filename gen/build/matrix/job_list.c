#include "build/matrix/job_list.h"

#include <stdint.h>
#include <string.h>

#include "build/matrix/job_images.h"
#include "build/target/target.h"
#include "support/arena.h"
#include "support/json_writer.h"
#include "support/text.h"
#include "support/banned.h"

/* The images of a job, by number, in the order of building. */
struct job_members {
	size_t *items;
	size_t count;
};

/* How images become jobs. */
struct grouping {
	struct arena *arena;
	const struct job_images *images;
	size_t folded; /* the level from which on images share jobs */
	/* One for each image that is listed. */
	size_t *levels;
	size_t *leaders; /* an earlier image of the same job, or itself */
	size_t *jobs;
	struct job_members *members; /* one for each job */
	size_t member_count;
};

/*
 * The number of the image that an image needs as its parent `number`; SIZE_MAX if that is not
 * listed.
 */
static size_t
needed(const struct grouping *grouping, size_t image, size_t number)
{
	const struct job_images *images = grouping->images;
	const struct job_image *self = &images->items[image];
	const struct job_image *parent = job_images_find(images,
		images->targets->items[self->target].parents[number].target, self->shortest);

	return parent && parent->listed ? (size_t)(parent - images->items) : SIZE_MAX;
}

static size_t
parent_count(const struct grouping *grouping, size_t image)
{
	const struct job_images *images = grouping->images;

	return images->targets->items[images->items[image].target].parent_count;
}

/* The first image of the job of an image. */
static size_t
leader_of(struct grouping *grouping, size_t image)
{
	size_t *leaders = grouping->leaders;

	while (leaders[image] != image)
		image = leaders[image] = leaders[leaders[image]];
	return image;
}

static void
join(struct grouping *grouping, size_t a, size_t b)
{
	const size_t one = leader_of(grouping, a), other = leader_of(grouping, b);

	grouping->leaders[one > other ? one : other] = one > other ? other : one;
}

/* Finds the level of an image, whose parents have theirs, and the images that share its job. */
static void
place(struct grouping *grouping, size_t image)
{
	grouping->leaders[image] = image;
	for (size_t i = 0; i < parent_count(grouping, image); i++) {
		const size_t parent = needed(grouping, image, i);

		if (parent != SIZE_MAX && grouping->levels[parent] >= grouping->levels[image])
			grouping->levels[image] = grouping->levels[parent] + 1;
	}
	for (size_t i = 0; i < parent_count(grouping, image); i++) {
		const size_t parent = needed(grouping, image, i);

		if (parent != SIZE_MAX && grouping->levels[parent] >= grouping->folded)
			join(grouping, image, parent);
	}
}

/* Gives the images from level `least` up to but not `most` to jobs. */
static void
assign(struct grouping *grouping, size_t least, size_t most)
{
	for (size_t i = 0; i < grouping->images->count; i++) {
		const size_t level = grouping->levels[i];

		if (!grouping->images->items[i].listed || level < least || level >= most)
			continue;
		if (grouping->leaders[i] == i) {
			grouping->jobs[i] = grouping->member_count;
			(void)ARENA_ADD(grouping->arena, grouping->members, grouping->member_count);
		}
		grouping->jobs[i] = grouping->jobs[leader_of(grouping, i)];
		struct job_members *members = &grouping->members[grouping->jobs[i]];

		*ARENA_ADD(grouping->arena, members->items, members->count) = i;
	}
}

/*
 * Adds the jobs that the images of a job need, each once. For each job, `seen` has the number, plus
 * one, of the last job that was found to need it.
 */
static void
add_needs(struct grouping *grouping, struct ci_job *job, size_t number, size_t *seen)
{
	const struct job_members *members = &grouping->members[number];

	for (size_t i = 0; i < members->count; i++)
		for (size_t j = 0; j < parent_count(grouping, members->items[i]); j++) {
			const size_t parent = needed(grouping, members->items[i], j);

			if (parent == SIZE_MAX || grouping->jobs[parent] == number ||
				seen[grouping->jobs[parent]] == number + 1)
				continue;
			seen[grouping->jobs[parent]] = number + 1;
			*ARENA_ADD(grouping->arena, job->needs, job->need_count) =
				grouping->jobs[parent];
		}
}

/* "fastapi-base/3.11-slim and 2 more (linux/arm64)" */
static const char *
name_of(struct arena *arena, const char *image, size_t count, const char *platform)
{
	const char *more = count > 1 ? arena_format(arena, " and %zu more", count - 1) : "";

	return *platform ? arena_join(arena, image, more, " (", platform, ")", NULL)
			 : arena_join(arena, image, more, NULL);
}

static struct ci_job
make_job(struct grouping *grouping, size_t number, size_t *seen)
{
	struct arena *arena = grouping->arena;
	const struct job_images *images = grouping->images;
	const struct job_members *members = &grouping->members[number];
	const size_t last = members->items[members->count - 1];
	const struct job_image *image = &images->items[last];
	const size_t level = grouping->levels[last];
	struct ci_job job = {.id = image->id,
		.platform = image->platform,
		.level = level < grouping->folded ? level : grouping->folded,
		.name = name_of(arena, images->targets->items[image->target].id, members->count,
			image->platform)};
	struct text words = TEXT_EMPTY;

	for (size_t i = 0; i < members->count; i++)
		text_format(&words, "%s%s", i ? " " : "",
			images->targets->items[images->items[members->items[i]].target].id);
	job.words = arena_string(arena, words.bytes);
	text_free(&words);
	add_needs(grouping, &job, number, seen);
	return job;
}

struct job_list
job_list_make(struct arena *arena, const struct job_images *images, size_t levels)
{
	const size_t count = images->count;
	struct grouping grouping = {.arena = arena,
		.images = images,
		.folded = levels ? levels - 1 : SIZE_MAX,
		.levels = arena_allocate_array(arena, count, sizeof(*grouping.levels)),
		.leaders = arena_allocate_array(arena, count, sizeof(*grouping.leaders)),
		.jobs = arena_allocate_array(arena, count, sizeof(*grouping.jobs))};

	for (size_t i = 0; i < count; i++)
		if (images->items[i].listed)
			place(&grouping, i);
	assign(&grouping, 0, grouping.folded);
	assign(&grouping, grouping.folded, SIZE_MAX);

	struct job_list list = {
		arena_allocate_array(arena, grouping.member_count, sizeof(*list.items)),
		grouping.member_count};
	size_t *seen = arena_allocate_array(arena, list.count, sizeof(*seen));

	for (size_t i = 0; i < list.count; i++)
		list.items[i] = make_job(&grouping, i, seen);
	return list;
}

void
job_list_write(struct json_writer *writer, const struct job_list *list)
{
	json_open(writer, '[');
	for (size_t i = 0; i < list->count; i++) {
		const struct ci_job *job = &list->items[i];

		json_open(writer, '{');
		json_member(writer, "id", job->id);
		json_member(writer, "name", job->name);
		json_member(writer, "images", job->words);
		json_member(writer, "platform", job->platform);
		json_member_count(writer, "level", job->level);
		json_open_member(writer, "needs", '[');
		for (size_t j = 0; j < job->need_count; j++)
			json_string(writer, list->items[job->needs[j]].id);
		json_close(writer, ']');
		json_close(writer, '}');
	}
	json_close(writer, ']');
}
