/* What basegen init writes, as it is in the program: the files of output/starter/. */
#ifndef OUTPUT_STARTER_H
#define OUTPUT_STARTER_H

#include "output/stock.h"

/* A family to start with: images.yaml, and what it names. Ended by a file without a path. */
extern const struct program_file starter_files[];

/* What any new family gets besides .gitignore and .gitattributes: the Makefile. Ended likewise. */
extern const struct program_file makefile_files[];

/* What a family on GitHub gets: its workflows, and what Renovate reads. Ended likewise. */
extern const struct program_file github_files[];

/* What a family on GitLab gets: the file that includes out/ci/gitlab.yml, and
 * what Renovate reads. Ended likewise. */
extern const struct program_file gitlab_files[];

#endif
