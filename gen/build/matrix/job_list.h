/* The jobs of a CI system that build images: each builds some images on one platform. */
#ifndef BUILD_MATRIX_JOB_LIST_H
#define BUILD_MATRIX_JOB_LIST_H

#include <stddef.h>

struct arena;
struct job_images;
struct json_writer;

struct ci_job {
	const char *id;       /* that of its last image (build/matrix/job_images.h) */
	const char *name;     /* for people: "fastapi-base/3.11-slim (linux/arm64)" */
	const char *words;    /* its images, in the order of building, as words of a command line */
	const char *platform; /* "": the machine that runs it says */
	size_t level;         /* 0 without needs, else above all that it needs */
	size_t *needs; /* the jobs that must end before it, all of them before it in the list */
	size_t need_count;
};

struct job_list {
	struct ci_job *items;
	size_t count;
};

/*
 * Makes the jobs for the listed images. The first levels - 1 levels have a job for each image and
 * platform. Of the rest, what needs each other is one job. So with one level no job needs another.
 * 0 levels: each image and platform has a job.
 */
struct job_list
job_list_make(struct arena *arena, const struct job_images *images, size_t levels);

/* Writes the list as an array. */
void
job_list_write(struct json_writer *writer, const struct job_list *list);

#endif
