/*
 * Annotations of GitHub's checks. Each is a workflow command on a line of its own, which the runner
 * of GitHub's actions takes out of the output of a step and shows at its place:
 *
 *     ::error file=images.yaml,line=14,col=11,endColumn=21,title=basegen::unknown parent 'base'
 *
 * No text can end the command, add to it, or be another one. The reference is GitHub's "Workflow
 * commands for GitHub Actions".
 */
#ifndef SUPPORT_ANNOTATION_H
#define SUPPORT_ANNOTATION_H

#include <stddef.h>

struct text;

/*
 * Of one step the runner shows so many errors, and as many notices; the others are only in the log.
 */
enum { ANNOTATIONS_SHOWN = 10 };

struct annotation {
	const char *level; /* error, warning or notice */
	const char *title;
	const char *file;                /* NULL: it is about none */
	size_t line, column, end_column; /* from 1; 0: not known */
	const char *message;             /* may have several lines */
};

/*
 * Appends the path of a file that is named from the current directory. If that is in
 * GITHUB_WORKSPACE or CI_PROJECT_DIR, the path is made one from there, as GitHub and GitLab want.
 */
void
annotation_append_path(struct text *path, const char *file);

/* Appends the command. Its file is named from the current directory. */
void
annotation_append(struct text *text, const struct annotation *annotation);

/* How many of `count` get an annotation of their own: all, or all but those that one counts. */
size_t
annotations_shown(size_t count);

/* Appends one annotation for the rest, if there is any: "3 more files are not up to date". */
void
annotations_append_rest(struct text *text, const char *level, size_t rest, const char *what);

/*
 * Changes lines from elsewhere so that the runner finds no command in them: "::" at the start of a
 * line, behind blanks too, and "##[" anywhere get a blank between their characters.
 */
void
annotation_disarm(struct text *lines);

#endif
